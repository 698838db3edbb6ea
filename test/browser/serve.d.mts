export function servePage(options?: { port?: number }): Promise<{ url: string; close(): Promise<void> }>;
export function policyOf(nonce: string, source: string, extra?: string): string;

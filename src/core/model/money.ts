// Money inside the engine: whole nano-dollars, so that sums do not depend on the order of their parts.

/** Dollars as whole nano-dollars. A safe integer up to nine million dollars. */
export function toNano(usd: number): number {
  return Math.round(usd * 1e9);
}

/** Nano-dollars as dollars. */
export function toUsd(nano: number): number {
  return nano / 1e9;
}

/** Money in a sentence or a total: two decimals from $0.10, else three, none from $1,000 (ui §4). */
export function moneyText(usd: number): string {
  if (usd === 0) return "$0";
  const size = Math.abs(usd);
  if (size < 0.0005) return "<$0.001";
  if (size >= 1000)
    return `$${Math.round(usd)
      .toString()
      .replace(/\B(?=(\d{3})+$)/g, ",")}`;
  return `$${usd.toFixed(size >= 0.1 ? 2 : 3)}`;
}

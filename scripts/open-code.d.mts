type Environment = Readonly<Record<string, string | undefined>>;

export function onPath(name: string, environment?: Environment, platform?: string): string | undefined;

export function openCode(
  program: string,
  options: {
    readonly root: string;
    readonly workspace: string;
    readonly scenario: string;
    readonly environment?: Environment;
  },
): Promise<number>;

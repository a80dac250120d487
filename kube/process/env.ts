/** The process's environment and arguments: read once in `main.ts`, handed on as plain values. */
export type Env = Readonly<Record<string, string | undefined>>;

export function processEnv(): Env {
  return process.env;
}

/** The arguments after `node file.ts`. */
export function processArguments(): string[] {
  return process.argv.slice(2);
}

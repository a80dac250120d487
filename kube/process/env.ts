/** The process's environment and arguments: read once in `main.ts`, handed on as plain values. */
export type Env = Readonly<Record<string, string | undefined>>;

export function processEnv(): Env {
  return process.env;
}

/** The arguments after `node file.ts`. */
export function processArguments(): string[] {
  return process.argv.slice(2);
}

/** @throws {Error} naming the variable and what it is for, when it is unset or empty. */
export function requireEnv(env: Env, name: string, purpose: string): string {
  const value = env[name];
  if (value === undefined || value === '')
    throw new Error(`environment variable ${name} is not set: it gives ${purpose}`);
  return value;
}

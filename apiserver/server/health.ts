/** One thing that must be so. */
export interface Check {
  name: string;
  /** What is wrong, undefined when nothing is. Never holds a secret, yet is told to nobody but the log: probes carry no identity. */
  problem(): string | undefined;
}

export interface HealthAnswer {
  status: 200 | 500;
  body: string;
}

/**
 * Answers /livez, /readyz and /healthz as kube-apiserver does: `ok`, or the list of checks when one fails or `verbose` is asked.
 *
 * @param path what follows the endpoint: '' or the name of one check
 */
export function answerHealth(
  endpoint: string,
  checks: readonly Check[],
  { path, query }: { path: string; query: URLSearchParams },
): HealthAnswer | undefined {
  if (path !== '' && !checks.some((check) => check.name === path)) return undefined;
  const excluded = new Set(query.getAll('exclude'));
  const asked = checks.filter((check) => (path === '' ? !excluded.has(check.name) : check.name === path));
  const results = asked.map((check) => ({ name: check.name, ok: check.problem() === undefined }));
  const failed = results.some((result) => !result.ok);
  if (!failed && !query.has('verbose')) return { status: 200, body: 'ok' };
  const unknown = path === '' ? [...excluded].filter((name) => checks.every((check) => check.name !== name)) : [];
  const lines = results.map(({ name, ok }) => (ok ? `[+]${name} ok` : `[-]${name} failed: reason withheld`));
  const skipped = checks.filter((check) => path === '' && excluded.has(check.name));
  const all = [
    ...lines,
    ...skipped.map(({ name }) => `[+]${name} excluded: ok`),
    ...(unknown.length === 0 ? [] : [`warn: some health checks cannot be excluded: no matches for ${quoted(unknown)}`]),
  ];
  return {
    status: failed ? 500 : 200,
    body: `${all.join('\n')}\n${endpoint} check ${failed ? 'failed' : 'passed'}\n`,
  };
}

function quoted(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(', ');
}

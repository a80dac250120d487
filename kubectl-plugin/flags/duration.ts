import { UsageError } from './usage-error.ts';

const unitMs: Record<string, number> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A Go duration (`90s`, `1h30m`, `720h0m0s`), as Kubernetes writes it: checked here, passed on as it is. @throws UsageError */
export function goDuration(text: string): string {
  if (milliseconds(text) === undefined) throw new UsageError(`time: invalid duration ${JSON.stringify(text)}`);
  return text;
}

/** kubectl's time limits: a Go duration or a bare number of seconds; 0 is no limit. Milliseconds. @throws UsageError */
export function timeLimit(text: string): number {
  const found = /^\d+$/.test(text) ? Number(text) * 1000 : milliseconds(text);
  if (found === undefined || found < 0) {
    throw new UsageError(
      `time: invalid duration ${JSON.stringify(text)}: use a number of seconds or a form like 5m30s`,
    );
  }
  return found;
}

/** Undefined for text that is no Go duration. */
function milliseconds(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^-?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g)];
  const sum = parts.reduce((total, [, number, unit]) => total + Number(number) * (unitMs[unit ?? ''] ?? 0), 0);
  return text.startsWith('-') ? -sum : sum;
}

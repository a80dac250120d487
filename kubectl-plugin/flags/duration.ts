import { parseDuration } from '../../api/meta/duration.ts';
import { UsageError } from './usage-error.ts';

/** A Go duration (`90s`, `1h30m`, `720h0m0s`), as Kubernetes writes it: checked here, passed on as it is. @throws UsageError */
export function goDuration(text: string): string {
  milliseconds(text);
  return text;
}

/** kubectl's time limits: a Go duration or a bare number of seconds; 0 is no limit. Milliseconds. @throws UsageError */
export function timeLimit(text: string): number {
  const found = /^\d+$/.test(text) ? Number(text) * 1000 : milliseconds(text, hint);
  if (found < 0) throw new UsageError(`time: invalid duration ${JSON.stringify(text)}${hint}`);
  return found;
}

const hint = ': use a number of seconds or a form like 5m30s';

function milliseconds(text: string, more = ''): number {
  try {
    return parseDuration(text);
  } catch (error) {
    throw new UsageError(`${(error as Error).message}${more}`, { cause: error });
  }
}

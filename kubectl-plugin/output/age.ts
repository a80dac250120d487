import { humanDuration } from '../../api/meta/human-duration.ts';

/** How long ago `timestamp` (RFC 3339) was; `<unknown>` without one, as kubectl. */
export function age(timestamp: string | undefined, now: Date): string {
  const then = timestamp === undefined ? Number.NaN : Date.parse(timestamp);
  return Number.isNaN(then) ? '<unknown>' : humanDuration(now.getTime() - then);
}

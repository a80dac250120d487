/**
 * A span as kubectl prints ages: two or three significant figures (`45s`, `3m20s`, `5h`, `2d3h`, `4y12d`).
 * Rules: apimachinery `duration.HumanDuration`. Up to two seconds in the future count as now, for clocks that differ.
 */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 2 * minute) return `${seconds}s`;
  if (seconds < 10 * minute) return pair(seconds, [minute, 'm'], [1, 's']);
  if (seconds < 3 * hour) return pair(seconds, [minute, 'm']);
  if (seconds < 8 * hour) return pair(seconds, [hour, 'h'], [minute, 'm']);
  if (seconds < 2 * day) return pair(seconds, [hour, 'h']);
  return humanDays(seconds);
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

type Unit = [seconds: number, letter: string];

function humanDays(seconds: number): string {
  if (seconds < 8 * day) return pair(seconds, [day, 'd'], [hour, 'h']);
  if (seconds < 2 * year) return pair(seconds, [day, 'd']);
  if (seconds < 8 * year) return pair(seconds, [year, 'y'], [day, 'd']);
  return pair(seconds, [year, 'y']);
}

function pair(seconds: number, big: Unit, small?: Unit): string {
  const whole = `${Math.floor(seconds / big[0])}${big[1]}`;
  const rest = small ? Math.floor((seconds % big[0]) / small[0]) : 0;
  return small && rest > 0 ? `${whole}${rest}${small[1]}` : whole;
}

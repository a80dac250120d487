/** A span of time as `kubectl get` shows it (apimachinery's `duration.HumanDuration`): two units at most, fewer the longer it is. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const found = steps.find(({ below }) => seconds < below);
  return found === undefined ? `${Math.floor(seconds / year)}y` : inUnits(seconds, found);
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

interface Step {
  /** Seconds. */
  below: number;
  unit: number;
  name: string;
  rest?: { unit: number; name: string };
}

const steps: readonly Step[] = [
  { below: 10 * minute, unit: minute, name: 'm', rest: { unit: 1, name: 's' } },
  { below: 3 * hour, unit: minute, name: 'm' },
  { below: 8 * hour, unit: hour, name: 'h', rest: { unit: minute, name: 'm' } },
  { below: 2 * day, unit: hour, name: 'h' },
  { below: 8 * day, unit: day, name: 'd', rest: { unit: hour, name: 'h' } },
  { below: 2 * year, unit: day, name: 'd' },
  { below: 8 * year, unit: year, name: 'y', rest: { unit: day, name: 'd' } },
];

function inUnits(seconds: number, { unit, name, rest }: Step): string {
  const whole = `${Math.floor(seconds / unit)}${name}`;
  const left = rest === undefined ? 0 : Math.floor((seconds % unit) / rest.unit);
  return rest === undefined || left === 0 ? whole : `${whole}${left}${rest.name}`;
}

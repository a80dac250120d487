import { UsageError } from './usage-error.ts';

/** Collects the values of a flag that may be repeated and may hold several, separated by commas. */
export function commaList(text: string, previous: readonly string[] | undefined): string[] {
  const added = text.split(',').map((part) => part.trim());
  return [...(previous ?? []), ...added.filter((part) => part !== '')];
}

/** Collects the values of a flag that may be repeated. */
export function repeated(text: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), text];
}

/** Collects `key=value,key2=value2`; `separator` is what stands between key and value. @throws UsageError */
export function pairs(separator: string) {
  return (text: string, previous: Record<string, string> | undefined): Record<string, string> => {
    const added = commaList(text, undefined).map((part) => pair(part, separator));
    return { ...previous, ...Object.fromEntries(added) };
  };
}

/** `pods=ns1/p1,ns1/p2;persistentvolumes=pv1`: for each kind the order of its objects. @throws UsageError */
export function orderedResources(text: string): Record<string, string> {
  const groups = text.split(';').map((part) => part.trim());
  return Object.fromEntries(groups.filter((part) => part !== '').map((part) => pair(part, '=')));
}

function pair(part: string, separator: string): [string, string] {
  const at = part.indexOf(separator);
  if (at <= 0) throw new UsageError(`${JSON.stringify(part)} must be formatted as key${separator}value`);
  return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
}

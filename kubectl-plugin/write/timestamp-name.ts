/** `<prefix>-<YYYYMMDDhhmmss>` in UTC, as Velero names what is not given a name; the prefix is cut to fit a label (63). */
export function timestampName(prefix: string, now: Date): string {
  const stamp = now.toISOString().replaceAll(/\D/g, '').slice(0, 14);
  return `${prefix.slice(0, 63 - stamp.length - 1)}-${stamp}`;
}

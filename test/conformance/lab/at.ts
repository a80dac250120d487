/** What stands at a dotted path of a JSON value (`metadata.managedFields.0.manager`); undefined where it ends before. `\.` is a dot in a key. */
export function at(value: unknown, path: string): unknown {
  let found = value;
  for (const key of path.split(/(?<!\\)\./)) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<string, unknown>)[key.replaceAll(String.raw`\.`, '.')];
  }
  return found;
}

/** The list at a path; empty when there is none. */
export function listAt(value: unknown, path: string): unknown[] {
  const found = at(value, path);
  return Array.isArray(found) ? (found as unknown[]) : [];
}

export function textAt(value: unknown, path: string): string {
  const found = at(value, path);
  return typeof found === 'string' ? found : '';
}

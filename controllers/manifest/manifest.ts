/** A Kubernetes object of any kind, parsed. Numbers outside the safe range are opaque values that print as they were. */
export type Manifest = Record<string, unknown>;

/** The map at a path, or undefined when it or anything on the way is not a map. The map is the live one: changing it changes the manifest. */
export function mapAt(manifest: Manifest, ...path: string[]): Record<string, unknown> | undefined {
  let at: unknown = manifest;
  for (const key of path) at = isMap(at) ? at[key] : undefined;
  return isMap(at) ? at : undefined;
}

/** The maps in the list at a path; empty when there is none. Live, as with `mapAt`. */
export function mapsAt(manifest: Manifest, ...path: string[]): Record<string, unknown>[] {
  return listAt(manifest, ...path).filter(isMap);
}

/** The list at a path; empty when there is none. */
export function listAt(manifest: Manifest, ...path: string[]): unknown[] {
  const value = valueAt(manifest, ...path);
  return Array.isArray(value) ? value : [];
}

/** The string at a path, or undefined when there is none or it is something else. */
export function stringAt(manifest: Manifest, ...path: string[]): string | undefined {
  const value = valueAt(manifest, ...path);
  return typeof value === 'string' ? value : undefined;
}

/** Whatever is at a path. */
export function valueAt(manifest: Manifest, ...path: string[]): unknown {
  const key = path.at(-1);
  return key === undefined ? manifest : mapAt(manifest, ...path.slice(0, -1))?.[key];
}

/** Removes keys of the map at a path; one that this leaves empty goes as well, unless it is a part of every object, like spec. */
export function dropKeys(manifest: Manifest, path: string[], keys: readonly string[]): void {
  const map = mapAt(manifest, ...path);
  if (map === undefined) return;
  for (const key of keys) delete map[key];
  const last = path.at(-1);
  if (Object.keys(map).length === 0 && path.length > 1 && last !== undefined)
    delete mapAt(manifest, ...path.slice(0, -1))?.[last];
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

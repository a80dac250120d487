import type { Manifest } from '../../manifest/manifest.ts';
import { isMap, mapAt, mapsAt } from '../../manifest/manifest.ts';

/**
 * A ServiceAccount that is there already (`default` is in every namespace) with what only the backup's has: references by name, labels and annotations. What it
 * has itself stays.
 */
export function mergedAccount(cluster: Manifest, backup: Manifest): Manifest {
  return {
    ...cluster,
    ...lists(cluster, backup),
    metadata: { ...mapAt(cluster, 'metadata'), ...maps(cluster, backup) },
  };
}

function lists(cluster: Manifest, backup: Manifest): Manifest {
  const merged: Manifest = {};
  for (const key of ['secrets', 'imagePullSecrets']) {
    const own = mapsAt(cluster, key);
    const names = new Set(own.map(({ name }) => name));
    const missing = mapsAt(backup, key).filter(({ name }) => !names.has(name));
    if (missing.length > 0) merged[key] = [...own, ...missing];
  }
  return merged;
}

function maps(cluster: Manifest, backup: Manifest): Manifest {
  const merged: Manifest = {};
  for (const key of ['labels', 'annotations']) {
    const theirs = mapAt(backup, 'metadata', key);
    if (isMap(theirs)) merged[key] = { ...theirs, ...mapAt(cluster, 'metadata', key) };
  }
  return merged;
}

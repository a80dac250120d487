import type { Block, ComputedObject } from './block.ts';

/** A block whose objects are as small as they may be. */
export function blockOf(
  name: string,
  namespaces: readonly string[],
  resourceVersion: number,
  labels: Record<string, string> = {},
): Block {
  const object = (index: number): ComputedObject => ({
    apiVersion: 'stowage.dev/v1alpha1',
    kind: 'RestorePoint',
    metadata: { name, namespace: namespaces[index] ?? '', resourceVersion: String(resourceVersion), labels },
    status: { phase: 'Completed', items: index },
  });
  return { name, namespaces, resourceVersion, labels, object };
}

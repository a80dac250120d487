import type { ObjectId } from '../../../bucket/archive/entry.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import { stringAt } from '../../manifest/manifest.ts';

/** Why an object is never restored, by its name alone; undefined for all others. */
export function excludedByName({ resource, name }: ObjectId): string | undefined {
  return resource === 'configmaps' && name === 'kube-root-ca.crt'
    ? 'every cluster publishes its own root certificate'
    : undefined;
}

/** Why an object is never restored, by what is in it (Velero's rules); undefined for kinds of which every object is restored. */
export function exclusionOf(groupResource: string): ((manifest: Manifest) => string | undefined) | undefined {
  return exclusions.get(groupResource);
}

const exclusions: ReadonlyMap<string, (manifest: Manifest) => string | undefined> = new Map([
  ['pods', finishedPod],
  ['jobs.batch', finishedJob],
]);

function finishedPod(pod: Manifest): string | undefined {
  if (stringAt(pod, 'metadata', 'annotations', 'kubernetes.io/config.mirror') !== undefined)
    return 'it mirrors a pod that a node runs by itself';
  const phase = stringAt(pod, 'status', 'phase') ?? '';
  return phase === 'Succeeded' || phase === 'Failed' ? `it had ended (${phase})` : undefined;
}

/** Restored, it would run again. */
function finishedJob(job: Manifest): string | undefined {
  return stringAt(job, 'status', 'completionTime') === undefined ? undefined : 'it had ended';
}

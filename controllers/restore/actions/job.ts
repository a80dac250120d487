import type { Manifest } from '../../manifest/manifest.ts';
import { dropKeys } from '../../manifest/manifest.ts';

/** Takes out the labels that tie a Job to the UID it had; kube-apiserver writes new ones. Left in, it refuses the Job. */
export function job(manifest: Manifest): undefined {
  for (const path of [
    ['spec', 'selector', 'matchLabels'],
    ['spec', 'template', 'metadata', 'labels'],
  ])
    dropKeys(manifest, path, ['controller-uid', 'batch.kubernetes.io/controller-uid']);
}

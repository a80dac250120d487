import type { Manifest } from '../../manifest/manifest.ts';
import { dropKeys, mapAt, mapsAt, stringAt } from '../../manifest/manifest.ts';

/**
 * Lets the scheduler place the pod again and the admission of the cluster compute its priority, and drops the volumes of the token Secrets that
 * clusters before 1.24 mounted: that Secret does not exist here, and a new token is mounted anyway.
 */
export function pod(manifest: Manifest): undefined {
  dropKeys(manifest, ['spec'], ['nodeName', 'priority']);
  const spec = mapAt(manifest, 'spec');
  const prefix = `${stringAt(manifest, 'spec', 'serviceAccountName') ?? 'default'}-token-`;
  const isToken = (entry: Record<string, unknown>) =>
    typeof entry['name'] === 'string' && entry['name'].startsWith(prefix);
  if (spec === undefined || !mapsAt(spec, 'volumes').some(isToken)) return;
  spec['volumes'] = mapsAt(spec, 'volumes').filter((volume) => !isToken(volume));
  for (const container of [...mapsAt(spec, 'containers'), ...mapsAt(spec, 'initContainers')])
    if (mapsAt(container, 'volumeMounts').some(isToken))
      container['volumeMounts'] = mapsAt(container, 'volumeMounts').filter((mount) => !isToken(mount));
}

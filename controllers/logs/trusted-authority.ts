import { authorityPlace } from '../../api/log-server.ts';
import type { KubeObject } from '../../api/meta/list.ts';
import { Informer } from '../../kube/cache/informer.ts';
import type { Kube } from '../../kube/client/kube.ts';
import type { Log } from '../../kube/process/log.ts';

interface ConfigMap extends KubeObject {
  data?: Record<string, string>;
}

/** Watches for the apiserver's CA, which it makes and rotates by itself, and tells it on. */
export function watchAuthority(
  options: { client: Kube; namespace: string; log: Log },
  tell: (ca: string) => void,
): Informer<ConfigMap> {
  const { client, namespace, log } = options;
  const ref = { group: '', version: 'v1', plural: 'configmaps', namespace };
  const informer = new Informer<ConfigMap>({
    client,
    ref,
    fieldSelector: `metadata.name=${authorityPlace.configMap}`,
    log,
  });
  informer.onChange(({ current }) => {
    const ca = current?.data?.[authorityPlace.key];
    if (ca !== undefined && ca !== '') tell(ca);
  });
  return informer;
}

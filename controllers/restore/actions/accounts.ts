import type { Manifest } from '../../manifest/manifest.ts';
import { dropKeys, mapAt, mapsAt, stringAt } from '../../manifest/manifest.ts';
import type { ActionContext } from './action.ts';

/** Drops the token Secrets that the control plane had made for the account: their names mean nothing here. */
export function serviceAccount(manifest: Manifest): undefined {
  const prefix = `${stringAt(manifest, 'metadata', 'name') ?? ''}-token-`;
  const secrets = mapsAt(manifest, 'secrets');
  const kept = secrets.filter(({ name }) => typeof name !== 'string' || !name.startsWith(prefix));
  if (kept.length === secrets.length) return;
  if (kept.length > 0) manifest['secrets'] = kept;
  else delete manifest['secrets'];
}

/** A token belongs to the account's UID: one made by the control plane is left out, one that a user asked for is issued anew. */
export function secret(manifest: Manifest): string | undefined {
  if (manifest['type'] !== 'kubernetes.io/service-account-token') return undefined;
  const account = stringAt(manifest, 'metadata', 'annotations', 'kubernetes.io/service-account.name') ?? '';
  if (stringAt(manifest, 'metadata', 'name')?.startsWith(`${account}-token-`) === true)
    return 'it is a token that the control plane made for the service account, and it makes its own';
  dropKeys(manifest, ['metadata', 'annotations'], ['kubernetes.io/service-account.uid']);
  dropKeys(manifest, ['data'], ['token', 'ca.crt']);
  return undefined;
}

/** Follows the namespace mapping in the subjects of a RoleBinding or ClusterRoleBinding. */
export function binding(manifest: Manifest, { mapNamespace }: ActionContext): undefined {
  for (const subject of mapsAt(manifest, 'subjects'))
    if (typeof subject['namespace'] === 'string') subject['namespace'] = mapNamespace(subject['namespace']);
}

/** Leaves out the rules of an aggregated ClusterRole: the cluster fills them in. */
export function clusterRole(manifest: Manifest): undefined {
  if (mapAt(manifest, 'aggregationRule') !== undefined) delete manifest['rules'];
}

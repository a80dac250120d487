import { createAuthority } from '../../cluster/boot/certificates.ts';
import type { Authority } from '../../cluster/boot/certificates.ts';
import type { Lab } from './lab.ts';

const path = '/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication';
const merge = 'application/merge-patch+json';

export type Trust = Record<string, string>;

/** What kube-apiserver tells the servers behind it about whom to believe. */
export async function readTrust(lab: Lab): Promise<Trust> {
  const { data } = await lab.api.must<{ data: Trust }>({ path });
  return data;
}

/** Changes it; undefined takes a key away. kube-apiserver puts its own back where something of it is missing. */
export async function writeTrust(lab: Lab, data: Record<string, string | null>): Promise<void> {
  await lab.api.must({ method: 'PATCH', path, contentType: merge, body: { data } });
}

/** One more CA that may sign the front proxy's certificate, until the check ends. */
export async function oneMoreAuthority(lab: Lab): Promise<Authority> {
  const key = 'requestheader-client-ca-file';
  const authority = await createAuthority(`front-proxy-of-check-${Date.now()}`);
  const before = (await readTrust(lab))[key] ?? '';
  await writeTrust(lab, { [key]: `${before.trimEnd()}\n${authority.pair.cert}` });
  lab.defer(() => writeTrust(lab, { [key]: before }));
  return authority;
}

import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Kube } from '../../kube/client/kube.ts';
import type { ResourceRef } from '../../kube/client/resource.ts';
import { StatusError } from '../../kube/client/status-error.ts';
import { silentLog } from '../../kube/process/log.ts';
import { systemRandom } from '../../kube/process/random.ts';
import type { CertificateContents } from './contents.ts';
import { CertificateKeeper } from './keeper.ts';
import { servingPolicy } from './policy.ts';

interface Stored {
  metadata: { name: string; resourceVersion?: string };
  data?: Record<string, string>;
  spec?: { caBundle?: string };
}

/** What the keeper uses of kube-apiserver, with its optimistic locking. It stands for the moments between two replicas, which no real one shows on demand. */
class Storage {
  readonly objects = new Map<string, Stored>();
  #version = 0;
  /** Called before each write. */
  interfere: () => Promise<void> = async () => undefined;

  get client(): Kube {
    const put = (key: string, object: Stored): Stored => {
      const stored = structuredClone(object);
      stored.metadata.resourceVersion = String(++this.#version);
      this.objects.set(key, stored);
      return structuredClone(stored);
    };
    const current = (key: string): Stored => {
      const object = this.objects.get(key);
      if (object === undefined) throw refuse(404, 'NotFound');
      return object;
    };
    const used: Pick<Kube, 'get' | 'create' | 'update' | 'mergePatch'> = {
      get: async <T>(ref: ResourceRef) => structuredClone(current(`${ref.plural}/${ref.name}`)) as T,
      create: async <T>(ref: ResourceRef, object: unknown) => {
        await this.interfere();
        const made = object as Stored;
        if (this.objects.has(`${ref.plural}/${made.metadata.name}`)) throw refuse(409, 'AlreadyExists');
        return put(`${ref.plural}/${made.metadata.name}`, made) as T;
      },
      update: async <T>(ref: ResourceRef, object: unknown) => {
        await this.interfere();
        const wanted = object as Stored;
        const key = `${ref.plural}/${ref.name}`;
        if (current(key).metadata.resourceVersion !== wanted.metadata.resourceVersion) throw refuse(409, 'Conflict');
        return put(key, wanted) as T;
      },
      mergePatch: async <T>(ref: ResourceRef, patch: unknown) => {
        const key = `${ref.plural}/${ref.name}`;
        const { spec } = patch as Stored;
        return put(key, { ...current(key), ...(spec === undefined ? {} : { spec }) }) as T;
      },
    };
    return used as Kube;
  }
}

function refuse(code: number, reason: string): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    code,
    reason,
    message: reason,
  });
}

function replica(storage: Storage) {
  const used: CertificateContents[] = [];
  const slept: number[] = [];
  const keeper = new CertificateKeeper({
    client: storage.client,
    clock: { now: () => new Date(), monotonic: () => 0, sleep: async (ms) => void slept.push(ms) },
    random: systemRandom,
    log: silentLog,
    namespace: 'stowage-system',
    policy: servingPolicy({ service: 'stowage-apiserver', namespace: 'stowage-system' }),
    onChange: (contents) => used.push(contents),
  });
  return { keeper, used, slept };
}

const caBundle = (storage: Storage): string =>
  Buffer.from(storage.objects.get('apiservices/v1alpha1.stowage.dev')?.spec?.caBundle ?? '', 'base64').toString();

function withApiService(): Storage {
  const storage = new Storage();
  storage.objects.set('apiservices/v1alpha1.stowage.dev', { metadata: { name: 'v1alpha1.stowage.dev' }, spec: {} });
  return storage;
}

describe('CertificateKeeper', () => {
  it('makes, publishes and vouches for the certificates, once', async () => {
    const storage = withApiService();
    const { keeper, used } = replica(storage);
    await keeper.reconcile();
    await keeper.reconcile();
    expect(used).toHaveLength(1);
    const bundle = storage.objects.get('configmaps/stowage-ca')?.data?.['ca.crt'];
    expect(caBundle(storage)).toBe(bundle);
    expect(
      new X509Certificate(used[0]?.serving?.certificate ?? '').verify(new X509Certificate(bundle ?? '').publicKey),
    ).toBe(true);
  });

  it('takes what another replica was faster to make', async () => {
    const storage = withApiService();
    const [first, second] = [replica(storage), replica(storage)];
    storage.interfere = async () => {
      storage.interfere = async () => undefined;
      await second.keeper.reconcile();
    };
    await first.keeper.reconcile();
    expect(first.used).toEqual(second.used);
  });

  it('puts right what somebody else wrote', async () => {
    const storage = withApiService();
    const { keeper, used } = replica(storage);
    await keeper.reconcile();
    storage.objects.set('apiservices/v1alpha1.stowage.dev', {
      metadata: { name: 'v1alpha1.stowage.dev' },
      spec: { caBundle: 'b3RoZXI=' },
    });
    storage.objects.delete('configmaps/stowage-ca');
    await keeper.reconcile();
    expect(caBundle(storage)).toBe(used[0]?.authority?.certificate);
    expect(storage.objects.get('configmaps/stowage-ca')?.data?.['ca.crt']).toBe(used[0]?.authority?.certificate);
    expect(used).toHaveLength(1);
  });

  it('does without an APIService, and without a Secret that was there', async () => {
    const storage = new Storage();
    const { keeper, used, slept } = replica(storage);
    await keeper.reconcile();
    expect(slept).toEqual([]);
    storage.objects.set('apiservices/v1alpha1.stowage.dev', { metadata: { name: 'v1alpha1.stowage.dev' }, spec: {} });
    storage.objects.delete('secrets/stowage-apiserver-serving');
    await keeper.reconcile();
    expect(used).toHaveLength(2);
    // The new CA was published beside the old one, and time was given to learn of it, before a certificate of it was shown.
    expect(caBundle(storage)).toBe(`${used[1]?.authority?.certificate}${used[0]?.authority?.certificate}`);
    expect(slept).toEqual([2000]);
  });
});

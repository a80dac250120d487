import { isDeepStrictEqual } from 'node:util';
import { apiserverService, apiServiceName } from '../../api/groups.ts';
import { authorityPlace } from '../../api/log-server.ts';
import type { KubeObject } from '../../api/meta/list.ts';
import type { Kube } from '../../kube/client/kube.ts';
import { isAlreadyExists, isConflict, isNotFound, unlessMissing } from '../../kube/client/status-error.ts';
import type { Clock } from '../../kube/process/clock.ts';
import type { Log } from '../../kube/process/log.ts';
import type { Random } from '../../kube/process/random.ts';
import { advance } from './advance.ts';
import { readContents, trustBundle, writeContents } from './contents.ts';
import type { CertificateContents } from './contents.ts';
import type { CertificatePolicy } from './decide.ts';

export interface KeeperDependencies {
  client: Kube;
  clock: Clock;
  random: Pick<Random, 'hex'>;
  log: Log;
  namespace: string;
  policy: CertificatePolicy;
  /** Told of the certificates to use, at first and after each change. */
  onChange: (contents: CertificateContents) => void;
}

/** Where the certificates are kept. */
const servingSecret = `${apiserverService}-serving`;

/**
 * Milliseconds from a new CA in the caBundle until a certificate of it is shown: kube-apiserver learns of the bundle by its own watch, and
 * verifies with what it has.
 */
const grace = 2_000;

/** Milliseconds between two looks: a certificate that another replica renewed, or a caBundle that somebody overwrote, is noticed then. */
const period = 5_000;

type WithData = KubeObject & { data?: Record<string, string> };
type ApiService = KubeObject<{ caBundle?: string; insecureSkipTLSVerify?: boolean }>;

/**
 * Keeps the serving certificate and everything that vouches for it: the Secret with keys and certificates, the ConfigMap with the CAs, the
 * caBundle of our APIService. Every replica does it; whoever writes second finds a conflict, reads again and sees that all is well.
 */
export class CertificateKeeper {
  readonly #dependencies: KeeperDependencies;
  #inUse: CertificateContents | undefined;

  constructor(dependencies: KeeperDependencies) {
    this.#dependencies = dependencies;
  }

  /** Looks after the certificates until the signal is aborted. Failures are logged and tried again. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#dependencies;
    while (!signal.aborted) {
      try {
        await this.reconcile();
      } catch (error) {
        log.error('certificates could not be looked after', { error });
      }
      await clock.sleep(this.#inUse === undefined ? 500 : period, signal).catch(() => undefined);
    }
  }

  /** One look: what is missing is made, what is due renewed, what differs put right. */
  async reconcile(): Promise<void> {
    const contents = await this.#secret();
    const bundle = trustBundle(contents);
    await this.#publish(bundle);
    await this.#vouch(bundle);
    const before = this.#inUse;
    if (before !== undefined && isDeepStrictEqual(before, contents)) return;
    if (before !== undefined && trustBundle(before) !== bundle) await this.#dependencies.clock.sleep(grace);
    this.#dependencies.onChange(contents);
    this.#inUse = contents;
  }

  async #secret(): Promise<CertificateContents> {
    const { client, clock, random, policy, namespace, log } = this.#dependencies;
    for (;;) {
      const secret = await unlessMissing(client.get<WithData>(this.#ref('secrets', servingSecret)));
      const current = secret === undefined ? this.#lost() : readContents(secret.data);
      const { contents, actions } = await advance(current, { policy, random, now: clock.now() });
      if (actions.length === 0) return contents;
      const wanted = {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { namespace, name: servingSecret, labels, ...secret?.metadata },
        data: writeContents(contents),
      };
      if (await this.#write('secrets', wanted, secret !== undefined)) {
        log.info('certificates renewed', { actions });
        return contents;
      }
    }
  }

  /** A Secret that is gone is made anew, with other keys. What is in use stays trusted until nobody uses it any more. */
  #lost(): CertificateContents {
    const previous = this.#inUse?.authority?.certificate;
    return previous === undefined ? {} : { previous };
  }

  /** False when somebody else was faster. */
  async #write(plural: string, object: KubeObjectLike, exists: boolean): Promise<boolean> {
    const { client } = this.#dependencies;
    try {
      if (exists) await client.update(this.#ref(plural, object.metadata.name), object);
      else await client.create(this.#ref(plural), object);
      return true;
    } catch (error) {
      if (isConflict(error) || isAlreadyExists(error) || isNotFound(error)) return false;
      throw error;
    }
  }

  async #publish(bundle: string): Promise<void> {
    const { client, namespace } = this.#dependencies;
    const { configMap, key } = authorityPlace;
    const current = await unlessMissing(client.get<WithData>(this.#ref('configmaps', configMap)));
    if (current?.data?.[key] === bundle) return;
    const wanted = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace, name: configMap, labels, ...current?.metadata },
      data: { ...current?.data, [key]: bundle },
    };
    await this.#write('configmaps', wanted, current !== undefined);
  }

  /** kube-apiserver checks our certificate against caBundle, but not in its availability check: a wrong one looks healthy and fails every request. */
  async #vouch(bundle: string): Promise<void> {
    const { client, log } = this.#dependencies;
    const ref = { group: 'apiregistration.k8s.io', version: 'v1', plural: 'apiservices', name: apiServiceName };
    const service = await unlessMissing(client.get<ApiService>(ref));
    const caBundle = Buffer.from(bundle, 'utf8').toString('base64');
    if (service === undefined || service.spec.caBundle === caBundle) return;
    const { resourceVersion } = service.metadata;
    try {
      await client.mergePatch(ref, {
        metadata: { resourceVersion },
        spec: { caBundle, insecureSkipTLSVerify: null },
      });
      log.info('caBundle of the APIService put right', { apiService: apiServiceName });
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
  }

  #ref(plural: string, name?: string) {
    const ref = { group: '', version: 'v1', plural, namespace: this.#dependencies.namespace };
    return name === undefined ? ref : { ...ref, name };
  }
}

interface KubeObjectLike {
  metadata: { name: string };
}

const labels = { 'app.kubernetes.io/part-of': 'stowage' };

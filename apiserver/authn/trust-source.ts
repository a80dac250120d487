import type { KubeObject } from '../../api/meta/list.ts';
import type { Change, Informer } from '../../kube/cache/informer.ts';
import type { Log } from '../../kube/process/log.ts';
import { readBundle } from './front-proxy.ts';
import type { FrontProxyTrust } from './front-proxy.ts';
import { readRequestHeaderConfig } from './request-header-config.ts';

export type ConfigMap = KubeObject & { data?: Record<string, string> };

/** Follows the ConfigMap in which kube-apiserver says how to know its front proxy. */
export class TrustSource {
  readonly #log: Log;
  readonly #onChange: (trust: FrontProxyTrust) => void;
  #trust: FrontProxyTrust | undefined;
  #generation = 0;
  #problem = 'the ConfigMap kube-system/extension-apiserver-authentication has not been read yet';

  /** `onChange` is told of every new configuration. */
  constructor(log: Log, onChange: (trust: FrontProxyTrust) => void) {
    this.#log = log;
    this.#onChange = onChange;
  }

  follow(informer: Informer<ConfigMap>): void {
    informer.onChange((change) => this.take(change));
  }

  /** Undefined until there is one, or since the last one became unreadable: then no header is believed. */
  get trust(): FrontProxyTrust | undefined {
    return this.#trust;
  }

  /** Why there is none. */
  get problem(): string | undefined {
    return this.#trust === undefined ? this.#problem : undefined;
  }

  take({ current }: Pick<Change<ConfigMap>, 'current'>): void {
    try {
      const config = readRequestHeaderConfig(current?.data);
      const authorities = readBundle(config.ca);
      if (authorities.length === 0) throw new Error('requestheader-client-ca-file holds no certificate');
      const generation = config.ca === this.#trust?.config.ca ? this.#trust.generation : ++this.#generation;
      this.#trust = { config, authorities, generation };
      this.#onChange(this.#trust);
      this.#log.info('front proxy known', { allowedNames: config.allowedNames, generation });
    } catch (error) {
      this.#trust = undefined;
      this.#problem = error instanceof Error ? error.message : String(error);
      this.#log.error('front proxy unknown: every request is refused until this is repaired', { error });
    }
  }
}

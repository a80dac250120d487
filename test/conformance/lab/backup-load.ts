import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { servedGroup, systemNamespace } from '../../../api/groups.ts';
import { createLoad } from '../../cluster/load.ts';
import type { RunningProcess } from '../../support/process.ts';
import { at, listAt, textAt } from './at.ts';
import { waitFor } from '../../support/wait.ts';
import { controllersProcess, locationAvailable } from './controllers.ts';
import type { Http } from './http.ts';
import { ScopedApi } from './scoped-api.ts';
import type { Site } from './site.ts';
import { pathIn } from './twins.ts';

/** 1,000 objects each. */
const namespaces = Array.from({ length: 10 }, (_, i) => `load-${i}`);

const collection = pathIn(servedGroup, 'backups', systemNamespace);

/** A backup of 10,000 objects, again and again, by controllers that see nothing but the system namespace. */
export class BackupLoad implements AsyncDisposable {
  /** Phases that its backups ended in, and how many did. */
  readonly ended: Record<string, number> = {};
  readonly #site: Site;
  readonly #api: Http;
  readonly #scoped: ScopedApi;
  readonly #stopped = new AbortController();
  #controllers: RunningProcess | undefined;
  #loop: Promise<void> = Promise.resolve();

  private constructor(site: Site, api: Http, scoped: ScopedApi) {
    this.#site = site;
    this.#api = api;
    this.#scoped = scoped;
  }

  /** Resolves when the first backup has ended. */
  static async start(site: Site, api: Http, progress: (line: string) => void): Promise<BackupLoad> {
    progress('creating 10,000 objects');
    await createLoad(site.admin, namespaces);
    const load = new BackupLoad(site, api, await ScopedApi.listen(site.admin, systemNamespace));
    await load.goOn();
    await locationAvailable(api);
    progress('backing them up for the first time');
    await load.#backup(0);
    load.#loop = load.#run();
    return load;
  }

  /** Its controllers are stopped; what they were doing, those of a check may go on with. */
  async rest(): Promise<void> {
    await this.#controllers?.stop();
    this.#controllers = undefined;
  }

  async goOn(): Promise<void> {
    this.#controllers = await controllersProcess(this.#site, [`--kubeconfig=${await this.#kubeconfig()}`]);
  }

  /** Ends it for good; nothing of it is left that controllers would have to do. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#loop;
    await waitFor('the last backup of the load to be deleted', () => this.#nothingIsDeleted());
    await this.rest();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort();
    await this.#loop;
    await this.rest();
    await this.#scoped[Symbol.asyncDispose]();
  }

  async #run(): Promise<void> {
    for (let i = 1; !this.#stopped.signal.aborted; i++) {
      // The apiserver may be rolled, killed or uninstalled at any time: the load then waits, too.
      await this.#backup(i).catch(() => sleep(500));
    }
  }

  async #backup(number: number): Promise<void> {
    const name = `load-${number}`;
    const body = {
      apiVersion: `${servedGroup}/v1alpha1`,
      kind: 'Backup',
      metadata: { name },
      spec: { includedNamespaces: namespaces, storageLocation: 'default' },
    };
    await this.#api.must({ method: 'POST', path: collection, body });
    const phase = await this.#end(`${collection}/${name}`);
    if (phase === 'left') return;
    this.ended[phase] = (this.ended[phase] ?? 0) + 1;
    await this.#api.must({ method: 'DELETE', path: `${collection}/${name}` });
  }

  async #end(target: string): Promise<string> {
    while (!this.#stopped.signal.aborted) {
      const { status, json } = await this.#api.ask({ path: target });
      const phase = textAt(status === 200 ? json : {}, 'status.phase');
      if (/^(?:Completed|PartiallyFailed|Failed|FailedValidation)$/.test(phase)) return phase;
      await sleep(100);
    }
    return 'left';
  }

  async #nothingIsDeleted(): Promise<boolean> {
    const list = await this.#api.must({ path: collection });
    return listAt(list, 'items').every((item) => at(item, 'metadata.deletionTimestamp') === undefined);
  }

  async #kubeconfig(): Promise<string> {
    const flag = '--kubeconfig=';
    const own = this.#site.controllers.args.find((arg) => arg.startsWith(flag))?.slice(flag.length) ?? '';
    const text = await readFile(own, 'utf8');
    const file = path.join(this.#site.dir, 'kubeconfigs', 'controllers-scoped.kubeconfig');
    await writeFile(file, text.replaceAll(this.#site.admin.server, this.#scoped.url), { mode: 0o600 });
    return file;
  }
}

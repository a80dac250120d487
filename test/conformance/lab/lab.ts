import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { apiserverAccount, systemNamespace } from '../../../api/groups.ts';
import { run } from '../../support/run.ts';
import type { Finished, RunOptions } from '../../support/run.ts';
import { BackupLoad } from './backup-load.ts';
import { Http } from './http.ts';
import type { HttpOptions } from './http.ts';
import type { Site } from './site.ts';
import { TcpProxy } from './tcp-proxy.ts';

/** Who asks. */
export interface Person {
  username: string;
  uid?: string;
  groups?: readonly string[];
  extra?: Readonly<Record<string, readonly string[]>>;
}

/** Who may do everything: RBAC is not asked of its group. */
export const masters: Person = { username: 'kubernetes-admin', groups: ['system:masters'] };

/** As our apiserver itself: what is written of records so is written past it. */
export function asApiserver(lab: Lab): Http {
  const username = `system:serviceaccount:${systemNamespace}:${apiserverAccount}`;
  return lab.as({ username, groups: ['system:authenticated'] });
}

/** What a check has at hand: the booted cluster, and ways to talk to it. What it opens is closed when the check ends. */
export class Lab {
  readonly site: Site;
  /** Through kube-apiserver, as the administrator. */
  readonly api: Http;
  /** Between the default location and the S3 server. */
  readonly s3Proxy: TcpProxy;
  readonly #stack: AsyncDisposableStack;
  readonly #check: number;
  readonly #common: LabCommon;

  constructor(common: LabCommon, check: number, stack: AsyncDisposableStack) {
    const { site, api, s3Proxy } = common;
    this.#common = common;
    this.site = site;
    this.api = api;
    this.s3Proxy = s3Proxy;
    this.#check = check;
    this.#stack = stack;
  }

  /** What goes on meanwhile, in a run under load. */
  get load(): BackupLoad | undefined {
    return this.#common.load;
  }

  /** PEM of the CAs that may have signed the apiserver's serving certificate. */
  get servingCa(): string {
    return this.#common.servingCa;
  }

  /** To be called when they have changed. */
  async refreshServingCa(): Promise<void> {
    this.#common.servingCa = await readServingCa(this.api);
  }

  /** Ended with the check, in reverse order. */
  defer(end: () => Promise<unknown> | void): void {
    this.#stack.defer(async () => {
      await end();
    });
  }

  use<T extends AsyncDisposable>(resource: T): T {
    return this.#stack.use(resource);
  }

  /** Through kube-apiserver as somebody else, impersonated by the administrator: behind it there is no difference. */
  as(person: Person): Http {
    const { server, ca, cert, key } = this.site.admin;
    return this.use(new Http(server, { ca, cert, key, headers: personHeaders('impersonate-', person) }));
  }

  /** Straight at an apiserver of ours, with kube-apiserver's own certificate and this user's headers as kube-apiserver would send them. */
  direct(person: Person, { port = this.site.apiserverPort, ...options }: DirectOptions = {}): Http {
    const { cert, key } = this.site.frontProxy;
    return this.straight({ cert, key, headers: personHeaders('x-remote-', person), ...options }, port);
  }

  /** Straight at an apiserver of ours with whatever certificate and headers are given. */
  straight(options: Partial<HttpOptions> = {}, port = this.site.apiserverPort): Http {
    const servername = `stowage-apiserver.${systemNamespace}.svc`;
    return this.use(new Http(`https://127.0.0.1:${port}`, { ca: this.servingCa, servername, ...options }));
  }

  /** A namespace of this check's own, deleted when it ends (without waiting until it is gone). */
  async namespace(): Promise<string> {
    const suffix = randomBytes(6).toString('hex').slice(0, 6);
    const name = `c${this.#check}-${suffix}`;
    await this.api.must({
      method: 'POST',
      path: '/api/v1/namespaces',
      body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    });
    this.defer(() => this.api.ask({ method: 'DELETE', path: `/api/v1/namespaces/${name}` }));
    return name;
  }

  /** The cluster's kubectl as the administrator. */
  kubectl(args: readonly string[], { env, ...options }: RunOptions = {}): Promise<Finished> {
    const home = path.join(this.site.dir, 'conformance-home');
    mkdirSync(home, { recursive: true });
    return run(this.site.kubectl, args, {
      cwd: home,
      env: { PATH: process.env['PATH'], HOME: home, KUBECONFIG: this.site.kubeconfig, ...env },
      deadlineMs: 60_000,
      ...options,
    });
  }

  /** kubectl's stdout; throws when it fails. */
  async kubectlOk(args: readonly string[], options: RunOptions = {}): Promise<string> {
    const { code, stdout, stderr } = await this.kubectl(args, options);
    if (code === 0) return stdout;
    throw new Error(`kubectl ${args.join(' ')} ended with ${code}: ${stderr}`);
  }
}

export type DirectOptions = Partial<HttpOptions> & { port?: number };

/** What all checks of a run share. */
export interface LabCommon {
  site: Site;
  api: Http;
  s3Proxy: TcpProxy;
  /** PEM of the CA that signed the apiserver's serving certificate. */
  servingCa: string;
  load?: BackupLoad;
}

export async function openCommon(
  site: Site,
  stack: AsyncDisposableStack,
  progress: (line: string) => void,
): Promise<LabCommon> {
  const { server, ca, cert, key } = site.admin;
  const api = stack.use(new Http(server, { ca, cert, key }));
  const s3Proxy = stack.use(await TcpProxy.listen([site.s3Port], site.s3ProxyPort));
  const common: LabCommon = { site, api, s3Proxy, servingCa: await readServingCa(api) };
  if (site.profile !== undefined) common.load = stack.use(await BackupLoad.start(site, api, progress));
  return common;
}

async function readServingCa(api: Http): Promise<string> {
  const { data } = await api.must<{ data: Record<string, string> }>({
    path: `/api/v1/namespaces/${systemNamespace}/configmaps/stowage-ca`,
  });
  return data['ca.crt'] ?? '';
}

/** As kube-apiserver sends a user to a server behind it, or as kubectl sends whom it acts as. */
export function personHeaders(
  prefix: 'x-remote-' | 'impersonate-',
  { username, uid, groups = [], extra = {} }: Person,
): Record<string, string | readonly string[]> {
  const extras = Object.entries(extra).map(([key, values]): [string, readonly string[]] => [
    `${prefix}extra-${encodeURIComponent(key)}`,
    values.map(onTheWire),
  ]);
  return {
    [`${prefix}user`]: onTheWire(username),
    ...(uid === undefined ? {} : { [`${prefix}uid`]: uid }),
    ...(groups.length === 0 ? {} : { [`${prefix}group`]: groups.map(onTheWire) }),
    ...Object.fromEntries(extras),
  };
}

/** Headers are UTF-8 to Go; what writes them here takes a character for a byte. */
function onTheWire(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

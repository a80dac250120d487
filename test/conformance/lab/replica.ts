import path from 'node:path';
import { freePorts } from '../../support/ports.ts';
import { startProcess } from '../../support/process.ts';
import type { ProcessSpec, RunningProcess } from '../../support/process.ts';
import type { Http } from './http.ts';
import type { Lab } from './lab.ts';

export interface ReplicaOptions {
  /** Its pod name is `stowage-apiserver-<name>`. */
  name: string;
  /** More flags. */
  args?: readonly string[];
  /** In place of the apiserver's own. */
  kubeconfig?: string;
  /** Return at once, before it is ready. */
  unready?: boolean;
  port?: number;
}

export interface Replica extends RunningProcess {
  readonly port: number;
}

/** One more apiserver beside the one that the APIService points to. It is stopped with the check. */
export async function startReplica(lab: Lab, options: ReplicaOptions): Promise<Replica> {
  const port = options.port ?? (await freePorts(1))[0] ?? 0;
  const spec = replicaSpec(lab, port, options);
  const running = lab.use(await startProcess(spec));
  return Object.defineProperty(running, 'port', { value: port }) as Replica;
}

function replicaSpec(
  lab: Lab,
  port: number,
  { name, args = [], kubeconfig, unready = false }: ReplicaOptions,
): ProcessSpec {
  const { apiserver, dir } = lab.site;
  const probe = lab.straight({ rejectUnauthorized: false }, port);
  return {
    name: `apiserver ${name}`,
    ...apiserver,
    args: [
      ...apiserver.args,
      `--secure-port=${port}`,
      ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
      ...args,
    ],
    env: { ...apiserver.env, POD_NAME: `stowage-apiserver-${name}` },
    logFile: path.join(dir, 'logs', `apiserver-${name}.log`),
    // Ended with a check, it need not wait for its clients as it does when it is replaced.
    stopMs: 1_000,
    ...(unready ? {} : { ready: () => isReady(probe) }),
  };
}

async function isReady(probe: Http): Promise<boolean> {
  return (await probe.ask({ path: '/readyz', withinMs: 5_000 })).status === 200;
}

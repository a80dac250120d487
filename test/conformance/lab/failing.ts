import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Lab } from './lab.ts';
import { startReplica } from './replica.ts';
import type { Replica, ReplicaOptions } from './replica.ts';
import { TcpProxy } from './tcp-proxy.ts';

interface Cuttable {
  replica: Replica;
  /** Path of the one it has. */
  kubeconfig: string;
  /** The way to kube-apiserver. */
  backend: TcpProxy;
  cut: () => void;
  mend: () => void;
}

/** An apiserver whose way to kube-apiserver can be cut: there a fault is injected, everything else is real. */
export async function startCuttable(lab: Lab, options: ReplicaOptions): Promise<Cuttable> {
  const port = Number(new URL(lab.site.admin.server).port);
  const backend = lab.use(await TcpProxy.listen([port]));
  const kubeconfig = await kubeconfigThrough(lab, backend.port, options.name);
  const replica = await startReplica(lab, { ...options, kubeconfig });
  return {
    replica,
    kubeconfig,
    backend,
    cut: () => {
      backend.targets = [];
      backend.cut();
    },
    mend: () => {
      backend.targets = [port];
    },
  };
}

async function kubeconfigThrough(lab: Lab, port: number, name: string): Promise<string> {
  const flag = '--kubeconfig=';
  const own = lab.site.apiserver.args.find((arg) => arg.startsWith(flag))?.slice(flag.length) ?? '';
  const text = await readFile(own, 'utf8');
  const file = path.join(lab.site.dir, 'kubeconfigs', `apiserver-${name}.kubeconfig`);
  await writeFile(file, text.replaceAll(lab.site.admin.server, `https://127.0.0.1:${port}`), { mode: 0o600 });
  return file;
}

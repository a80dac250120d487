import type { Cluster, KubectlOptions } from '../cluster/cluster.ts';

/** What nearly every test asks of a cluster. */
export interface Commands {
  /** kubectl's stdout; throws with its stderr when it fails. */
  ok(args: readonly string[], options?: KubectlOptions): Promise<string>;
  /** kubectl's stderr; throws when it does not fail. */
  refused(args: readonly string[], options?: KubectlOptions): Promise<string>;
  create(object: object, options?: KubectlOptions): Promise<void>;
  /** Makes a namespace and gives its name. */
  namespace(name: string): Promise<string>;
}

export function commands(cluster: Cluster): Commands {
  const ok: Commands['ok'] = async (args, options) => {
    const { code, stdout, stderr } = await cluster.kubectl(args, options);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')} failed: ${stderr}`);
    return stdout;
  };
  return {
    ok,
    refused: async (args, options) => {
      const { code, stdout, stderr } = await cluster.kubectl(args, options);
      if (code === 0) throw new Error(`kubectl ${args.join(' ')} should have been refused, but said: ${stdout}`);
      return stderr;
    },
    create: async (object, options) => {
      await ok(['create', '-f', '-'], { ...options, input: JSON.stringify(object) });
    },
    namespace: async (name) => {
      await cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }]);
      return name;
    },
  };
}

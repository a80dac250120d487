import type { Clock } from '../../kube/process/clock.ts';
import type { Env } from '../../kube/process/env.ts';
import type { Output } from '../../kube/process/output.ts';
import type { Random } from '../../kube/process/random.ts';
import type { Api } from '../cluster/api.ts';
import type { GlobalOptions } from '../flags/global.ts';

/** The doors to the outside that `main.ts` (or a test) opens for all commands. */
export interface Doors {
  env: Env;
  output: Output;
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  clock: Clock;
  random: Random;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

/** The cluster that the kubeconfig and the global flags point to. */
export interface Cluster {
  api: Api;
  /** The namespace of `-n`, of the context, or `default`. */
  namespace: string;
  /** `https://host:port` */
  server: string;
}

/** One run of one command. */
export interface Session extends Doors {
  readonly options: GlobalOptions;
  /** Connects at the first call. @throws what is wrong with the kubeconfig */
  cluster(): Promise<Cluster>;
  /** Writes data to stdout, waiting while the reader is slow. */
  print(data: string | Buffer): Promise<void>;
  /** Writes a line to stderr, where everything goes that is not data. */
  note(line: string): void;
}

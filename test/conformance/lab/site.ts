import type { Connection } from '../../cluster/cluster.ts';
import type { ProcessSpec } from '../../support/process.ts';

/** A program as it is started; ports and other flags are appended. */
export type ProcessTemplate = Pick<ProcessSpec, 'command' | 'args' | 'cwd' | 'env'> & { cwd: string };

/** Everything that a lab is built of, as plain values: it can be handed from the process that booted it to another one. */
export interface Site {
  /** Of the cluster; everything lies below it. */
  dir: string;
  /** Path of kubectl. */
  kubectl: string;
  /** Path of the administrator's kubeconfig. */
  kubeconfig: string;
  admin: Connection;
  /** What kube-apiserver shows to servers behind it. */
  frontProxy: { ca: string; cert: string; key: string };
  apiserver: ProcessTemplate;
  controllers: ProcessTemplate;
  /** Port of the apiserver that the APIService points to. */
  apiserverPort: number;
  /** Paths of the logs of the two processes that are always there. */
  apiserverLog: string;
  /** The S3 server's port, and the port that the default location reaches it by: a proxy of the lab's, so that it can be slow or away. */
  s3Port: number;
  s3ProxyPort: number;
  /** Where the apiserver writes a CPU profile when it ends. Then checks run while a backup of 10,000 objects goes on. */
  profile?: string;
  /** The number in it says what the apiserver and its replicas do wrong (`../wrong/faults.ts`); in a run that must fail. */
  faultFile?: string;
}

/**
 * What a test gets from `startCluster` (boot/start-cluster.ts). A real control plane on loopback: etcd, kube-apiserver with RBAC, aggregation, admission
 * policies and an audit log, kube-controller-manager with all its controllers. No scheduler and no kubelet: pods stay Pending.
 *
 *     const cluster = await startCluster();               // beforeAll
 *     const alice = await cluster.kubeconfigFor({ username: 'alice', groups: ['team-a'] });
 *     const { code, stdout } = await cluster.kubectl(['get', 'pods', '-n', 'team-a'], { kubeconfig: alice });
 *     await cluster.stop();                               // afterAll; also happens by itself when the test process dies
 */
import type { Finished } from '../support/run.ts';
import type { AuditEvent } from './audit.ts';
import type { ProgramName } from './build/programs.ts';

export interface Cluster extends AsyncDisposable {
  /** Everything of this cluster: data, certificates, kubeconfigs, logs. Removed by `stop`. Put your own files into a directory in it. */
  readonly dir: string;
  /** `https://127.0.0.1:<port>` */
  readonly server: string;
  /** Path of a kubeconfig of the administrator (group system:masters). */
  readonly kubeconfig: string;
  /** Paths of the control plane's programs and kubectl. */
  readonly programs: Readonly<Record<'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kubectl', string>>;
  /** kube-apiserver's audit log, one JSON event a line, level Metadata: every request once, when its response is complete (a moment after the client may have it all; long-running ones also when it starts). */
  readonly auditLog: string;
  /** The administrator's connection, for clients that are not configured by a file. */
  readonly admin: Connection;
  /** Path of a kubeconfig of this identity, written below `dir`. */
  kubeconfigFor(identity: Identity): Promise<string>;
  /** Runs the cluster's kubectl; default kubeconfig the administrator's. A non-zero exit code is an answer, not an error. */
  kubectl(args: readonly string[], options?: KubectlOptions): Promise<Finished>;
  /** kubectl apply, server side, of these objects as the administrator; throws with what kubectl said if it fails. */
  apply(objects: readonly object[]): Promise<void>;
  /** The audit events so far that `matches` accepts. */
  auditEvents(matches?: (event: AuditEvent) => boolean): Promise<AuditEvent[]>;
  /** Stops a process (SIGKILL if `kill`) and starts it again on the same port with the same data; resolves when it is ready. */
  restart(name: ComponentName, options?: { kill?: boolean }): Promise<void>;
  /** Makes certificates that clients of this cluster trust (its own CA): for servers that a test puts behind the aggregation layer. */
  issueServer(commonName: string, dns: readonly string[]): Promise<{ ca: string; cert: string; key: string }>;
  /** PEM of the CA that signs kube-apiserver's own client certificate when it proxies (front proxy). */
  readonly frontProxyCa: string;
  /** Stops all processes in reverse order and removes `dir`. Twice is harmless. */
  stop(): Promise<void>;
}

export type ComponentName = 'etcd' | 'kube-apiserver' | 'kube-controller-manager';

/** PEM texts. */
export interface Connection {
  server: string;
  ca: string;
  cert: string;
  key: string;
}

/** A user by a client certificate, or a ServiceAccount (which must exist) by a token that lives for a day. */
export type Identity =
  { username: string; groups?: readonly string[] } | { serviceAccount: { namespace: string; name: string } };

export interface KubectlOptions {
  /** Path of a kubeconfig. */
  kubeconfig?: string;
  /** stdin, for `-f -`. */
  input?: string;
  /** Default 60 s; then kubectl is killed and the call throws. */
  deadlineMs?: number;
  env?: Record<string, string>;
}

export interface ClusterOptions {
  /** Told what is going on, a line at a time. Default: stderr for builds, nothing for the boot. */
  progress?: (line: string) => void;
  /** More arguments for a component; a repeated flag of ours is overridden by these. */
  extraArgs?: Partial<Record<ComponentName, readonly string[]>>;
  /** Use these programs in place of the built ones (a test of what a failing boot says). */
  programs?: Partial<Record<ProgramName, string>>;
}

import type { Command } from 'commander';
import type { ConnectionFlags } from '../../kube/client/connection-flags.ts';
import { booleanFlag, valueFlag } from './define.ts';
import { timeLimit } from './duration.ts';
import { repeated } from './lists.ts';
import { UsageError } from './usage-error.ts';

/** The values of kubectl's global flags. */
export interface GlobalOptions {
  kubeconfig?: string;
  context?: string;
  cluster?: string;
  user?: string;
  namespace?: string;
  server?: string;
  token?: string;
  as?: string;
  asGroup?: string[];
  asUid?: string;
  certificateAuthority?: string;
  clientCertificate?: string;
  clientKey?: string;
  insecureSkipTlsVerify?: boolean;
  tlsServerName?: string;
  /** Milliseconds; 0 is no limit. */
  requestTimeout?: number;
  v?: number;
  warningsAsErrors?: boolean;
}

/** Adds kubectl's global flags, which every command takes and only `kubectl backup options` lists. */
export function addGlobalFlags(command: Command, hidden = true): void {
  const before = command.options.length;
  for (const [flags, description] of textFlags) valueFlag(command, flags, description);
  valueFlag(command, '--as-group <group>', 'Group to impersonate, can be repeated.', repeated);
  booleanFlag(command, '--insecure-skip-tls-verify', "Do not check the server's certificate. This is not secure.");
  booleanFlag(command, '--disable-compression', 'Accepted for compatibility: answers are never compressed.');
  booleanFlag(command, '--warnings-as-errors', 'Treat warnings of the server as errors: exit with code 1.');
  valueFlag(
    command,
    '--request-timeout <limit>',
    'Time limit for one request (1s, 2m, 3h; a bare number is seconds). 0 is no limit, the default.',
    timeLimit,
  );
  valueFlag(command, '-v, --v <level>', 'Log verbosity: from 6 on, each request is printed on stderr.', verbosity);
  if (hidden) for (const option of command.options.slice(before)) option.hideHelp();
}

/** What the flags say about the connection. */
export function connectionFlags(options: GlobalOptions): ConnectionFlags {
  const given = connectionNames.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]);
  return { ...(Object.fromEntries(given) as ConnectionFlags), ...(options.asGroup && { asGroups: options.asGroup }) };
}

const textFlags: readonly [flags: string, description: string][] = [
  ['-n, --namespace <namespace>', 'Namespace of this request.'],
  ['--kubeconfig <file>', 'Path to the kubeconfig file.'],
  ['--context <name>', 'Name of the kubeconfig context to use.'],
  ['--cluster <name>', 'Name of the kubeconfig cluster to use.'],
  ['--user <name>', 'Name of the kubeconfig user to use.'],
  ['-s, --server <url>', 'Address and port of the Kubernetes API server.'],
  ['--token <token>', 'Bearer token for authentication to the API server.'],
  ['--as <user>', 'User to impersonate: a regular user or a service account.'],
  ['--as-uid <uid>', 'UID to impersonate.'],
  ['--certificate-authority <file>', "Certificate file of the authority that signed the server's certificate."],
  ['--client-certificate <file>', 'Client certificate file for TLS.'],
  ['--client-key <file>', 'Client key file for TLS.'],
  ['--tls-server-name <name>', "Server name to check the server's certificate against."],
  ['--cache-dir <dir>', 'Accepted for compatibility: nothing is cached.'],
];

const connectionNames = [
  'kubeconfig',
  'context',
  'cluster',
  'user',
  'namespace',
  'server',
  'token',
  'as',
  'asUid',
  'certificateAuthority',
  'clientCertificate',
  'clientKey',
  'insecureSkipTlsVerify',
  'tlsServerName',
] as const;

function verbosity(text: string): number {
  if (!/^\d+$/.test(text)) throw new UsageError(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

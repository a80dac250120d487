import { Command, InvalidArgumentError, Option } from 'commander';
import { apiserverService, systemNamespace } from '../api/groups.ts';
import type { Level } from '../kube/process/log.ts';

export interface Flags {
  kubeconfig?: string;
  bindAddress: string;
  securePort: number;
  systemNamespace: string;
  serviceName: string;
  filesystemRoot?: string;
  /** CIDR. */
  tenantNetwork: string[];
  /** Milliseconds. */
  shutdownDelay: number;
  logLevel: Level;
}

/** Reads the command line. Prints help or what is wrong with it and ends the process then. */
export function readFlags(args: readonly string[], release: string): Flags {
  return new Command('stowage-apiserver')
    .description('Serves the API group stowage.dev behind kube-apiserver.')
    .version(release)
    .option('--kubeconfig <file>', "kubeconfig to use; default: the pod's ServiceAccount")
    .option('--bind-address <ip>', 'address to listen on', '0.0.0.0')
    .option('--secure-port <port>', 'port to listen on', port, 10250)
    .option('--system-namespace <name>', 'namespace of the installation', systemNamespace)
    .option(
      '--service-name <name>',
      'Service in front of this server; its name is in the certificate',
      apiserverService,
    )
    .option('--filesystem-root <dir>', 'directory that locations of the provider filesystem lie in; default: none may')
    .option(
      '--tenant-network <cidr>',
      "network that tenants' locations may be in although it is private; repeatable",
      append,
      [],
    )
    .option('--shutdown-delay <duration>', 'how long to go on serving after SIGTERM, as in 20s', duration, 20_000)
    .addOption(
      new Option('--log-level <level>', 'least important log lines to write')
        .choices(['debug', 'info', 'warn', 'error', 'silent'])
        .default('info'),
    )
    .parse(args, { from: 'user' })
    .opts<Flags>();
}

function append(text: string, before: string[]): string[] {
  return [...before, text];
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) throw new InvalidArgumentError('a port is 0 to 65535');
  return value;
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

function duration(text: string): number {
  const match = /^(\d+)(ms|s|m)$/.exec(text);
  if (match === null) throw new InvalidArgumentError('a duration is a number and ms, s or m, as in 20s');
  return Number(match[1]) * (units[match[2] ?? ''] ?? 0);
}

import { Command, Option } from 'commander';
import { apiserverService, systemNamespace } from '../api/groups.ts';
import { duration, port, wholeNumber } from '../kube/process/flag-values.ts';
import type { Level } from '../kube/process/log.ts';
import { defaultLimits } from './server/limiter.ts';
import type { Limits } from './server/limiter.ts';

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
  /** Milliseconds. */
  shutdownTimeout: number;
  maxRequestsInflight: number;
  maxMutatingRequestsInflight: number;
  maxWatches: number;
  maxWatchesPerUser: number;
  maxDownloads: number;
  maxDownloadsPerUser: number;
  logLevel: Level;
}

/** Reads the command line. Prints help or what is wrong with it and ends the process then. */
export function readFlags(args: readonly string[], release: string): Flags {
  return createCommand(release).parse(args, { from: 'user' }).opts<Flags>();
}

export function limitsOf(flags: Flags): Limits {
  return {
    readOnly: flags.maxRequestsInflight,
    mutating: flags.maxMutatingRequestsInflight,
    watch: flags.maxWatches,
    download: flags.maxDownloads,
    watchesPerUser: flags.maxWatchesPerUser,
    downloadsPerUser: flags.maxDownloadsPerUser,
  };
}

/** All flags with their descriptions and defaults. */
export function createCommand(release: string): Command {
  return addLimits(addFlags(new Command('stowage-apiserver').version(release)));
}

function addFlags(command: Command): Command {
  return command
    .description('Serves the API group stowage.dev behind kube-apiserver.')
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
    .option(
      '--shutdown-delay <duration>',
      'how long to go on serving after SIGTERM, not ready any more, until nobody sends new connections; as in 20s',
      duration,
      20_000,
    )
    .option(
      '--shutdown-timeout <duration>',
      'how long requests and downloads under way may take after that, before they are cut; as in 60s',
      duration,
      60_000,
    )
    .addOption(
      new Option('--log-level <level>', 'least important log lines to write')
        .choices(['debug', 'info', 'warn', 'error', 'silent'])
        .default('info'),
    );
}

const count = wholeNumber(0, 9_999_999);

function addLimits(command: Command): Command {
  const { readOnly, mutating, watch, download, watchesPerUser, downloadsPerUser } = defaultLimits;
  return command
    .option('--max-requests-inflight <n>', 'reads under way at once; 0 means any number', count, readOnly)
    .option('--max-mutating-requests-inflight <n>', 'writes under way at once; 0 means any number', count, mutating)
    .option('--max-watches <n>', 'watches open at once; 0 means any number', count, watch)
    .option('--max-watches-per-user <n>', 'watches of one user; 0 means any number', count, watchesPerUser)
    .option('--max-downloads <n>', 'downloads under way at once; 0 means any number', count, download)
    .option('--max-downloads-per-user <n>', 'downloads of one user; 0 means any number', count, downloadsPerUser);
}

function append(text: string, before: string[]): string[] {
  return [...before, text];
}

import { Command, Option } from 'commander';
import { controllersAccount, systemNamespace } from '../api/groups.ts';
import { port, wholeNumber } from '../kube/process/flag-values.ts';

/** The flags of the controllers. */
export interface ControllersOptions {
  kubeconfig?: string;
  /** For health and metrics. */
  bindAddress: string;
  healthPort: number;
  metricsPort: number;
  logBindAddress: string;
  logPort: number;
  systemNamespace: string;
  filesystemRoot?: string;
  tenantNetworks: string[];
  logLevel: 'debug' | 'info' | 'warn' | 'error';
  concurrentRuns: number;
}

/** Reads the flags. @throws CommanderError, also for --help. */
export function readOptions(argv: readonly string[]): ControllersOptions {
  const { tenantNetwork = [], ...options } = createCommand().parse(argv, { from: 'user' }).opts<Parsed>();
  return { ...options, tenantNetworks: tenantNetwork };
}

/** All flags with their descriptions and defaults. */
export function createCommand(): Command {
  return new Command(controllersAccount)
    .description('Validates locations, runs backups and restores, and makes the backups of schedules.')
    .allowExcessArguments(false)
    .option('--kubeconfig <file>', 'cluster and credentials; default: those of the pod')
    .option('--bind-address <address>', 'address of health and metrics', '0.0.0.0')
    .option('--health-port <port>', 'port of /livez and /readyz; 0 takes any', port, 8080)
    .option('--metrics-port <port>', 'port of /metrics; 0 takes any', port, 8085)
    .option('--log-bind-address <address>', 'address of the server of run logs', '0.0.0.0')
    .option('--log-port <port>', 'port of the server of run logs; 0 takes any', port, 8444)
    .option('--system-namespace <name>', 'namespace of the installation', systemNamespace)
    .option(
      '--filesystem-root <directory>',
      'directory that locations of the provider filesystem are in; default: none',
    )
    .option('--tenant-network <cidr...>', "networks that tenants' locations may be in although they are closed to them")
    .option('--concurrent-runs <count>', 'backups, and restores, that run at once', wholeNumber(1, 99), 4)
    .addOption(new Option('--log-level <level>').choices(['debug', 'info', 'warn', 'error']).default('info'))
    .exitOverride();
}

type Parsed = Omit<ControllersOptions, 'tenantNetworks'> & { tenantNetwork?: string[] };

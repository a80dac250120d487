import { annotations, apiserverAccount, controllersAccount, controllersLease } from '../api/groups.ts';
import type { Connection } from '../kube/client/connection.ts';
import { KubeClient } from '../kube/client/kube-client.ts';
import { requestMetrics } from '../kube/client/request-metrics.ts';
import { Transport } from '../kube/client/transport.ts';
import { systemClock } from '../kube/process/clock.ts';
import type { Env } from '../kube/process/env.ts';
import type { Log } from '../kube/process/log.ts';
import { createMetrics } from '../kube/process/metrics.ts';
import { systemRandom } from '../kube/process/random.ts';
import { LeaderElector } from '../kube/runtime/leader-elector.ts';
import type { LeadershipEnd } from '../kube/runtime/leader-elector.ts';
import { controllers } from './controllers.ts';
import { healthHandlers, metricsHandlers } from './health/health.ts';
import { controllersMetrics } from './health/metrics.ts';
import { listen } from './health/server.ts';
import { advertisedAddress } from './logs/advertised-address.ts';
import { logCertificate } from './logs/certificate.ts';
import { LogServer } from './logs/server.ts';
import { watchAuthority } from './logs/trusted-authority.ts';
import type { ControllersOptions } from './options.ts';
import { Runs } from './runs/runs.ts';

export interface ServeInput {
  options: ControllersOptions;
  env: Env;
  connection: Connection;
  log: Log;
  shutdown: AbortSignal;
}

/** Connections for records, events and leases; runs have their own, so that they never wait for one another. */
const controlConnections = 8;
const runConnections = 24;

/** Runs the process: health, metrics and run logs at once, the controllers while it leads. Resolves when it must end. */
export async function serve({ options, env, connection, log, shutdown }: ServeInput): Promise<LeadershipEnd> {
  const userAgent = controllersAccount;
  const registry = createMetrics();
  const observe = requestMetrics(registry, connection);
  const control = new Transport(connection, { connections: controlConnections, userAgent, observe });
  const transport = new Transport(connection, { connections: runConnections, userAgent, observe });
  const client = new KubeClient(control);
  const holder = `${env['POD_NAME'] ?? controllersAccount}_${systemRandom.uuid()}`;
  const runs = new Runs({ slots: options.concurrentRuns, systemNamespace: options.systemNamespace });
  const metrics = controllersMetrics(registry);
  const keyPair = await logCertificate(systemClock.now(), systemRandom.hex(8));
  const logServer = new LogServer({ runs, keyPair, clientName: apiserverAccount, log });
  const logPort = await logServer.listen(options.logBindAddress, options.logPort);
  const authority = watchAuthority({ client, namespace: options.systemNamespace, log }, (ca) => logServer.trust(ca));
  const watching = authority.run(shutdown);
  const servers = await Promise.all([
    listen(
      { address: options.bindAddress, port: options.healthPort },
      healthHandlers(() => authority.hasSynced),
    ),
    listen({ address: options.bindAddress, port: options.metricsPort }, metricsHandlers(registry)),
  ]);
  const elector = new LeaderElector({
    client,
    lease: { namespace: options.systemNamespace, name: controllersLease },
    identity: holder,
    annotations: () => ({
      [annotations.logAddress]: advertisedAddress(options.logBindAddress, logPort, env['POD_IP']),
      [annotations.logCertificate]: keyPair.certificate,
    }),
    clock: systemClock,
    random: systemRandom,
    log,
  });
  const lead = async (signal: AbortSignal) => {
    metrics.leading(true);
    await controllers({ options, client, transport, runs, holder, observe: metrics.observe, log }, signal);
    metrics.leading(false);
  };
  const end = await elector.run(lead, shutdown);
  // Another process may lead by now: nothing more is written, and what runs is its to take over.
  if (end === 'lost') return end;
  for (const server of servers) server.close();
  await Promise.allSettled([watching, logServer.close()]);
  await Promise.allSettled([control.close(), transport.close()]);
  return end;
}

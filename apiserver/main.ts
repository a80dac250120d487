import { kinds } from '../api/kinds.ts';
import type { BackupStorageLocation } from '../api/v1alpha1/backup-storage-location.ts';
import { release } from '../api/release.ts';
import { Informer } from '../kube/cache/informer.ts';
import { loadConnection } from '../kube/client/config.ts';
import { KubeClient } from '../kube/client/kube-client.ts';
import { requestMetrics } from '../kube/client/request-metrics.ts';
import { Transport } from '../kube/client/transport.ts';
import { systemClock } from '../kube/process/clock.ts';
import { processArguments, processEnv } from '../kube/process/env.ts';
import { measureEventLoop } from '../kube/process/event-loop.ts';
import { crashOnUnhandled, exit } from '../kube/process/exit.ts';
import { createLog } from '../kube/process/log.ts';
import { createMetrics } from '../kube/process/metrics.ts';
import { systemRandom } from '../kube/process/random.ts';
import { listenForShutdown } from '../kube/process/signals.ts';
import { timeTableFault } from '../kube/runtime/time-table.ts';
import { authenticate } from './authn/authenticate.ts';
import { TokenReviewer } from './authn/bearer.ts';
import { Peers } from './authn/peers.ts';
import { authenticationConfigMap } from './authn/request-header-config.ts';
import { TrustSource } from './authn/trust-source.ts';
import type { ConfigMap } from './authn/trust-source.ts';
import { advance } from './certificates/advance.ts';
import type { CertificateContents } from './certificates/contents.ts';
import { CertificateKeeper } from './certificates/keeper.ts';
import { servingPolicy } from './certificates/policy.ts';
import { computedServer } from './computed/serve.ts';
import { discoveryDocuments } from './discovery/groups.ts';
import { openApiDocuments } from './discovery/open-api.ts';
import { discoveryServer } from './discovery/serve.ts';
import { createLocationStores } from './downloads/location-stores.ts';
import { serveDownload } from './downloads/serve-download.ts';
import { limitsOf, readFlags } from './flags.ts';
import { createBackend } from './forward/backend.ts';
import { createAdvisor } from './resources/advice/advisor.ts';
import { KnownKinds } from './resources/advice/known-kinds.ts';
import { backupStrategy } from './resources/backups/strategy.ts';
import { backupRepositoryStrategy } from './resources/backuprepositories/strategy.ts';
import { backupStorageLocationStrategy } from './resources/backupstoragelocations/strategy.ts';
import { createLocations, locationRecords } from './resources/locations.ts';
import { restorePointStrategy } from './resources/restorepoints/strategy.ts';
import { restoreStrategy } from './resources/restores/strategy.ts';
import { scheduleStrategy } from './resources/schedules/strategy.ts';
import { serverStatusStrategy } from './resources/serverstatuses/strategy.ts';
import { volumeBackupStrategy } from './resources/volumebackups/strategy.ts';
import { volumeRestoreStrategy } from './resources/volumerestores/strategy.ts';
import { volumeSnapshotLocationStrategy } from './resources/volumesnapshotlocations/strategy.ts';
import { askAccess } from './rights/ask-access.ts';
import { createAuthorizer } from './rights/authorize.ts';
import { Reviewer } from './rights/reviewer.ts';
import { createApp } from './app.ts';
import { Bodies } from './server/body.ts';
import { drain } from './server/drain.ts';
import { Limiter } from './server/limiter.ts';
import { createServerMetrics } from './server/metrics.ts';
import { Readiness } from './readiness.ts';
import { createRouter } from './route.ts';
import { sendBody } from './server/send.ts';
import { Streams } from './server/streams.ts';
import { createTlsServer } from './server/tls-server.ts';
import { Traffic } from './server/traffic.ts';
import { TrailClient, Trails } from './server/trail.ts';

/** Requests to kube-apiserver at once. Watches come on top; more requests than our own limits let in never need one. */
const connections = 640;

const flags = readFlags(processArguments(), release);
const clock = systemClock;
const random = systemRandom;
const log = createLog({ level: flags.logLevel });
crashOnUnhandled(log);
const shutdown = listenForShutdown();

const connection = await loadConnection(
  processEnv(),
  flags.kubeconfig === undefined ? {} : { kubeconfig: flags.kubeconfig },
);
const userAgent = `stowage-apiserver/${release}`;
const registry = createMetrics();
const observe = requestMetrics(registry, connection);
const trails = new Trails();
// What is done for a request carries its audit id; what is done in the background carries none.
const client = new TrailClient(
  new KubeClient(new Transport(connection, { connections, userAgent, clock, random, observe })),
  trails,
);

const ask = askAccess(client, clock);
const authorizer = createAuthorizer(new Reviewer(ask, clock), log);
const limiter = new Limiter(limitsOf(flags));
const metrics = createServerMetrics(registry, limiter);
const tokens = new TokenReviewer({ client, clock, log });
const streams = new Streams();
const state = { stopping: false, draining: false };
const readiness = new Readiness();
const peers = new Peers();
const policy = servingPolicy({ service: flags.serviceName, namespace: flags.systemNamespace });

// Until the Secret has been read: enough for probes, trusted by nobody.
const provisional = (await advance({}, { policy, random, now: clock.now() })).contents;
let certificates: CertificateContents = provisional;
const trust = new TrustSource(log, () => tls.use(material()));

const knownKinds = new KnownKinds({ client, clock, log });
const locations = new Informer<BackupStorageLocation>({ client, ref: locationRecords(), log, clock });

const computed = [
  restorePointStrategy({ client, clock, random, log }),
  serverStatusStrategy({
    client,
    locations,
    systemNamespace: flags.systemNamespace,
    release: `v${release}`,
    clock,
    log,
  }),
];

const router = createRouter({
  forward: { backend: createBackend(client, clock), client, bodies: new Bodies(), authorizer, clock, streams },
  strategies: [
    backupStrategy({ locations: createLocations(client, locations) }),
    restoreStrategy({ client }),
    scheduleStrategy,
    backupStorageLocationStrategy({ authorizer }),
    volumeSnapshotLocationStrategy({ authorizer }),
    volumeBackupStrategy,
    volumeRestoreStrategy,
    backupRepositoryStrategy,
  ],
  knowledge: { timeTableFault, isClusterScoped: (name) => knownKinds.latest?.find(name)?.namespaced === false },
  advisor: createAdvisor({ client, kinds: knownKinds, authorizer, log }),
  discovery: discoveryServer(discoveryDocuments(kinds), openApiDocuments(kinds, `v${release}`), release),
  metrics: async ({ response }) => {
    const body = Buffer.from(await registry.metrics(), 'utf8');
    sendBody(response, { status: 200, contentType: registry.contentType }, body);
  },
  download: (exchange, kind) => serveDownload(downloads, exchange, kind),
  computed: computedServer(computed, { clock, random, streams }),
});

const downloads = {
  client,
  authorizer,
  clock,
  systemNamespace: flags.systemNamespace,
  stores: createLocationStores({
    client,
    systemNamespace: flags.systemNamespace,
    tenantNetworks: flags.tenantNetwork,
    ...(flags.filesystemRoot === undefined ? {} : { filesystemRoot: flags.filesystemRoot }),
  }),
  clientCertificate: () => (certificates === provisional ? undefined : certificates.client),
};

const app = createApp({
  authenticate: (request, path) => authenticate(request, path, { peers, trust, tokens, now: () => clock.now() }),
  authorizer,
  route: router,
  limiter,
  metrics,
  livez: [{ name: 'ping', problem: () => undefined }],
  readyz: [
    { name: 'ping', problem: () => undefined },
    { name: 'authentication-configuration', problem: () => trust.problem },
    {
      name: 'serving-certificate',
      problem: () => (certificates === provisional ? 'the serving certificate has not been read yet' : undefined),
    },
    ...readiness.checks,
    ...computed.map(({ kind, source }) => ({
      name: `computed-${kind.plural}`,
      problem: () => (source.view.synced ? undefined : 'what it is made of has not been read yet'),
    })),
    { name: 'shutdown', problem: () => (state.stopping ? 'the process is shutting down' : undefined) },
  ],
  state,
  trails,
  clock,
  random,
  log,
});

const tls = createTlsServer(material(), {
  handle: (request, response) => app(request, response),
  onConnection: (socket) => peers.remember(socket, trust.trust?.generation ?? 0),
  onHandshakeError: () => metrics.handshakeFailed(),
  onUnreadable: ({ code, message }) => log.info('a connection did not bring a request', { code, message }),
});

const traffic = new Traffic(tls.server);

const keeper = new CertificateKeeper({
  client,
  clock,
  random,
  log,
  namespace: flags.systemNamespace,
  policy,
  onChange: (contents) => {
    certificates = contents;
    tls.use(material());
  },
});
const informer = new Informer<ConfigMap>({
  client,
  ref: { group: '', version: 'v1', plural: 'configmaps', namespace: authenticationConfigMap.namespace },
  fieldSelector: `metadata.name=${authenticationConfigMap.name}`,
  log,
  clock,
});
trust.follow(informer);

const backgroundPatienceMs = 5_000;
const background = new AbortController();
const running = [
  keeper.run(background.signal),
  informer.run(background.signal),
  locations.run(background.signal),
  knownKinds.run(background.signal),
  readiness.run({ client, ask, clock, log }, background.signal),
  ...computed.map((strategy) => strategy.run(background.signal)),
];
tls.server.listen(flags.securePort, flags.bindAddress, () => {
  measureEventLoop(registry);
  log.info('listening', { address: flags.bindAddress, port: flags.securePort, release });
});

await new Promise((stop) => shutdown.signal.addEventListener('abort', stop, { once: true }));
await drain(
  { server: tls, traffic, streams, state, clock, log },
  { delay: flags.shutdownDelay, timeout: flags.shutdownTimeout },
);
background.abort();
// What is half done may end; for a kube-apiserver that is away it would try for minutes.
await Promise.race([Promise.allSettled(running), clock.sleep(backgroundPatienceMs)]);
exit(0);

function material() {
  const { serving } = certificates;
  return { certificate: serving?.certificate ?? '', key: serving?.key ?? '', clientCa: trust.trust?.config.ca };
}

import { Counter, Gauge, Histogram } from '../../kube/process/metrics.ts';
import type { Registry } from '../../kube/process/metrics.ts';
import type { Limiter, RequestKind } from './limiter.ts';
import { isServed } from './request-info.ts';
import type { RequestInfo } from './request-info.ts';

export interface ServerMetrics {
  /** A request of this kind begins; call the result when it is over. */
  begin(info: RequestInfo, kind: RequestKind): (code: number) => void;
}

/** kube-apiserver's metrics by its names, so that its dashboards and alerts work on us. */
export function createServerMetrics(registry: Registry, limiter: Limiter): ServerMetrics {
  const registers = [registry];
  const total = new Counter({
    name: 'apiserver_request_total',
    help: 'Requests by verb, resource and HTTP response code.',
    labelNames: [...labelNames, 'code'],
    registers,
  });
  const duration = new Histogram({
    name: 'apiserver_request_duration_seconds',
    help: 'Response latency by verb and resource, without long-running requests.',
    labelNames,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 15, 30, 60],
    registers,
  });
  const longRunning = new Gauge({
    name: 'apiserver_longrunning_requests',
    help: 'Watches and downloads under way.',
    labelNames,
    registers,
  });
  inFlight(registry, limiter);
  return {
    begin(info, kind) {
      const labels = labelsOf(info);
      const isLong = kind === 'watch' || kind === 'download';
      if (isLong) longRunning.inc(labels);
      const stop = isLong ? () => longRunning.dec(labels) : duration.startTimer(labels);
      return (code) => {
        stop();
        total.inc({ ...labels, code: String(code) });
      };
    },
  };
}

const labelNames = ['verb', 'group', 'version', 'resource', 'subresource', 'scope'];

function inFlight(registry: Registry, limiter: Limiter): void {
  const gauge = new Gauge({
    name: 'apiserver_current_inflight_requests',
    help: 'Short requests under way.',
    labelNames: ['request_kind'],
    registers: [registry],
    collect() {
      gauge.set({ request_kind: 'readOnly' }, limiter.count('readOnly'));
      gauge.set({ request_kind: 'mutating' }, limiter.count('mutating'));
    },
  });
}

/** Only names that we know become labels: a path that somebody made up must not become a time series. */
function labelsOf({ verb, resource }: RequestInfo): Record<string, string> {
  const known = resource !== undefined && isServed(resource) && knownVerbs.has(verb);
  if (!known)
    return {
      verb: knownVerbs.has(verb) ? verb.toUpperCase() : 'other',
      group: '',
      version: '',
      resource: '',
      subresource: '',
      scope: '',
    };
  return {
    verb: (verb === 'update' ? 'put' : verb === 'create' ? 'post' : verb).toUpperCase(),
    group: resource.group,
    version: resource.version,
    resource: resource.plural,
    subresource: resource.subresource ?? '',
    scope: scopeOf(resource),
  };
}

const knownVerbs: ReadonlySet<string> = new Set([
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
]);

function scopeOf(resource: { named: boolean; namespace?: string }): string {
  if (resource.named) return 'resource';
  return resource.namespace === undefined ? 'cluster' : 'namespace';
}

import { Counter, Gauge, Histogram } from '../../kube/process/metrics.ts';
import type { Registry } from '../../kube/process/metrics.ts';
import type { Limiter, RequestKind } from './limiter.ts';
import { labelNames, labelsOf } from './metric-labels.ts';
import type { RequestInfo } from './request-info.ts';

/** A request as the metrics see it. */
export interface MeasuredRequest {
  info: RequestInfo;
  kind: RequestKind;
  contentType: string | undefined;
}

export interface ServerMetrics {
  /** A request begins; call the result with its code when it is over. */
  begin(request: MeasuredRequest): (code: number) => void;
  /** This server ended a request to protect itself: there were too many of them. */
  terminated(request: MeasuredRequest, code: number): void;
  /** A handshake failed. */
  handshakeFailed(): void;
}

/** kube-apiserver's metrics by its names and with its labels, so that its dashboards and alerts work on us. */
export function createServerMetrics(registry: Registry, limiter: Pick<Limiter, 'count'>): ServerMetrics {
  const { total, duration, longRunning, terminations, handshakes } = define(registry, limiter);
  return {
    begin({ info, kind, contentType }) {
      const labels = labelsOf(info, contentType);
      const isLong = kind === 'watch' || kind === 'download';
      // It has no label for dry runs: none of them runs long.
      const { dry_run: _, ...longLabels } = labels;
      if (isLong) longRunning.inc(longLabels);
      const stop = isLong ? () => longRunning.dec(longLabels) : duration.startTimer(labels);
      return (code) => {
        stop();
        total.inc({ ...labels, code: String(code) });
      };
    },
    terminated({ info, contentType }, code) {
      const { dry_run: _, ...labels } = labelsOf(info, contentType);
      terminations.inc({ ...labels, code: String(code) });
    },
    handshakeFailed: () => handshakes.inc(),
  };
}

/** Seconds; kube-apiserver's. */
const buckets = [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60];

const longLabelNames = labelNames.filter((name) => name !== 'dry_run');

function define(registry: Registry, limiter: Pick<Limiter, 'count'>) {
  const registers = [registry];
  const inFlight = new Gauge({
    name: 'apiserver_current_inflight_requests',
    help: 'Short requests under way that count against the limits.',
    labelNames: ['request_kind'],
    registers,
    collect() {
      inFlight.set({ request_kind: 'readOnly' }, limiter.count('readOnly'));
      inFlight.set({ request_kind: 'mutating' }, limiter.count('mutating'));
    },
  });
  return {
    total: new Counter({
      name: 'apiserver_request_total',
      help: 'Requests by verb, dry run, group, version, resource, scope, component and HTTP response code.',
      labelNames: [...labelNames, 'code'],
      registers,
    }),
    duration: new Histogram({
      name: 'apiserver_request_duration_seconds',
      help: 'Time from the request to the last byte of its answer, without long-running requests.',
      labelNames: [...labelNames],
      buckets,
      registers,
    }),
    longRunning: new Gauge({
      name: 'apiserver_longrunning_requests',
      help: 'Watches and downloads under way.',
      labelNames: longLabelNames,
      registers,
    }),
    terminations: new Counter({
      name: 'apiserver_request_terminations_total',
      help: 'Requests that this server ended to protect itself.',
      labelNames: [...longLabelNames, 'code'],
      registers,
    }),
    handshakes: new Counter({
      name: 'apiserver_tls_handshake_errors_total',
      help: 'TLS handshakes that failed.',
      registers,
    }),
  };
}

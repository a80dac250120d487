import { beforeEach, describe, expect, it } from 'vitest';
import { Registry } from '../../kube/process/metrics.ts';
import { createServerMetrics } from './metrics.ts';
import type { ServerMetrics } from './metrics.ts';
import { readRequestInfo } from './request-info.ts';

let registry: Registry;
let metrics: ServerMetrics;

beforeEach(() => {
  registry = new Registry();
  metrics = createServerMetrics(registry, { count: (kind) => (kind === 'readOnly' ? 3 : 1) });
});

const group = '/apis/stowage.dev/v1alpha1';

function begin(method: string, url: string, contentType?: string) {
  const info = readRequestInfo(method, url);
  const kind = info.verb === 'watch' ? 'watch' : method === 'GET' ? 'readOnly' : 'mutating';
  return metrics.begin({ info, kind, contentType });
}

/** The lines of a metric, without its help. */
async function lines(name: string): Promise<string[]> {
  const text = await registry.metrics();
  return text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
}

describe('the metrics of requests', () => {
  it.each([
    [
      'GET',
      `${group}/namespaces/a/backups/b`,
      'verb="GET",dry_run=""',
      'resource="backups",subresource="",scope="resource"',
    ],
    ['HEAD', `${group}/namespaces/a/backups/b`, 'verb="GET",dry_run=""', 'scope="resource"'],
    ['GET', `${group}/namespaces/a/backups`, 'verb="LIST",dry_run=""', 'scope="namespace"'],
    ['GET', `${group}/backups`, 'verb="LIST",dry_run=""', 'scope="cluster"'],
    ['GET', `${group}/namespaces/a/backups/b/log`, 'verb="GET",dry_run=""', 'subresource="log",scope="resource"'],
    ['POST', `${group}/namespaces/a/backups?dryRun=All`, 'verb="POST",dry_run="All"', 'scope="resource"'],
    ['PUT', `${group}/namespaces/a/backups/b/status`, 'verb="PUT",dry_run=""', 'subresource="status",scope="resource"'],
    ['DELETE', `${group}/namespaces/a/backups`, 'verb="DELETECOLLECTION",dry_run=""', 'scope="namespace"'],
    [
      'GET',
      '/openapi/v3/apis/stowage.dev/v1alpha1?hash=1',
      'verb="GET",dry_run=""',
      'subresource="/openapi/v3",scope=""',
    ],
    ['GET', '/metrics', 'verb="GET",dry_run=""', 'subresource="/metrics",scope=""'],
  ])('%s %s', async (method, url, first, last) => {
    begin(method, url)(200);
    const [line = ''] = await lines('apiserver_request_total');
    expect(line).toContain(first);
    expect(line).toContain(last);
    expect(line).toMatch(/component="apiserver",code="200"\} 1$/);
  });

  it('tells an apply from a patch', async () => {
    begin('PATCH', `${group}/namespaces/a/backups/b`, 'application/apply-patch+yaml; charset=utf-8')(201);
    begin('PATCH', `${group}/namespaces/a/backups/b`, 'application/merge-patch+json')(200);
    expect((await lines('apiserver_request_total')).map((line) => /verb="(\w+)"/.exec(line)?.[1])).toEqual([
      'APPLY',
      'PATCH',
    ]);
  });

  it('makes no time series of what somebody thought up', async () => {
    for (let at = 0; at < 100; at++) {
      begin('GET', `/nothing-${at}`)(404);
      begin('GET', `${group}/namespaces/a/things${at}/x`)(404);
      begin('GET', `${group}/namespaces/a/backups/x/sub${at}`)(404);
      begin('GET', `/apis/group${at}/v1/backups`)(404);
      begin(`VERB${at}`, `${group}/namespaces/a/backups/x`)(405);
    }
    expect(await lines('apiserver_request_total')).toHaveLength(4);
  });

  it('counts watches as long as they are open, and leaves them out of the durations', async () => {
    const end = begin('GET', `${group}/backups?watch=true`);
    expect(await lines('apiserver_longrunning_requests')).toEqual([
      expect.stringMatching(/verb="WATCH",.*resource="backups".*\} 1$/),
    ]);
    end(200);
    expect((await lines('apiserver_longrunning_requests'))[0]).toMatch(/ 0$/);
    expect(await lines('apiserver_request_duration_seconds_count')).toEqual([]);
    begin('GET', `${group}/backups`)(200);
    expect(await lines('apiserver_request_duration_seconds_count')).toHaveLength(1);
  });

  it('shows what is in flight and what was refused', async () => {
    expect(await lines('apiserver_current_inflight_requests')).toEqual([
      'apiserver_current_inflight_requests{request_kind="readOnly"} 3',
      'apiserver_current_inflight_requests{request_kind="mutating"} 1',
    ]);
    const info = readRequestInfo('GET', `${group}/backups`);
    metrics.terminated({ info, kind: 'readOnly', contentType: undefined }, 429);
    expect((await lines('apiserver_request_terminations_total'))[0]).toMatch(/code="429"\} 1$/);
    metrics.handshakeFailed();
    expect(await lines('apiserver_tls_handshake_errors_total')).toEqual(['apiserver_tls_handshake_errors_total 1']);
  });
});

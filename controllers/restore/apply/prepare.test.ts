import { describe, expect, test } from 'vitest';
import type { ApiResource } from '../../../kube/discovery/api-resource.ts';
import { readMeta } from '../../../kube/json/read-meta.ts';
import { statusFilter } from '../plan/status-filter.ts';
import { excludedByName, exclusionOf } from './exclusions.ts';
import { Preparer } from './prepare.ts';

const big = '{"serial":9223372036854775807,"ratio":1.10}';

describe('an object without an action', () => {
  test('is copied byte for byte, but for its metadata and status', () => {
    const json = `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"shop","uid":"u","resourceVersion":"5","ownerReferences":[{}],"managedFields":[{}],"finalizers":["x"],"labels":{"app":"x"}},"data":${big},"status":{}}`;
    expect(bodyOf('configmaps', json)).toBe(
      `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"copy","finalizers":["x"],"labels":{"app":"x","velero.io/backup-name":"b","velero.io/restore-name":"r"}},"data":${big}}`,
    );
  });

  test('of a tenant comes without finalizers', () => {
    const json = '{"metadata":{"name":"a","finalizers":["x"]}}';
    expect(JSON.parse(bodyOf('configmaps', json, { tenant: true }) ?? '').metadata).not.toHaveProperty('finalizers');
  });

  test('goes where the restore says, whatever it says itself', () => {
    const json = '{"metadata":{"name":"a","namespace":"kube-system"}}';
    expect(JSON.parse(bodyOf('configmaps', json) ?? '').metadata.namespace).toBe('copy');
  });

  test('that is cluster-scoped has no namespace', () => {
    const json = '{"metadata":{"name":"a","namespace":"kube-system"}}';
    expect(JSON.parse(bodyOf('clusterroles', json, { target: undefined }) ?? '').metadata).not.toHaveProperty(
      'namespace',
    );
  });
});

test('an object with an action keeps its numbers too', () => {
  const json = `{"metadata":{"name":"p"},"spec":{"nodeName":"n","containers":[]},"data":${big}}`;
  const body = bodyOf('pods', json) ?? '';
  expect(body).toContain(`"data":${big}`);
  expect(body).not.toContain('nodeName');
});

describe('the status', () => {
  const json = (annotation?: string) =>
    `{"metadata":{"name":"a"${annotation === undefined ? '' : `,"annotations":{"velero.io/restore-status":"${annotation}"}`}},"status":${big}}`;

  test.each<[string, string[], string | undefined, string | undefined]>([
    ['is left out by default', [], undefined, undefined],
    ['of a chosen kind is restored', ['widgets'], undefined, `{"status":${big}}`],
    ['of another kind is not', ['gadgets'], undefined, undefined],
    ['of all kinds', ['*'], undefined, `{"status":${big}}`],
    ['unless the object says no', ['*'], 'false', undefined],
    ['or because the object says so', [], 'true', `{"status":${big}}`],
  ])('%s', (_, includedResources, annotation, expected) => {
    const prepared = prepare('widgets.example.com', json(annotation), { includedResources });
    expect('status' in prepared && prepared.status).toBe(expected);
    expect('body' in prepared && JSON.parse(prepared.body.toString())).not.toHaveProperty('status');
  });

  test('goes with the object when its kind has no status of its own', () => {
    const prepared = prepare('widgets.example.com', json(), { includedResources: ['*'], subresources: [] });
    expect('body' in prepared && prepared.body.toString()).toContain(`"status":${big}`);
    expect('status' in prepared && prepared.status).toBeUndefined();
  });
});

describe('never restored', () => {
  test.each([
    ['pods', '{"metadata":{"name":"a","annotations":{"kubernetes.io/config.mirror":"h"}}}', /mirrors/],
    ['pods', '{"metadata":{"name":"a"},"status":{"phase":"Succeeded"}}', /ended/],
    ['pods', '{"metadata":{"name":"a"},"status":{"phase":"Failed"}}', /ended/],
    ['jobs.batch', '{"metadata":{"name":"a"},"status":{"completionTime":"2026-11-21T08:00:00Z"}}', /ended/],
    ['apiservices.apiregistration.k8s.io', '{"metadata":{"name":"a"}}', /registered/],
  ])('%s %s', (resource, json, reason) => {
    expect(prepare(resource, json)).toEqual({ leftOut: expect.stringMatching(reason) });
  });

  test('a pod that runs and a job that does not are restored', () => {
    expect(exclusionOf('pods')?.({ status: { phase: 'Running' } })).toBeUndefined();
    expect(exclusionOf('jobs.batch')?.({ status: {} })).toBeUndefined();
  });

  test("the cluster's certificate", () => {
    expect(excludedByName({ resource: 'configmaps', name: 'kube-root-ca.crt' })).toMatch(/certificate/);
    expect(excludedByName({ resource: 'secrets', name: 'kube-root-ca.crt' })).toBeUndefined();
    expect(excludedByName({ resource: 'configmaps', name: 'other' })).toBeUndefined();
  });
});

interface Options {
  tenant?: boolean;
  target?: string | undefined;
  includedResources?: string[];
  subresources?: string[];
}

function bodyOf(resource: string, json: string, options: Options = {}): string | undefined {
  const prepared = prepare(resource, json, options);
  return 'body' in prepared ? prepared.body.toString() : undefined;
}

function prepare(resource: string, text: string, options: Options = {}) {
  const { tenant = false, includedResources = [], subresources = ['status'] } = options;
  const json = Buffer.from(text);
  const preparer = new Preparer({
    backupLabel: 'b',
    restoreLabel: 'r',
    context: { tenant, mapNamespace: (name) => name, preserveNodePorts: false, hasVolume: () => false },
    statusFilter: statusFilter({ restoreStatus: { includedResources } }, (name) => name),
  });
  const kind = { subresources } as ApiResource;
  const target = 'target' in options ? options.target : 'copy';
  return preparer.prepare({ resource, namespace: 'shop', name: 'a', json, kind, meta: readMeta(json), target });
}

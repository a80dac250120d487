import { expect, onTestFinished, test } from 'vitest';
import { send, valuesOf } from '../testing/api-server.ts';
import { startWithClient } from '../testing/client.ts';
import { discover } from './discover.ts';

const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

const pods = {
  resource: 'pods',
  responseKind: { group: '', version: 'v1', kind: 'Pod' },
  scope: 'Namespaced',
  singularResource: 'pod',
  verbs: ['get', 'list'],
  shortNames: ['po'],
  categories: ['all'],
  subresources: [{ subresource: 'status', verbs: ['get'] }],
};

test('reads aggregated discovery: versions, the preferred one, and groups that do not answer', async () => {
  const crd = { resource: 'sheep', responseKind: { kind: 'Sheep' }, scope: 'Cluster', verbs: ['list'] };
  const { server, client } = await startWithClient(onTestFinished, (seen, response) => {
    const items =
      seen.url === '/api'
        ? [{ metadata: {}, versions: [{ version: 'v1', resources: [pods], freshness: 'Current' }] }]
        : [
            {
              metadata: { name: 'farm.io' },
              versions: [
                { version: 'v2', resources: [crd], freshness: 'Current' },
                { version: 'v1', resources: [crd], freshness: 'Current' },
              ],
            },
            { metadata: { name: 'down.io' }, versions: [{ version: 'v1', freshness: 'Stale' }] },
            {
              metadata: { name: 'events.k8s.io' },
              versions: [{ version: 'v1', resources: [{ ...crd, resource: 'events' }] }],
            },
          ];
    send(response, 200, { kind: 'APIGroupDiscoveryList', items }, { 'content-type': aggregated });
  });
  const { resources, failed } = await discover(client);
  expect(server.seen.map((seen) => seen.url).toSorted()).toEqual(['/api', '/apis']);
  expect(valuesOf(server.seen[0], 'accept')[0]).toContain('v=v2;as=APIGroupDiscoveryList');
  expect(resources[0]).toEqual({
    group: '',
    version: 'v1',
    preferred: true,
    plural: 'pods',
    singular: 'pod',
    kind: 'Pod',
    namespaced: true,
    verbs: ['get', 'list'],
    shortNames: ['po'],
    categories: ['all'],
    subresources: ['status'],
  });
  expect(resources.slice(1).map((one) => [one.version, one.preferred, one.namespaced, one.plural, one.group])).toEqual([
    ['v2', true, false, 'sheep', 'farm.io'],
    ['v1', false, false, 'sheep', 'farm.io'],
    ['v1', true, false, 'events', 'events.k8s.io'],
  ]);
  expect(failed).toEqual([{ group: 'down.io', version: 'v1', message: expect.stringContaining('does not answer') }]);
});

test('reads group by group where discovery is not aggregated, and says which group fails', async () => {
  const answers: Record<string, unknown> = {
    '/api': { kind: 'APIVersions', versions: ['v1'] },
    '/apis': {
      kind: 'APIGroupList',
      groups: [
        {
          name: 'farm.io',
          versions: [{ version: 'v2' }, { version: 'v1' }],
          preferredVersion: { version: 'v1' },
        },
      ],
    },
    '/api/v1': {
      resources: [
        { name: 'pods', singularName: 'pod', namespaced: true, kind: 'Pod', verbs: ['get'], shortNames: ['po'] },
        { name: 'pods/log', singularName: '', namespaced: true, kind: 'Pod', verbs: ['get'] },
      ],
    },
    '/apis/farm.io/v1': { resources: [{ name: 'sheep', namespaced: false, kind: 'Sheep', verbs: ['list'] }] },
  };
  const { client } = await startWithClient(onTestFinished, ({ url }, response) => {
    const body = answers[url];
    if (body === undefined) send(response, 503, { kind: 'Status', code: 503, message: 'no endpoints' });
    else send(response, 200, body);
  });
  const { resources, failed } = await discover(client);
  expect(resources.map((one) => [one.plural, one.version, one.preferred, one.subresources])).toEqual([
    ['pods', 'v1', true, ['log']],
    ['sheep', 'v1', true, []],
  ]);
  expect(failed).toEqual([{ group: 'farm.io', version: 'v2', message: 'no endpoints' }]);
});

test('fails when the groups themselves cannot be read: no resource is not what that means', async () => {
  const { client } = await startWithClient(onTestFinished, (seen, response) =>
    seen.url === '/api' ? send(response, 200, { kind: 'APIVersions', versions: [] }) : send(response, 500, {}),
  );
  await expect(discover(client)).rejects.toMatchObject({ code: 500 });
});

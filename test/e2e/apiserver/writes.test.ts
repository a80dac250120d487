import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../cluster/cluster.ts';
import { waitFor } from '../../support/wait.ts';
import { connectionOf, send } from './http.ts';
import type { Answer, Sent } from './http.ts';
import { shop, startStage } from './stage.ts';
import type { Stage } from './stage.ts';

/* What the apiserver adds to a custom resource: who asked, defaults, locations, guards. */

let stage: Stage;
let alice: Connection;
let bob: Connection;
let controllers: string;

beforeAll(async () => {
  stage = await startStage();
  await stage.cluster.apply(shop);
  for (const user of ['alice', 'bob']) {
    const role = ['create', 'rolebinding', user, '--clusterrole=everything-of-ours', `--user=${user}`];
    await stage.cluster.kubectl([
      'create',
      'clusterrole',
      'everything-of-ours',
      '--verb=*',
      '--resource=*.stowage.dev',
    ]);
    await stage.cluster.kubectl(['-n', 'shop', ...role]);
  }
  alice = await connectionOf(await stage.cluster.kubeconfigFor({ username: 'alice', groups: ['dev'] }));
  bob = await connectionOf(await stage.cluster.kubeconfigFor({ username: 'bob' }));
  controllers = await stage.cluster.kubeconfigFor({
    serviceAccount: { namespace: 'stowage-system', name: 'stowage-controllers' },
  });
});

afterAll(() => stage?.[Symbol.asyncDispose]());

const root = '/apis/stowage.dev/v1alpha1/namespaces/shop';
const warned = (answer: Answer): string => answer.headers['warning'] ?? '';
const specOf = (answer: Answer) => answer.json['spec'] as Record<string, unknown>;
const requesterOf = (answer: Answer) => (specOf(answer)['requester'] as { username: string } | undefined)?.username;
const fields = (answer: Answer) =>
  (answer.json['details'] as { causes: { field: string }[] }).causes.map((cause) => cause.field);

function create(as: Connection, kind: string, name: string, spec: unknown): Promise<Answer> {
  const [path = '', query = ''] = kind.split('?');
  const body = { apiVersion: 'stowage.dev/v1alpha1', kind: path, metadata: { name }, spec };
  return send(as, { method: 'POST', path: `${root}/${path.toLowerCase()}s?${query}`, body });
}

function patch(as: Connection, path: string, type: string, body: unknown): Promise<Answer> {
  return send(as, {
    method: 'PATCH',
    path: `${root}/${path}`,
    headers: { 'content-type': `application/${type}` },
    body,
  });
}

describe('the requester', () => {
  it('is the one who asked, whatever he says', async () => {
    const answer = await create(alice, 'Backup', 'mine', {
      requester: { username: 'bob', groups: ['system:masters'] },
    });
    expect(answer.status).toBe(201);
    expect(specOf(answer)['requester']).toMatchObject({ username: 'alice', groups: ['dev', 'system:authenticated'] });
    expect(warned(answer)).toContain('spec.requester is filled in by the server');
  });

  it.each<[string, () => Promise<Answer>]>([
    ['merge patch', () => patch(bob, 'backups/mine', 'merge-patch+json', { spec: { requester: { username: 'bob' } } })],
    ['removal by merge patch', () => patch(bob, 'backups/mine', 'merge-patch+json', { spec: { requester: null } })],
    [
      'JSON patch',
      () =>
        patch(bob, 'backups/mine', 'json-patch+json', [
          { op: 'replace', path: '/spec/requester/username', value: 'bob' },
        ]),
    ],
    [
      'apply',
      () =>
        patch(bob, 'backups/mine?fieldManager=x&force=true', 'apply-patch+yaml', {
          apiVersion: 'stowage.dev/v1alpha1',
          kind: 'Backup',
          metadata: { name: 'mine' },
          spec: { requester: { username: 'bob' } },
        }),
    ],
    [
      'update',
      async () => {
        const current = await send(bob, { path: `${root}/backups/mine` });
        const body = { ...current.json, spec: { ...specOf(current), requester: { username: 'bob' } } };
        return send(bob, { method: 'PUT', path: `${root}/backups/mine`, body });
      },
    ],
  ])('cannot be changed by %s', async (of, change) => {
    const answer = await change();
    expect(answer.status, answer.text).toBe(200);
    expect(requesterOf(answer)).toBe('alice');
    if (of !== 'removal by merge patch') expect(warned(answer)).toContain('spec.requester is filled in by the server');
  });

  it('of a Schedule is whoever last changed what it runs', async () => {
    const spec = { schedule: '@daily', serviceAccountName: 'default', template: { ttl: '1h' } };
    expect(requesterOf(await create(alice, 'Schedule', 's', spec))).toBe('alice');
    expect(requesterOf(await patch(bob, 'schedules/s', 'merge-patch+json', { spec: { paused: true } }))).toBe('alice');
    expect(
      requesterOf(await patch(bob, 'schedules/s', 'merge-patch+json', { spec: { template: { ttl: '2h' } } })),
    ).toBe('bob');
    const manifest = {
      apiVersion: 'stowage.dev/v1alpha1',
      kind: 'Schedule',
      metadata: { name: 's' },
      spec: { ...spec, template: { ttl: '3h' } },
    };
    const conflict = await patch(alice, 'schedules/s?fieldManager=gitops', 'apply-patch+yaml', manifest);
    expect(conflict.status).toBe(409);
    const applied = await patch(alice, 'schedules/s?fieldManager=gitops&force=true', 'apply-patch+yaml', manifest);
    expect(applied.status, applied.text).toBe(200);
    expect(requesterOf(applied)).toBe('alice');
    // Another field of the template, by another user: whose requester it was is no conflict of his.
    const more = { ...manifest, spec: { ...spec, template: { ttl: '3h', includedResources: ['pods'] } } };
    const again = await patch(bob, 'schedules/s?fieldManager=gitops', 'apply-patch+yaml', more);
    expect(again.status, again.text).toBe(200);
    expect(requesterOf(again)).toBe('bob');
  });
});

describe('a Backup', () => {
  it('is completed with the defaults', async () => {
    const answer = await create(alice, 'Backup', 'plain', {});
    expect(specOf(answer)).toMatchObject({ ttl: '720h0m0s', storageLocation: 'default', includedNamespaces: ['shop'] });
    expect(answer.json['metadata']).toMatchObject({ namespace: 'shop', generation: 1 });
  });

  it('of an unknown, read-only or unavailable location is refused', async () => {
    const unknown = await create(alice, 'Backup', 'x', { storageLocation: 'none' });
    expect(unknown.status).toBe(422);
    expect(unknown.json['message']).toBe('Backup.stowage.dev "x" is invalid: spec.storageLocation: Not found: "none"');
    await location('shop', 'frozen', { accessMode: 'ReadOnly' });
    const frozen = await create(alice, 'Backup', 'x', { storageLocation: 'frozen' });
    expect(frozen.json['message']).toMatch(/spec.storageLocation: Invalid value: "frozen": .*ReadOnly/);
    await location('shop', 'broken', {});
    const status = '{"status":{"phase":"Unavailable","message":"no such bucket"}}';
    await stage.cluster.kubectl(
      [
        '-n',
        'shop',
        'patch',
        'backupstoragelocationrecords',
        'broken',
        '--subresource=status',
        '--type=merge',
        '-p',
        status,
      ],
      { kubeconfig: controllers },
    );
    const broken = await create(alice, 'Backup', 'x', { storageLocation: 'broken' });
    expect(broken.json['message']).toMatch(/unavailable: no such bucket/);
    expect((await send(alice, { path: `${root}/backups/x` })).status).toBe(404);
  });

  it("takes the namespace's own location before the system's", async () => {
    await location('shop', 'own', { default: true });
    expect(specOf(await create(alice, 'Backup', 'own', {}))['storageLocation']).toBe('own');
    await stage.cluster.kubectl(['-n', 'shop', 'delete', 'bsl', 'own']);
  });

  it('with several errors is told of all of them at once, ours and those of the schema', async () => {
    const spec = {
      ttl: 'soon',
      includedNamespaces: ['other'],
      storageLocation: 'none',
      labelSelector: {},
      orLabelSelectors: [{ matchLabels: { a: 'b' } }],
    };
    const answer = await create(alice, 'Backup', 'x', spec);
    expect(answer.status).toBe(422);
    expect(fields(answer)).toEqual(
      expect.arrayContaining(['spec.ttl', 'spec.includedNamespaces[0]', 'spec.storageLocation']),
    );
    expect(answer.json).toMatchObject({
      reason: 'Invalid',
      details: { kind: 'Backup', group: 'stowage.dev', name: 'x' },
    });
  });

  it('of unknown fields is refused strictly before it is validated', async () => {
    const answer = await create(alice, 'Backup?fieldValidation=Strict', 'x', { ttl: 'soon', foo: 1 });
    expect(answer.status).toBe(400);
    expect(answer.json['message']).toContain('strict decoding error: unknown field "spec.foo"');
  });

  it('cannot be changed afterwards', async () => {
    const answer = await patch(alice, 'backups/plain', 'merge-patch+json', { spec: { ttl: '1h0m0s' } });
    expect(answer.status).toBe(422);
    expect(answer.json['message']).toMatch(
      /^Backup.stowage.dev "plain" is invalid: \[spec: Forbidden: a Backup cannot be changed/,
    );
  });

  it('shows whose bytes it is to nobody who may write its status', async () => {
    const claim = {
      phase: 'Completed',
      bucketKey: 'victim',
      location: { namespace: 'stowage-system', name: 'default' },
    };
    for (const [path, type, body] of [
      ['backups/plain/status', 'merge-patch+json', { status: claim }],
      [
        'backups/plain/status?fieldManager=x',
        'apply-patch+yaml',
        { apiVersion: 'stowage.dev/v1alpha1', kind: 'Backup', metadata: { name: 'plain' }, status: claim },
      ],
      ['backups/plain/status', 'json-patch+json', [{ op: 'add', path: '/status/bucketKey', value: 'victim' }]],
      ['backups/plain', 'merge-patch+json', { status: claim }],
    ] as const) {
      const answer = await patch(alice, path, type, body);
      expect(answer.status, answer.text).toBe(200);
      expect(answer.json['status'] ?? {}).not.toHaveProperty('bucketKey');
      expect(answer.json['status'] ?? {}).not.toHaveProperty('location');
      const told = 'status.bucketKey is written by the controllers alone; the value sent was dropped';
      if (path !== 'backups/plain') expect(warned(answer)).toContain(told);
    }
    expect((await send(alice, { path: `${root}/backups/plain` })).json['status']).toEqual({ phase: 'Completed' });
  });
});

describe('a Restore', () => {
  it('of a backup that is not there is refused', async () => {
    const answer = await create(alice, 'Restore', 'r', { backupName: 'none' });
    expect(answer.status).toBe(422);
    expect(answer.json['message']).toBe('Restore.stowage.dev "r" is invalid: spec.backupName: Not found: "none"');
    expect((await create(alice, 'Restore', 'r', { backupName: 'plain' })).status).toBe(201);
  });
});

describe('a BackupStorageLocation', () => {
  const spec = { provider: 'aws', objectStorage: { bucket: 'b' }, credential: { name: 'keys', key: 'cloud' } };

  it('can be written only by one who may read its Secret', async () => {
    const refused = await create(alice, 'BackupStorageLocation', 'l', spec);
    expect(refused.status).toBe(403);
    expect(refused.json['message']).toContain(
      'secrets "keys" is forbidden: User "alice" cannot get resource "secrets"',
    );
    await stage.cluster.kubectl([
      '-n',
      'shop',
      'create',
      'role',
      'keys',
      '--verb=get',
      '--resource=secrets',
      '--resource-name=keys',
    ]);
    await stage.cluster.kubectl(['-n', 'shop', 'create', 'rolebinding', 'keys', '--role=keys', '--user=bob']);
    expect((await create(bob, 'BackupStorageLocation', 'l', spec)).status).toBe(201);
    const harvest = { spec: { config: { s3Url: 'https://evil.example' } } };
    expect((await patch(alice, 'backupstoragelocations/l', 'merge-patch+json', harvest)).status).toBe(403);
    expect(
      (await patch(alice, 'backupstoragelocations/l', 'merge-patch+json', { metadata: { labels: { a: 'b' } } })).status,
    ).toBe(200);
  });

  it('outside the system namespace is never a directory, nor without credentials', async () => {
    const directory = await create(alice, 'BackupStorageLocation', 'd', {
      provider: 'filesystem',
      objectStorage: { bucket: '/' },
    });
    expect(directory.status).toBe(422);
    expect(fields(directory)).toContain('spec.provider');
    const ambient = await create(alice, 'BackupStorageLocation', 'd', {
      provider: 'aws',
      objectStorage: { bucket: 'b' },
    });
    expect(fields(ambient)).toContain('spec.credential');
  });
});

describe('requests', () => {
  it('of 3 MiB and one byte are refused with 413, and an answer', async () => {
    const body = `{"a":"${'x'.repeat(3 * 1024 * 1024)}"}`;
    const answer = await send(stage.cluster.admin, { method: 'POST', path: `${root}/backups`, body });
    expect(answer.status).toBe(413);
    expect(answer.json).toMatchObject({ kind: 'Status', reason: 'RequestEntityTooLarge', code: 413 });
  });

  it('that nobody offers are told so in a Status', async () => {
    const cases: [Sent, number, string][] = [
      [{ path: `${root}/backups`, headers: { accept: 'text/html' } }, 406, 'NotAcceptable'],
      [{ path: `${root}/backups`, headers: { accept: 'application/vnd.kubernetes.protobuf' } }, 406, 'NotAcceptable'],
      [
        {
          method: 'POST',
          path: `${root}/backups`,
          headers: { 'content-type': 'application/vnd.kubernetes.protobuf' },
          body: 'x',
        },
        415,
        'UnsupportedMediaType',
      ],
      [{ path: `${root}/nones` }, 404, 'NotFound'],
      [{ path: '/apis/stowage.dev/v9/backups' }, 404, 'NotFound'],
      [{ method: 'POST', path: `${root}/backups/x`, body: {} }, 405, 'MethodNotAllowed'],
      [{ method: 'PUT', path: `${root}/backups`, body: {} }, 405, 'MethodNotAllowed'],
      [{ method: 'DELETE', path: `${root}/backups/x/status` }, 405, 'MethodNotAllowed'],
    ];
    for (const [sent, status, reason] of cases) {
      const answer = await send(stage.cluster.admin, sent);
      expect(answer.status, JSON.stringify(sent)).toBe(status);
      if (status !== 404) expect(answer.json).toMatchObject({ kind: 'Status', reason, code: status });
    }
  });

  it('name the program as manager, unless it names one itself', async () => {
    const made = await send(stage.cluster.admin, {
      method: 'POST',
      path: `${root}/backups`,
      headers: { 'user-agent': 'my-tool/1.0 (x)' },
      body: { apiVersion: 'stowage.dev/v1alpha1', kind: 'Backup', metadata: { generateName: 'g-' }, spec: {} },
    });
    expect(made.status).toBe(201);
    expect(made.json['metadata']).toMatchObject({
      name: expect.stringMatching(/^g-.{5}$/),
      managedFields: [{ manager: 'my-tool', operation: 'Update', apiVersion: 'stowage.dev/v1alpha1' }],
    });
  });

  it('with generated names never clash', async () => {
    const body = { apiVersion: 'stowage.dev/v1alpha1', kind: 'Backup', metadata: { generateName: 'n-' }, spec: {} };
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => send(stage.cluster.admin, { method: 'POST', path: `${root}/backups`, body })),
    );
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201]));
    expect(new Set(answers.map((answer) => (answer.json['metadata'] as { name: string }).name)).size).toBe(100);
  });

  it('that patch the same object at once all take effect', async () => {
    const many = Array.from({ length: 4 }, (_, at) =>
      patch(stage.cluster.admin, 'schedules/s', 'merge-patch+json', {
        spec: { template: { metadata: { labels: { [`l${at}`]: 'x' } } } },
      }),
    );
    expect((await Promise.all(many)).map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    const { template } = specOf(await send(stage.cluster.admin, { path: `${root}/schedules/s` })) as {
      template: { metadata: { labels: object } };
    };
    expect(Object.keys(template.metadata.labels)).toEqual(['l0', 'l1', 'l2', 'l3']);
  });
});

async function location(namespace: string, name: string, more: object): Promise<void> {
  const spec = { provider: 'aws', objectStorage: { bucket: 'b' }, credential: { name: 'keys', key: 'cloud' }, ...more };
  await stage.cluster.apply([
    { apiVersion: 'stowage.dev/v1alpha1', kind: 'BackupStorageLocation', metadata: { namespace, name }, spec },
  ]);
}

describe('kube-apiserver is asked', () => {
  const name = 'cheap';
  const path = `schedules/${name}`;
  const spec = { schedule: '@daily', serviceAccountName: 'default', template: {} };
  const object = { apiVersion: 'stowage.dev/v1alpha1', kind: 'Schedule', metadata: { name }, spec };
  const merge = (body: object): Promise<Answer> => patch(stage.cluster.admin, path, 'merge-patch+json', body);

  /** What the apiserver has asked about this object and its collection so far. */
  const asked = () =>
    stage.cluster.auditEvents(
      ({ objectRef, stage: at, userAgent = '' }) =>
        objectRef?.resource === 'schedulerecords' &&
        at === 'ResponseComplete' &&
        userAgent.startsWith('stowage-apiserver') &&
        (objectRef.name === undefined ? objectRef.namespace === 'shop' : objectRef.name === name),
    );

  it.each<[string, () => Promise<Answer>, string[]]>([
    ['once for a create', () => create(stage.cluster.admin, 'Schedule', name, spec), ['create']],
    ['once for a get', () => send(stage.cluster.admin, { path: `${root}/${path}` }), ['get']],
    ['once for a list', () => send(stage.cluster.admin, { path: `${root}/schedules` }), ['list']],
    ['once for a patch of labels', () => merge({ metadata: { labels: { a: 'b' } } }), ['patch']],
    ['once for a patch of what nobody here judges', () => merge({ spec: { paused: true } }), ['patch']],
    [
      'once for a JSON patch that names the UID',
      async () => {
        const { uid } = (await send(stage.cluster.admin, { path: `${root}/${path}` })).json['metadata'] as {
          uid: string;
        };
        const test = { op: 'test', path: '/metadata/uid', value: uid };
        return patch(stage.cluster.admin, path, 'json-patch+json', [
          test,
          { op: 'add', path: '/spec/paused', value: false },
        ]);
      },
      ['get', 'patch'],
    ],
    [
      'once for a patch of what is judged, if it has seen it',
      () => merge({ spec: { schedule: '@weekly' } }),
      ['patch'],
    ],
    [
      'once for an apply to what it has seen',
      () => patch(stage.cluster.admin, `${path}?fieldManager=me&force=true`, 'apply-patch+yaml', object),
      ['patch'],
    ],
    ['once for a delete', () => send(stage.cluster.admin, { method: 'DELETE', path: `${root}/${path}` }), ['delete']],
  ])('%s', async (_, ask, verbs) => {
    const before = (await asked()).length;
    expect((await ask()).status).toBeLessThan(300);
    expect((await asked()).slice(before).map(({ verb }) => verb)).toEqual(verbs);
  });
});

describe("an administrator's policy", () => {
  it('on objects is without effect, one on records knows who asked', async () => {
    await stage.cluster.apply([
      ...policy('objects', { apiGroup: 'stowage.dev', resource: 'schedules', expression: 'false' }),
      ...policy('records', {
        apiGroup: 'store.stowage.dev',
        resource: 'schedulerecords',
        expression: "object.spec.requester.username != 'bob'",
      }),
    ]);
    const spec = { schedule: '@daily', paused: true, template: {}, serviceAccountName: 'default' };
    const refused = await waitFor('the policy to hold', async () => {
      const answer = await create(bob, 'Schedule?dryRun=All', 'policy', spec);
      return answer.status === 201 ? undefined : answer;
    });
    expect(refused.json['message']).toMatch(/ValidatingAdmissionPolicy 'records' .*denied request/);
    expect(await create(alice, 'Schedule?dryRun=All', 'policy', spec)).toMatchObject({ status: 201 });
  });
});

interface Rule {
  apiGroup: string;
  resource: string;
  expression: string;
}

function policy(name: string, { apiGroup, resource, expression }: Rule): object[] {
  const type = { apiVersion: 'admissionregistration.k8s.io/v1', metadata: { name } };
  const rule = { apiGroups: [apiGroup], apiVersions: ['*'], operations: ['CREATE'], resources: [resource] };
  const spec = { matchConstraints: { resourceRules: [rule] }, validations: [{ expression }] };
  const binding = { policyName: name, validationActions: ['Deny'] };
  return [
    { ...type, kind: 'ValidatingAdmissionPolicy', spec },
    { ...type, kind: 'ValidatingAdmissionPolicyBinding', spec: binding },
  ];
}

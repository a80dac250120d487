import { recordGroup, servedGroup, version } from '../../../api/groups.ts';
import { storedKindByName } from '../../../api/kinds.ts';
import { crdFor } from '../../../api/crd/crd-for.ts';
import { waitFor } from '../../support/wait.ts';
import type { Check, Witness } from '../check.ts';
import { at } from '../lab/at.ts';
import { compareAsk, seenOf } from '../lab/compare.ts';
import { startCuttable } from '../lab/failing.ts';
import { Http } from '../lab/http.ts';
import type { Answer, Ask } from '../lab/http.ts';
import type { Lab } from '../lab/lab.ts';
import { both, pathIn, schedule, twinGroup } from '../lab/twins.ts';

const admin = { username: 'kubernetes-admin', groups: ['system:masters'] };
const mergePatch = 'application/merge-patch+json';
const metadataFirst =
  'application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';
const metadataListFirst = metadataFirst.replaceAll('PartialObjectMetadata', 'PartialObjectMetadataList');

export const errorChecks: Check[] = [
  {
    number: 18,
    title: 'what is not there is a 404 with a Status, what cannot be done a 405 with a Status',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const none = (group: string, ...rest: string[]): string => pathIn(group, 'schedules', namespace, 'none', ...rest);
      await compareAsk(lab.api, seen, 'GET of a name that is not there', (group) => ({ path: none(group) }));
      await compareAsk(lab.api, seen, 'GET of its status', (group) => ({ path: none(group, 'status') }));
      await compareAsk(lab.api, seen, 'PUT of a name that is not there', (group) => ({
        method: 'PUT',
        path: none(group),
        body: schedule(group, 'none', { metadata: { namespace, resourceVersion: '1' } }),
      }));
      await compareAsk(lab.api, seen, 'PATCH of a name that is not there', (group) => ({
        method: 'PATCH',
        path: none(group),
        contentType: mergePatch,
        body: {},
      }));
      await compareAsk(lab.api, seen, 'DELETE of a name that is not there', (group) => ({
        method: 'DELETE',
        path: none(group),
      }));
      await compareAsk(lab.api, seen, 'GET by a client that takes YAML alone', (group) => ({
        path: none(group),
        accept: 'application/yaml',
      }));
      await compareAsk(lab.api, seen, 'GET by a client that takes HTML alone', (group) => ({
        path: none(group),
        accept: 'text/html',
      }));
      await unknownPaths(lab, seen, namespace);
      await wrongMethods(lab, seen, namespace);
    },
  },
  {
    number: 19,
    title: 'a body that cannot be read is a 400 with a Status',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const bodies = {
        'half an object': '{"a":',
        'a list': '[]',
        'no object': '1',
        'nothing at all': '',
        'no JSON': 'spec: {}',
      };
      for (const [what, body] of Object.entries(bodies)) {
        await compareAsk(lab.api, seen, `POST of ${what}`, (group) => ({
          method: 'POST',
          path: pathIn(group, 'schedules', namespace),
          body,
        }));
      }
      for (const [contentType, body] of [
        [mergePatch, '{"a":'],
        [mergePatch, '[]'],
        ['application/json-patch+json', '{}'],
        ['application/json-patch+json', '[{"op":"nonsense","path":"/a"}]'],
      ] as const) {
        await lab.api
          .must({
            method: 'POST',
            path: pathIn(twinGroup, 'schedules', namespace),
            body: schedule(twinGroup, 'patched'),
          })
          .catch(() => undefined);
        await lab.api
          .must({
            method: 'POST',
            path: pathIn(servedGroup, 'schedules', namespace),
            body: schedule(servedGroup, 'patched'),
          })
          .catch(() => undefined);
        await compareAsk(lab.api, seen, `PATCH as ${contentType} of ${body}`, (group) => ({
          method: 'PATCH',
          path: pathIn(group, 'schedules', namespace, 'patched'),
          contentType,
          body,
        }));
      }
      await compareAsk(lab.api, seen, 'POST of YAML that is none', (group) => ({
        method: 'POST',
        path: pathIn(group, 'schedules', namespace),
        contentType: 'application/yaml',
        body: 'a: [',
      }));
    },
  },
  {
    number: 20,
    title: 'a body of more than 3 MiB is a 413 with a Status',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const tooMuch = `{"a":"${'x'.repeat(3 * 1024 * 1024)}"}`;
      for (const [what, ask] of [
        ['POST', { method: 'POST', name: [] }],
        ['PUT', { method: 'PUT', name: ['none'] }],
        ['PATCH', { method: 'PATCH', name: ['none'], contentType: mergePatch }],
      ] as const) {
        const { name, ...rest } = ask;
        const answers = await both(async (group) => {
          // kube-apiserver closes the connection of such a request, without saying so.
          await using http = onceOnly(lab);
          return await http.ask({ ...rest, path: pathIn(group, 'schedules', namespace, ...name), body: tooMuch });
        });
        seen.same(what, seenOf(answers.theirs), seenOf(answers.ours));
      }
    },
  },
  {
    number: 21,
    title: 'a body of a type that is not taken is a 415 with a Status; so is a strategic merge patch',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const path = (group: string, ...name: string[]): string => pathIn(group, 'schedules', namespace, ...name);
      for (const type of [
        'application/strategic-merge-patch+json',
        'application/json',
        'application/apply-patch+cbor',
        '',
      ]) {
        await compareAsk(lab.api, seen, `PATCH as ${type === '' ? 'nothing' : type}`, (group) => ({
          method: 'PATCH',
          path: path(group, 'none'),
          contentType: type,
          body: '{}',
        }));
      }
      for (const [method, name] of [
        ['POST', []],
        ['PUT', ['none']],
      ] as const) {
        for (const type of ['application/vnd.kubernetes.protobuf', 'text/plain']) {
          const ask = (group: string): Ask => ({ method, path: path(group, ...name), contentType: type, body: 'k8s' });
          const theirs = await withoutConnection(lab, ask(twinGroup));
          const { status, json } = await lab.api.ask(ask(servedGroup));
          const told = { status, kind: at(json, 'kind'), reason: at(json, 'reason') };
          const wanted = { status: 415, kind: 'Status', reason: 'UnsupportedMediaType' };
          seen.is(`${method} as ${type}`, told, wanted, theirs);
        }
      }
    },
  },
  {
    number: 22,
    title: "the metadata client's Accept, protobuf first, is answered with JSON metadata",
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      await both((group) =>
        lab.api.must({
          method: 'POST',
          path: pathIn(group, 'schedules', namespace),
          body: schedule(group, 'a', { metadata: { labels: { a: 'b' } } }),
        }),
      );
      const path = (group: string): string => pathIn(group, 'schedules', namespace);
      // The twin has protobuf for metadata; ours must go on to the next of the client's wishes.
      const json = metadataFirst.split(',').slice(1).join(',');
      const jsonList = metadataListFirst.split(',').slice(1).join(',');
      const theirs = await lab.api.ask({ path: `${path(twinGroup)}/a`, accept: json });
      const ours = await lab.api.ask({ path: `${path(servedGroup)}/a`, accept: metadataFirst });
      seen.same('GET', seenOf(theirs), seenOf(ours));
      const theirList = await lab.api.ask({ path: path(twinGroup), accept: jsonList });
      const ourList = await lab.api.ask({ path: path(servedGroup), accept: metadataListFirst });
      seen.same('LIST', seenOf(theirList), seenOf(ourList));
      await compareAsk(lab.api, seen, 'LIST as one object', (group) => ({
        path: path(group),
        accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
      }));
      await compareAsk(lab.api, seen, 'GET as a list', (group) => ({
        path: `${path(group)}/a`,
        accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
      }));
      await compareAsk(lab.api, seen, 'GET as something that there is not', (group) => ({
        path: `${path(group)}/a`,
        accept: 'application/json;as=Nonsense;g=meta.k8s.io;v=v1',
      }));
      await compareAsk(lab.api, seen, 'PATCH with the answer as metadata', (group) => ({
        method: 'PATCH',
        path: `${path(group)}/a`,
        contentType: mergePatch,
        body: { metadata: { labels: { a: 'c' } } },
        accept: json,
      }));
    },
  },
  {
    number: 23,
    title: 'without kube-apiserver or the storage every answer is a 503 with Retry-After, never a 404 or an empty list',
    withinMs: 120_000,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const { replica, cut, mend } = await startCuttable(lab, { name: 'cut' });
      const direct = lab.direct(admin, { port: replica.port });
      const path = pathIn(servedGroup, 'schedules', namespace);
      await direct.must({ path });
      cut();
      for (const [what, ask] of Object.entries(everything(path))) {
        seen.is(`kube-apiserver away: ${what}`, refusal(await direct.ask(ask)), unavailable);
      }
      const served = await Promise.all(
        ['/apis', '/openapi/v2', '/openapi/v3', '/livez'].map(
          async (known) => (await direct.ask({ path: known })).status,
        ),
      );
      seen.is('kube-apiserver away: discovery, OpenAPI and liveness', served, [200, 200, 200, 200]);
      mend();
      await waitFor(
        'the apiserver to find kube-apiserver again',
        async () => (await direct.ask({ path })).status === 200,
      );
      await withoutStorage(lab, seen);
    },
  },
  {
    number: 24,
    title: 'nothing is ever answered with a redirect',
    run: async (lab, seen) => {
      const direct = lab.direct(admin);
      const paths = [
        '/',
        '//',
        '/apis/',
        '//apis',
        `/apis/${servedGroup}/`,
        `/apis/${servedGroup}/${version}/`,
        '/openapi/v2/',
        '/openapi/v3/',
        '/openapi',
        `/openapi/v3/apis/${servedGroup}/${version}/`,
        `/openapi/v3/apis/${servedGroup}/${version}?hash=x`,
        '/swagger.json',
        '/version/',
        '/healthz/',
        '/metrics/',
        `${pathIn(servedGroup, 'schedules', 'default')}/`,
        `${pathIn(servedGroup, 'schedules', 'default')}//x`,
        `${pathIn(servedGroup, 'backups', 'default', 'x', 'log')}/`,
        `/apis/${servedGroup}/${version}/../${version}/backups`,
        '/apis/%2e%2e/',
        '/index.html',
        '/favicon.ico',
      ];
      const answers = await Promise.all(
        paths.map(async (path) => ({ path, status: (await direct.ask({ path })).status })),
      );
      seen.is(
        'odd paths that are redirected',
        answers.filter(({ status }) => status >= 300 && status < 400),
        [],
      );
      const ours = Http.redirects.filter(
        (text) => text.includes(servedGroup) && !text.includes(`store.${servedGroup}`),
      );
      seen.is('requests of this whole run that were redirected', ours, []);
    },
  },
  {
    number: 25,
    title: 'a body is compressed only when it is big and the client asked for it',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      await both(async (group) => {
        const note = 'x'.repeat(20_000);
        for (let i = 0; i < 10; i++) {
          const metadata = { annotations: { note } };
          await lab.api.must({
            method: 'POST',
            path: pathIn(group, 'schedules', namespace),
            body: schedule(group, `s${i}`, { metadata }),
          });
        }
      });
      const cases: [string, Partial<Ask>, string[]][] = [
        ['big, asked for', { headers: { 'accept-encoding': 'gzip' } }, []],
        ['big, not asked for', {}, []],
        ['big, not wanted', { headers: { 'accept-encoding': 'identity' } }, []],
        ['small, asked for', { headers: { 'accept-encoding': 'gzip' } }, ['s1']],
      ];
      for (const [what, ask, name] of cases) {
        const answers = await both((group) =>
          lab.api.ask({ ...ask, path: pathIn(group, 'schedules', namespace, ...name) }),
        );
        seen.same(what, encodingOf(answers.theirs), encodingOf(answers.ours));
      }
    },
  },
];

const unavailable = { status: 503, kind: 'Status', reason: 'ServiceUnavailable', retryAfter: true };

function refusal({ status, headers, json }: Answer): object {
  return {
    status,
    kind: at(json, 'kind'),
    reason: at(json, 'reason'),
    retryAfter: /^\d+$/.test(headers['retry-after']?.[0] ?? ''),
  };
}

/** A request of each verb. */
function everything(path: string): Record<string, Ask> {
  const one = `${path}/some`;
  return {
    get: { path: one },
    list: { path },
    'list as a table': { path, accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' },
    'list as metadata': { path, accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1' },
    watch: { path, query: { watch: 'true' } },
    create: { method: 'POST', path, body: schedule(servedGroup, 'some') },
    update: { method: 'PUT', path: one, body: schedule(servedGroup, 'some', { metadata: { resourceVersion: '1' } }) },
    patch: { method: 'PATCH', path: one, contentType: mergePatch, body: { spec: { paused: false } } },
    apply: {
      method: 'PATCH',
      path: `${one}?fieldManager=m`,
      contentType: 'application/apply-patch+yaml',
      body: schedule(servedGroup, 'some'),
    },
    delete: { method: 'DELETE', path: one },
    'delete of all': { method: 'DELETE', path },
  };
}

async function unknownPaths(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  const direct = lab.direct(admin);
  const paths = [
    pathIn(servedGroup, 'nothings'),
    pathIn(servedGroup, 'nothings', namespace, 'x'),
    pathIn(servedGroup, 'schedules', namespace, 'x', 'nothing'),
    pathIn(servedGroup, 'backups', namespace, 'x', 'log', 'more'),
    `/apis/${servedGroup}/v9/backups`,
    `/apis/${servedGroup}/v9`,
    '/apis/other.example.com/v1',
    '/nothing',
    '/api/v1',
  ];
  const wanted = { status: 404, kind: 'Status', reason: 'NotFound', code: 404 };
  for (const path of paths) {
    const { status, json } = await direct.ask({ path });
    const told = { status, kind: at(json, 'kind'), reason: at(json, 'reason'), code: at(json, 'code') };
    seen.is(path.replace(namespace, '<namespace>'), told, wanted, '404, as plain text or a Status');
  }
}

/** Kubernetes' own kinds are the measure: a CRD answers some of these with 400 or plain text. */
async function wrongMethods(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  const builtIn = `/api/v1/namespaces/${namespace}/configmaps`;
  const ours = pathIn(servedGroup, 'schedules', namespace);
  const cases: [string, string, (collection: string) => string][] = [
    ['POST', 'to a name', (collection) => `${collection}/x`],
    ['PUT', 'of a collection', (collection) => collection],
    ['PATCH', 'of a collection', (collection) => collection],
    ['POST', 'to the collection of all namespaces', (collection) => collection.replace(`/namespaces/${namespace}`, '')],
    [
      'DELETE',
      'of the collection of all namespaces',
      (collection) => collection.replace(`/namespaces/${namespace}`, ''),
    ],
  ];
  for (const [method, what, path] of cases) {
    const ask = (collection: string): Ask => ({
      method,
      path: path(collection),
      body: {},
      ...(method === 'PATCH' ? { contentType: mergePatch } : {}),
    });
    seen.same(`${method} ${what}`, reasonOf(await lab.api.ask(ask(builtIn))), reasonOf(await lab.api.ask(ask(ours))));
  }
}

function reasonOf({ status, json }: Answer): object {
  return { status, reason: at(json, 'reason') };
}

/** A connection of its own, which may be cut. */
function onceOnly(lab: Lab): Http {
  const { server, ca, cert, key } = lab.site.admin;
  return new Http(server, { ca, cert, key, connections: 1 });
}

/** What a CRD does with it, in words: kube-apiserver 1.34 breaks off the connection of a create in protobuf. */
async function withoutConnection(lab: Lab, ask: Ask): Promise<string> {
  await using http = onceOnly(lab);
  try {
    const { status } = await http.ask(ask);
    return `a CRD: ${status}`;
  } catch {
    return 'a CRD: the connection is cut';
  }
}

async function withoutStorage(lab: Lab, seen: Witness): Promise<void> {
  const kind = storedKindByName('Restore');
  if (kind === undefined) throw new Error('there is no kind Restore');
  const definition = crdFor(kind);
  const crd = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${definition.metadata.name}`;
  const path = pathIn(servedGroup, 'restores', 'default');
  await lab.api.must({ method: 'DELETE', path: crd });
  try {
    // For a moment kube-apiserver serves what has no definition any more, as if it were empty.
    const records = path.replace(servedGroup, recordGroup).replace('restores', 'restorerecords');
    await waitFor('the CRD to be gone', async () => (await lab.api.ask({ path: records })).status === 404);
    for (const [what, ask] of Object.entries({
      get: { path: `${path}/some` },
      list: { path },
      watch: { path, query: { watch: 'true' } },
      delete: { method: 'DELETE', path: `${path}/some` },
    })) {
      seen.is(`CRD away: ${what}, through kube-apiserver`, refusal(await lab.api.ask(ask)), unavailable);
    }
  } finally {
    await lab.api.must({
      method: 'POST',
      path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      body: definition,
    });
    await waitFor('restores to be served again', async () => (await lab.api.ask({ path })).status === 200);
  }
}

function encodingOf({ status, headers }: Answer): object {
  return { status, encoding: headers['content-encoding'] };
}

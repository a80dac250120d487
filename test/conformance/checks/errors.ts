import { servedGroup, version } from '../../../api/groups.ts';
import type { Check } from '../check.ts';
import { at } from '../lab/at.ts';
import { compareAsk, seenOf } from '../lab/compare.ts';
import { Http } from '../lab/http.ts';
import type { Answer, Ask } from '../lab/http.ts';
import type { Lab } from '../lab/lab.ts';
import { both, pathIn, schedule, twinGroup } from '../lab/twins.ts';
import { mergePatch } from '../lab/patches.ts';
import { masters } from '../lab/lab.ts';

const metadataFirst =
  'application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';
const metadataListFirst = metadataFirst.replaceAll('PartialObjectMetadata', 'PartialObjectMetadataList');

export const errorChecks: Check[] = [
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
      const limit = 3 * 1024 * 1024;
      const patchOf = { method: 'PATCH', name: ['none'], contentType: mergePatch };
      for (const [what, ask] of [
        ['POST of a byte more', { method: 'POST', name: [], bytes: limit + 1 }],
        ['PUT of a byte more', { method: 'PUT', name: ['none'], bytes: limit + 1 }],
        ['PATCH of a byte more', { ...patchOf, bytes: limit + 1 }],
        ['PATCH of 3 MiB', { ...patchOf, bytes: limit }],
      ] as const) {
        const { name, bytes, ...rest } = ask;
        const body = `{"a":"${'x'.repeat(bytes - '{"a":""}'.length)}"}`;
        const answers = await both(async (group) => {
          // kube-apiserver closes the connection of such a request, without saying so.
          await using http = onceOnly(lab);
          return await http.ask({ ...rest, path: pathIn(group, 'schedules', namespace, ...name), body });
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
    number: 24,
    title: 'nothing is ever answered with a redirect',
    run: async (lab, seen) => {
      const direct = lab.direct(masters);
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

function encodingOf({ status, headers }: Answer): object {
  return { status, encoding: headers['content-encoding'] };
}

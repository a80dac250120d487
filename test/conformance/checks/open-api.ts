import { servedApiVersion, servedGroup, version } from '../../../api/groups.ts';
import { isWritable, kinds } from '../../../api/kinds.ts';
import { waitFor } from '../../support/wait.ts';
import type { Check } from '../check.ts';
import { alikeText } from '../lab/alike.ts';
import { at, listAt, textAt } from '../lab/at.ts';
import { runClient } from '../lab/clients.ts';
import type { Answer } from '../lab/http.ts';
import { startReplica } from '../lab/replica.ts';
import { both, twinGroup } from '../lab/twins.ts';

/** As the OpenAPI controllers of kube-apiserver ask: a user without a group. */
const aggregator = { username: 'system:aggregator' };

const documentPath = (group: string): string => `/openapi/v3/apis/${group}/${version}`;

export const openApiChecks: Check[] = [
  {
    number: 11,
    title: 'GET /openapi/v2 as system:aggregator, which has no groups, gives JSON with an ETag, and 304 for it',
    run: async (lab, seen) => {
      const direct = lab.direct(aggregator);
      const answers = await Promise.all(
        [lab.api, direct].map(async (http) => {
          const first = await http.ask({ path: '/openapi/v2' });
          const [etag = ''] = first.headers['etag'] ?? [];
          const again = await http.ask({ path: '/openapi/v2', headers: { 'if-none-match': etag } });
          const { swagger, info, paths, definitions } = first.json as Record<string, object>;
          return {
            status: first.status,
            contentType: first.headers['content-type'],
            quotedEtag: /^"[^"]+"$/.test(etag),
            swagger,
            members: Object.keys(info ?? {}),
            has: [paths, definitions].every((member) => Object.keys(member ?? {}).length > 0),
            again: again.status,
            bytesAgain: again.bytes.length,
          };
        }),
      );
      seen.same('status, headers and frame, and the same again with If-None-Match', answers[0], answers[1]);
    },
  },
  {
    number: 12,
    title: "our OpenAPI v2 merges with Kubernetes' own, and no shared definition is renamed",
    withinMs: 150_000,
    run: async (lab, seen) => {
      const definitions = await waitFor(
        'kube-apiserver to merge our OpenAPI v2 document',
        async () => {
          const { json } = await lab.api.ask({ path: '/openapi/v2' });
          const found = at(json, 'definitions') as Record<string, object>;
          return 'dev.stowage.v1alpha1.Backup' in found && found;
        },
        { deadlineMs: 120_000, everyMs: 2_000 },
      );
      const names = Object.keys(definitions);
      seen.is(
        'definitions that were renamed',
        names.filter((name) => /_v\d+$/.test(name)),
        [],
        '[]',
      );
      for (const { kind } of kinds) {
        const metadata = (prefix: string): unknown =>
          at(definitions[`${prefix}.${version}.${kind}`], 'properties.metadata');
        seen.same(`metadata of ${kind}`, metadataOf(metadata('com.example.twin')), metadataOf(metadata('dev.stowage')));
      }
      const merged = await runClient(lab, 'merge-openapi');
      seen.is("with the aggregator's own code: renamed definitions", at(merged, 'renamed'), []);
      seen.is("with the aggregator's own code: paths of ours", at(merged, 'missingPaths'), []);
    },
  },
  {
    number: 13,
    title: 'GET /openapi/v3 lists our group alone, with a hash, and is never 404 while starting up',
    run: async (lab, seen) => {
      const { json } = await lab.direct(aggregator).ask({ path: '/openapi/v3', accept: null });
      const paths = at(json, 'paths') as Record<string, object>;
      const foreign = Object.keys(paths).filter(
        (path) => ![`apis/${servedApiVersion}`, `apis/${servedGroup}`].includes(path),
      );
      seen.is('keys that are not of our group', foreign, []);
      const theirs = textAt(
        (await lab.api.ask({ path: '/openapi/v3' })).json,
        `paths.apis/${twinGroup.replaceAll('.', String.raw`\.`)}/${version}.serverRelativeURL`,
      );
      const ours = textAt(json, `paths.apis/${servedApiVersion.replaceAll('.', String.raw`\.`)}.serverRelativeURL`);
      seen.same('where the document is', shapeOfUrl(theirs), shapeOfUrl(ours));
      seen.is('answers while starting up that are neither 503 nor 200', await odd(lab), []);
    },
  },
  {
    number: 14,
    title: 'the OpenAPI v3 document is immutable under its hash, and given all the same under another one',
    run: async (lab, seen) => {
      const root = await lab.api.ask({ path: '/openapi/v3' });
      const answers = await Promise.all(
        [twinGroup, servedGroup].map(async (group) => {
          const url = textAt(
            root.json,
            `paths.apis/${group.replaceAll('.', String.raw`\.`)}/${version}.serverRelativeURL`,
          );
          return {
            right: await lab.api.ask({ path: url }),
            wrong: await lab.api.ask({ path: `${documentPath(group)}?hash=0000` }),
          };
        }),
      );
      const [theirs, ours] = answers;
      seen.same('with the hash', cacheOf(theirs?.right), cacheOf(ours?.right));
      seen.is(
        'with another hash',
        {
          status: ours?.wrong.status,
          noCache: ours?.wrong.headers['cache-control']?.at(-1)?.includes('no-cache'),
          same: ours?.wrong.bytes.equals(ours.right.bytes),
        },
        { status: 200, noCache: true, same: true },
        `a CRD: ${theirs?.wrong.status} with Location, which kube-apiserver would not let pass from a server behind it`,
      );
    },
  },
  {
    number: 15,
    title: 'kubectl finds fieldValidation and dryRun for our kinds, so it validates on the server',
    run: async (lab, seen) => {
      const document = (await lab.api.ask({ path: documentPath(servedGroup) })).json;
      const twin = (await lab.api.ask({ path: documentPath(twinGroup) })).json;
      for (const { kind } of kinds.filter(isWritable))
        seen.same(`parameters of PATCH of ${kind}`, patchParameters(twin, kind), patchParameters(document, kind));
      const verified = await runClient(lab, 'query-params', {
        options: { kinds: kinds.filter(isWritable).map(({ kind }) => kind) },
      });
      for (const { kind } of kinds.filter(isWritable)) {
        for (const parameter of ['fieldValidation', 'dryRun']) {
          seen.same(
            `kubectl's verifier: ${parameter} of ${kind}`,
            at(verified, `${twinGroup.replaceAll('.', String.raw`\.`)}.${kind}.${parameter}`),
            at(verified, `${servedGroup.replaceAll('.', String.raw`\.`)}.${kind}.${parameter}`),
          );
        }
      }
    },
  },
  {
    number: 16,
    title: 'kubectl explain tells the same of our kinds as of a CRD with their schema',
    run: async (lab, seen) => {
      for (const { plural, spec } of kinds) {
        const part = `${plural}.${spec === undefined ? 'status' : 'spec'}`;
        for (const args of [[part, '--recursive'], [plural]]) {
          const told = await both(async (group) =>
            fields(await lab.kubectlOk(['explain', ...args, `--api-version=${group}/${version}`])),
          );
          seen.same(`explain ${args.join(' ')}`, told.theirs, told.ours);
        }
      }
      const deep = await lab.kubectlOk(['explain', 'backup.spec.hooks.resources.pre.exec', '--recursive']);
      seen.that('a field deep inside', deep.includes('onError') && deep.includes(`GROUP:      ${servedGroup}`), deep);
    },
  },
  {
    number: 17,
    title:
      "the OpenAPI v3 document reads back as Go's spec3 writes it, its schemas are structural, no strategic merge patch is offered",
    run: async (lab, seen) => {
      const { text, json } = await lab.api.ask({ path: documentPath(servedGroup) });
      seen.is('mentions of strategic merge patch', text.split('strategic-merge-patch').length - 1, 0, '0');
      const checked = await runClient(lab, 'schemas', { options: { kinds: kinds.map(({ kind }) => kind) } });
      seen.is("documents that the aggregator's own code finds", at(checked, 'documents'), [`apis/${servedApiVersion}`]);
      seen.is('what is lost when Go reads and writes it', at(checked, 'lost'), []);
      seen.is('schemas that are not structural', at(checked, 'notStructural'), []);
      seen.is('references to schemas that are not there', at(checked, 'dangling'), []);
      const kindsWithGvk = Object.values(at(json, 'components.schemas') as Record<string, unknown>).flatMap((schema) =>
        listAt(schema, 'x-kubernetes-group-version-kind').filter(
          (gvk) => at(gvk, 'group') === servedGroup && at(gvk, 'kind') !== 'DeleteOptions',
        ),
      );
      seen.is(
        'kinds that have a schema of their own',
        kindsWithGvk.map((gvk) => textAt(gvk, 'kind')).toSorted(),
        kinds.flatMap(({ kind }) => [kind, `${kind}List`]).toSorted(),
      );
    },
  },
];

/** What the definition says of metadata is Kubernetes' own; only the words around it are the server's. */
function metadataOf(property: unknown): unknown {
  return at(property, '$ref');
}

function shapeOfUrl(url: string): string {
  return alikeText(url).replace(/hash=[0-9A-F]{128}$/, 'hash=<hash>');
}

/** Asks a server that is starting, from before it listens until it is ready. */
async function odd(lab: Parameters<Check['run']>[0]): Promise<string[]> {
  const replica = await startReplica(lab, { name: 'starting', unready: true });
  const direct = lab.direct(aggregator, { port: replica.port });
  const found = new Set<string>();
  await waitFor(
    'the starting server to give /openapi/v3',
    async () => {
      // Nobody listens yet, or TLS has not been set up.
      const answer = await direct.ask({ path: '/openapi/v3', withinMs: 5_000 }).catch(() => undefined);
      if (answer === undefined) return false;
      if (![200, 503].includes(answer.status)) found.add(`${answer.status} ${answer.text.slice(0, 200)}`);
      return answer.status === 200;
    },
    { everyMs: 5 },
  );
  return [...found];
}

function cacheOf(answer: Answer | undefined): object {
  if (answer === undefined) return {};
  const { status, headers } = answer;
  // kube-apiserver puts its own `no-cache, private` in front of what a server behind it says.
  const cache = headers['cache-control']?.at(-1) ?? '';
  return {
    status,
    contentType: headers['content-type'],
    immutable: cache.includes('public') && cache.includes('immutable'),
    etag: (headers['etag']?.[0] ?? '').replace(/[0-9A-F]{128}/, '<hash>'),
  };
}

/** Names and places of the query parameters of the operation that patches an object of this kind, as they stand in it. */
function patchParameters(document: unknown, kind: string): unknown {
  const paths = Object.values((at(document, 'paths') ?? {}) as Record<string, unknown>);
  const operations = paths
    .map((path) => at(path, 'patch'))
    .filter((operation) => at(operation, 'x-kubernetes-group-version-kind.kind') === kind);
  const named = operations.map((operation) =>
    listAt(operation, 'parameters')
      .map((parameter) => [at(parameter, 'name'), at(parameter, 'in'), at(parameter, 'schema.type')].join(' '))
      .toSorted(),
  );
  return { operations: operations.length, parameters: [...new Set(named.map((names) => names.join(', ')))] };
}

/** What explain says, without what only ours has and with line ends and the words of our own about the whole kind left out. */
function fields(text: string): string {
  return alikeText(text).replace(/DESCRIPTION:\n[\s\S]*?(?=\n\S)/, '');
}

import { servedGroup, version } from '../../../api/groups.ts';
import { isWritable, kinds, subresourcesOf } from '../../../api/kinds.ts';
import type { Check } from '../check.ts';
import { alike } from '../lab/alike.ts';
import { at, listAt, textAt } from '../lab/at.ts';
import type { Answer, Ask } from '../lab/http.ts';
import { runClient } from '../lab/clients.ts';
import { startReplica } from '../lab/replica.ts';
import { pathIn, twinGroup } from '../lab/twins.ts';
import { entryOf, groupOf, resourceShape, sortedVerbs, without } from '../lab/discovery-entries.ts';

const aggregated = (form: string): string =>
  `application/json;g=apidiscovery.k8s.io;v=${form};as=APIGroupDiscoveryList`;

/** As the aggregation layer asks. */
const aggregator = { username: 'system:kube-aggregator', groups: ['system:masters'] };

/** The headers that matter of an answer about discovery, with what is the server's own replaced. */
function headersOf({ status, headers }: Answer): object {
  const [etag = ''] = headers['etag'] ?? [];
  return {
    status,
    contentType: headers['content-type'],
    vary: headers['vary'],
    cacheControl: headers['cache-control'],
    etag: etag.replace(/[0-9A-F]{128}/, '<hash>'),
  };
}

/** A request by a client that takes nothing else. */
function inProtobuf(path: string): Ask {
  return { path, accept: 'application/vnd.kubernetes.protobuf' };
}

/** A request for the list of groups. */
const discoveryOf = (accept: string | null, more: Partial<Ask> = {}): Ask => ({ path: '/apis', accept, ...more });

export const discoveryChecks: Check[] = [
  {
    number: 1,
    title: 'GET /apis gives aggregated discovery with its content type, a strong ETag and our group in it',
    run: async (lab, seen) => {
      const theirs = await lab.api.ask(discoveryOf(aggregated('v2')));
      const ours = await lab.direct(aggregator).ask(discoveryOf(aggregated('v2')));
      seen.same('status and headers', headersOf(theirs), headersOf(ours));
      seen.same('type of the list', typeOf(theirs.json), typeOf(ours.json));
      const twin = entryOf(theirs.json, twinGroup);
      const own = entryOf(ours.json, servedGroup);
      for (const { plural } of kinds.filter(isWritable)) {
        seen.same(`entry of ${plural}`, resourceShape(twin, plural), resourceShape(own, plural));
      }
      for (const { plural } of kinds.filter((kind) => !isWritable(kind))) {
        const theirEntry = { ...(resourceShape(twin, plural) as object), verbs: ['get', 'list', 'watch'] };
        seen.same(`entry of ${plural}, which can only be read`, theirEntry, resourceShape(own, plural));
      }
      const published = entryOf(theirs.json, servedGroup);
      seen.is('as kube-apiserver publishes it', at(published, 'versions.0.freshness'), 'Current', '"Current"');
      seen.is(
        'resources that kube-apiserver publishes of ours',
        listAt(published, 'versions.0.resources').map((resource) => at(resource, 'resource')),
        kinds.map(({ plural }) => plural),
      );
    },
  },
  {
    number: 2,
    title: 'the same with If-None-Match is answered 304 without a body',
    run: async (lab, seen) => {
      const direct = lab.direct(aggregator);
      const answers = await Promise.all(
        [lab.api, direct].map(async (http) => {
          const { headers } = await http.ask(discoveryOf(aggregated('v2')));
          const again = (etag: string): Promise<Answer> =>
            http.ask(discoveryOf(aggregated('v2'), { headers: { 'if-none-match': etag } }));
          const known = await again(headers['etag']?.[0] ?? '');
          const other = await again('"0000"');
          return {
            known: known.status,
            bytes: known.bytes.length,
            etag: known.headers['etag']?.[0] === headers['etag']?.[0],
            other: other.status,
          };
        }),
      );
      seen.same('with the ETag, and with another one', answers[0], answers[1]);
    },
  },
  {
    number: 3,
    title: 'a client that knows only v2beta1 gets v2beta1',
    run: async (lab, seen) => {
      const ask = discoveryOf(aggregated('v2beta1'));
      const now = await lab.api.ask(discoveryOf(aggregated('v2')));
      const [theirs, ours] = await Promise.all([lab.api.ask(ask), lab.direct(aggregator).ask(ask)]);
      // A kube-apiserver that has dropped v2beta1 is the measure in its v2 form.
      const measure = theirs.status === 406 ? now : theirs;
      seen.is(
        'status and headers',
        headersOf(ours),
        { ...headersOf(measure), contentType: [aggregated('v2beta1')] },
        theirs.status === 406 ? '406: this release knows v2 alone' : 'the same',
      );
      seen.is('type of the list', typeOf(ours.json), {
        kind: 'APIGroupDiscoveryList',
        apiVersion: 'apidiscovery.k8s.io/v2beta1',
      });
      seen.is('our group is in it', at(entryOf(ours.json, servedGroup), 'versions.0.version'), version);
    },
  },
  {
    number: 4,
    title: 'a client that knows no aggregated discovery gets an APIGroupList',
    run: async (lab, seen) => {
      const direct = lab.direct(aggregator);
      for (const accept of ['application/json', '*/*', null]) {
        const ask = discoveryOf(accept);
        const [theirs, ours] = await Promise.all([lab.api.ask(ask), direct.ask(ask)]);
        const named = `Accept ${accept ?? 'absent'}`;
        seen.same(`${named}: status and type`, plainList(theirs), plainList(ours));
        seen.same(`${named}: the group`, groupOf(theirs, twinGroup), groupOf(ours, servedGroup));
      }
    },
  },
  {
    number: 5,
    title: 'parameters of the media type are read in any order and with spaces',
    run: async (lab, seen) => {
      const forms = [
        'application/json;as=APIGroupDiscoveryList;v=v2;g=apidiscovery.k8s.io',
        'application/json; g=apidiscovery.k8s.io; v=v2; as=APIGroupDiscoveryList',
        'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList;q=0.8, application/json;q=0.1',
        'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json',
        'application/json;g=apidiscovery.k8s.io;v=v9;as=APIGroupDiscoveryList,application/json',
        'application/vnd.kubernetes.protobuf;g=nonsense,application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
      ];
      const direct = lab.direct(aggregator);
      for (const accept of forms) {
        const [theirs, ours] = await Promise.all([lab.api.ask(discoveryOf(accept)), direct.ask(discoveryOf(accept))]);
        seen.same(accept, formOf(theirs), formOf(ours));
      }
    },
  },
  {
    number: 6,
    title: 'a client that takes only protobuf is told 406 with a Status, as of any kind that is not built in',
    run: async (lab, seen) => {
      const theirs = await lab.api.ask(inProtobuf(pathIn(twinGroup, 'backups')));
      const asked = `a CRD: ${theirs.status}, in protobuf`;
      const notAcceptable = { kind: 'Status', reason: 'NotAcceptable', code: 406 };
      const direct = lab.direct(aggregator);
      for (const path of [
        '/apis',
        `/apis/${servedGroup}`,
        `/apis/${servedGroup}/${version}`,
        pathIn(servedGroup, 'backups'),
      ]) {
        const ours = await direct.ask(inProtobuf(path));
        seen.is(path, refused(ours), { status: theirs.status, type: ['application/json'], ...notAcceptable }, asked);
      }
      const ours = await lab.api.ask(inProtobuf(pathIn(servedGroup, 'backups')));
      seen.is('a list through kube-apiserver', refused(ours).status, theirs.status, asked);
    },
  },
  {
    number: 7,
    title: 'two replicas give the same bytes and the same ETags',
    run: async (lab, seen) => {
      const second = await startReplica(lab, { name: 'second' });
      const servers = [lab.direct(aggregator), lab.direct(aggregator, { port: second.port })];
      const documents: Ask[] = [
        discoveryOf(aggregated('v2')),
        discoveryOf(aggregated('v2beta1')),
        discoveryOf('application/json'),
        { path: `/apis/${servedGroup}` },
        { path: `/apis/${servedGroup}/${version}` },
        { path: '/openapi/v2' },
        { path: '/openapi/v3' },
        { path: `/openapi/v3/apis/${servedGroup}/${version}` },
        { path: '/version' },
      ];
      for (const ask of documents) {
        const [first, other] = await Promise.all(servers.map((server) => server.ask(ask)));
        const sameBytes = first !== undefined && other !== undefined && first.bytes.equals(other.bytes);
        const etags = [first, other].map((answer) => answer?.headers['etag']?.[0]);
        const strong = etags[0] !== undefined && etags[0] === etags[1] && etags[0].startsWith('"');
        seen.is(
          `${ask.path}${ask.accept === undefined ? '' : ` as ${ask.accept ?? ''}`}`,
          { sameBytes, sameStrongEtag: strong },
          { sameBytes: true, sameStrongEtag: true },
        );
      }
    },
  },
  {
    number: 8,
    title: 'legacy discovery answers kube-aggregator, which comes without groups and without Accept',
    run: async (lab, seen) => {
      const direct = lab.direct({ username: 'system:kube-aggregator' });
      for (const path of ['', `/${version}`]) {
        const theirs = await lab.api.ask({ path: `/apis/${twinGroup}${path}`, accept: null });
        const ours = await direct.ask({ path: `/apis/${servedGroup}${path}`, accept: null });
        seen.same(`/apis/<group>${path}`, legacy(theirs), legacy(ours));
      }
      const scopes = listAt(
        (await direct.ask({ path: `/apis/${servedGroup}/${version}`, accept: null })).json,
        'resources',
      );
      const odd = scopes.filter((resource) => {
        const parent = scopes.find((other) => at(other, 'name') === textAt(resource, 'name').split('/')[0]);
        return at(parent, 'namespaced') !== at(resource, 'namespaced') || textAt(resource, 'kind') === '';
      });
      seen.is('subresources whose scope is not that of their parent', odd, []);
    },
  },
  {
    number: 10,
    title: "kube-aggregator's own discovery manager and client-go's discovery clients take our documents whole",
    run: async (lab, seen) => {
      const found = await runClient(lab, 'discovery');
      const version0 = at(found, 'managed.0.versions.0');
      seen.is('freshness', at(version0, 'freshness'), 'Current', '"Current"');
      const wanted = kinds.map((kind) => ({
        resource: kind.plural,
        subresources: subresourcesOf(kind),
      }));
      const managed = listAt(version0, 'resources').map((resource) => ({
        resource: at(resource, 'resource'),
        subresources: listAt(resource, 'subresources').map((sub) => at(sub, 'subresource')),
      }));
      seen.is('resources and subresources', managed, wanted);
      for (const way of ['aggregated', 'legacy']) {
        const client = at(found, `clients.${way}`);
        seen.is(`client-go, ${way}: errors`, [at(client, 'error'), at(client, 'preferredError')], ['', ''], '["",""]');
        const names = listAt(client, 'resources').map((resource) => textAt(resource, 'name'));
        const all = wanted.flatMap(({ resource, subresources }) => [
          resource,
          ...subresources.map((sub) => `${resource}/${sub}`),
        ]);
        seen.is(`client-go, ${way}: resources`, names.toSorted(), all.toSorted());
      }
    },
  },
];

/** Of the plain list, which a client gets that named no form we have, only the type counts. */
function formOf(answer: Answer): object {
  const { status, contentType, vary, etag } = headersOf(answer) as Record<string, unknown>;
  const kind = at(answer.json, 'kind');
  return kind === 'APIGroupList' ? { status, contentType, kind } : { status, contentType, kind, vary, etag };
}

function typeOf(json: unknown): unknown {
  return { kind: at(json, 'kind'), apiVersion: at(json, 'apiVersion') };
}

function plainList({ status, headers, json }: Answer): object {
  return { status, contentType: headers['content-type'], ...(typeOf(json) as object) };
}

function refused({ status, headers, json }: Answer): Record<string, unknown> {
  const [kind, reason, code] = ['kind', 'reason', 'code'].map((key) => at(json, key));
  return { status, type: headers['content-type'], kind, reason, code };
}

/** A kind that is only read has fewer verbs than its twin; check 1 looks at them. */
function unlike({ name }: Record<string, unknown>): string[] {
  return kinds.some((kind) => kind.plural === name && !isWritable(kind)) ? ['verbs'] : [];
}

/** A document of legacy discovery without what a CRD cannot have: categories, short names, downloads; and without its hash of the storage version. */
function legacy({ status, headers, json }: Answer): unknown {
  const { resources, ...rest } = json as Record<string, unknown>;
  const known = (Array.isArray(resources) ? (resources as Record<string, unknown>[]) : [])
    .filter(({ name }) => !textAt({ name }, 'name').includes('/') || textAt({ name }, 'name').endsWith('/status'))
    .map((resource) => without(resource, ['shortNames', 'categories', 'storageVersionHash', ...unlike(resource)]))
    .toSorted((a, b) => textAt(a, 'name').localeCompare(textAt(b, 'name')));
  const body = { ...rest, ...(resources === undefined ? {} : { resources: known }) };
  return alike(sortedVerbs({ status, contentType: headers['content-type'], ...body }));
}

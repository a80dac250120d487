import { accepting, pathOf, telling, withoutHeader } from '../fault.ts';
import type { Asked, Fault, Json } from '../fault.ts';

const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const legacy = (asked: Asked): boolean => pathOf(asked) === '/apis/stowage.dev/v1alpha1';
const description = /"description":"(?:[^"\\]|\\.)*"/g;
const openApiV3 = (asked: Asked): boolean => pathOf(asked) === '/openapi/v3/apis/stowage.dev/v1alpha1';

/** What kube-apiserver keeps of a document it would tell in later checks, too: where it does, only what it does not keep is wrong. */
export const documentFaults: Record<number, Fault> = {
  1: {
    what: 'has weak ETags for discovery',
    told: ({ headers }, asked) =>
      pathOf(asked) === '/apis' ? { headers: { ...headers, etag: `W/${headers['etag']}` } } : {},
  },
  2: { what: 'gives discovery also to those who have it', asked: withoutHeader('if-none-match') },
  3: { what: 'gives v2 for v2beta1', asked: accepting((accept) => accept.replace('v=v2beta1', 'v=v2')) },
  4: {
    what: 'gives aggregated discovery to those who take anything',
    asked: accepting((accept) => (accept === '*/*' ? aggregated : accept)),
  },
  5: {
    what: 'does not read media types with spaces',
    asked: accepting((accept) => (accept.includes('; ') ? 'application/json' : accept)),
  },
  6: {
    what: 'gives JSON to those who take protobuf alone',
    asked: accepting((accept) => (accept === 'application/vnd.kubernetes.protobuf' ? 'application/json' : accept)),
  },
  7: {
    what: 'has ETags of its own in each replica',
    told: ({ headers }, asked) =>
      pathOf(asked) === '/version' ? { headers: { ...headers, etag: `"${process.pid}"` } } : {},
  },
  8: {
    what: 'gives null for its resources',
    told: telling((body) => {
      body['resources'] = null;
    }, legacy),
  },
  9: { what: 'is 600 ms late with discovery', late: (asked) => (pathOf(asked) === '/apis' ? 600 : 0) },
  10: {
    what: 'does not tell of a download in legacy discovery',
    told: telling((body) => {
      body['resources'] = (body['resources'] as Json[]).filter(({ name }) => name !== 'backups/log');
    }, legacy),
  },
  11: { what: 'gives OpenAPI v2 also to those who have it', asked: withoutHeader('if-none-match') },
  12: {
    what: 'has a definition of ObjectMeta of its own',
    told: telling(
      (body) => {
        const definitions = body['definitions'] as Record<string, Json>;
        const own = definitions['io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'] ?? {};
        own['properties'] = {};
      },
      (asked) => pathOf(asked) === '/openapi/v2',
    ),
  },
  13: {
    what: 'tells of a group that is not its own',
    told: telling(
      (body) => Object.assign(body['paths'] as Json, { 'apis/other.example.com/v1': { serverRelativeURL: '/x' } }),
      (asked) => pathOf(asked) === '/openapi/v3',
    ),
  },
  14: {
    what: 'does not let a document be kept under its hash',
    told: ({ headers }, asked) => (openApiV3(asked) ? { headers: { ...headers, 'cache-control': 'no-cache' } } : {}),
  },
  15: {
    what: 'does not tell that it validates fields',
    told: ({ body }, asked) =>
      openApiV3(asked) ? { body: body.replaceAll('"name":"fieldValidation"', '"name":"other"') } : {},
  },
  16: {
    what: 'describes nothing',
    // kubectl asks whether what it has kept is still so.
    asked: withoutHeader('if-none-match'),
    told: ({ body }, asked) => (openApiV3(asked) ? { body: body.replaceAll(description, '"description":""') } : {}),
  },
  17: {
    what: 'offers a strategic merge patch',
    told: ({ body }, asked) =>
      openApiV3(asked) ? { body: body.replaceAll('/merge-patch+json', '/strategic-merge-patch+json') } : {},
  },
};

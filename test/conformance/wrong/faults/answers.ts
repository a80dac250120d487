import { mapUid } from '../../../../api/meta/uid.ts';
import {
  accepting,
  member,
  objectsIn,
  pathOf,
  sending,
  status,
  telling,
  withoutHeader,
  withoutParameter,
} from '../fault.ts';
import type { Asked, Fault, Json } from '../fault.ts';

const removing = ({ method }: Asked): boolean => method === 'DELETE';

const notFound = failure(404, 'NotFound');
const failed = failure(500, 'InternalError');

/** Objects have the UIDs of their records. */
const recordUids: Fault = {
  what: 'gives the UID of the record for that of the object',
  told: telling((body) => {
    for (const { metadata } of objectsIn(body) as { metadata: Json }[]) {
      if (typeof metadata['uid'] === 'string') metadata['uid'] = mapUid(metadata['uid']);
    }
  }),
};

export const answerFaults: Record<number, Fault> = {
  18: {
    what: 'says in plain text what is not there',
    told: ({ status: code }) =>
      code === 404 ? { headers: { 'content-type': 'text/plain' }, body: '404 page not found' } : {},
  },
  19: { what: 'blames itself for what cannot be read', told: status(400, 500) },
  20: { what: 'has no word of its own for too large a body', told: status(413, 400) },
  21: { what: 'has no word of its own for a type that it does not take', told: status(415, 400) },
  22: {
    what: 'gives whole objects for metadata',
    asked: accepting((accept) => (accept.includes('PartialObjectMetadata') ? 'application/json' : accept)),
  },
  23: {
    what: 'says that nothing is there when it cannot know',
    told: ({ status: code }) => (code === 503 ? { status: 404, body: notFound } : {}),
  },
  24: {
    what: 'sends those away who end a path with a slash',
    told: ({ status: code, headers }, asked) =>
      code === 404 && asked.url.endsWith('/')
        ? { status: 301, headers: { ...headers, location: asked.url.slice(0, -1) } }
        : {},
  },
  25: { what: 'never compresses', asked: withoutHeader('accept-encoding') },
  26: recordUids,
  27: {
    what: 'does not look at the namespace in an object',
    asked: sending('POST', (body) => delete member(body, 'metadata')['namespace']),
  },
  28: {
    what: 'makes the same name each time',
    asked: sending('POST', (body) => {
      const metadata = member(body, 'metadata');
      if (metadata['generateName'] === 'many-') metadata['name'] = 'many-bbbbb';
    }),
  },
  29: {
    what: 'calls a name that is taken a conflict',
    told: telling((body) => {
      if (body['reason'] === 'AlreadyExists') body['reason'] = 'Conflict';
    }),
  },
  30: {
    what: 'does not look at the UID of an object that is put',
    asked: sending('PUT', (body) => delete member(body, 'metadata')['uid']),
  },
  31: {
    what: 'takes a status that is put for the whole object',
    asked: ({ method, url }) => (method === 'PUT' ? { url: url.replace('/status', '') } : {}),
  },
  32: { what: 'deletes also in a dry run', asked: withoutParameter('dryRun', removing) },
  33: { what: 'does not know fieldValidation', asked: withoutParameter('fieldValidation') },
  34: {
    what: 'tells only the first of several causes',
    told: telling((body) => {
      const details = member(body, 'details');
      details['causes'] = (details['causes'] as unknown[]).slice(0, 1);
    }),
  },
  35: {
    what: 'passes over tests in a JSON patch',
    asked: ({ body }) =>
      body.startsWith('[{"op"')
        ? { body: JSON.stringify((JSON.parse(body) as Json[]).filter(({ op }) => op !== 'test')) }
        : {},
  },
  36: {
    what: 'does not look at the resourceVersion of a merge patch',
    asked: sending('PATCH', (body) => delete member(body, 'metadata')['resourceVersion']),
  },
  37: { what: 'never forces', asked: withoutParameter('force') },
  38: {
    what: 'does not give back what was applied last',
    told: telling((body) => delete member(member(body, 'metadata'), 'annotations')[lastApplied]),
  },
  39: {
    what: 'leaves out empty labels',
    told: telling((body) => {
      const metadata = member(body, 'metadata');
      const labels = Object.entries(member(metadata, 'labels'));
      metadata['labels'] = Object.fromEntries(labels.filter(([, value]) => value !== ''));
    }),
  },
  40: {
    what: 'does not tell the UID of what it has deleted',
    told: telling((body) => delete member(body, 'details')['uid'], removing),
  },
  41: {
    what: 'does not look at preconditions',
    asked: sending('DELETE', (body) => delete body['preconditions']),
  },
  42: { what: 'does not read propagationPolicy in the query', asked: withoutParameter('propagationPolicy', removing) },
  43: {
    what: 'does not wait for dependents',
    asked: sending('DELETE', (body) => {
      if (body['propagationPolicy'] === 'Foreground') delete body['propagationPolicy'];
    }),
  },
  44: {
    what: 'says that an owner is not there when it cannot know',
    told: ({ status: code }, asked) =>
      code >= 500 && !pathOf(asked).endsWith('/schedules') ? { status: 404, body: notFound } : {},
  },
  45: { what: 'deletes all, also when some are selected', asked: withoutParameter('labelSelector', removing) },
  46: {
    what: 'fails three times to delete a collection of Backups',
    told: (_told, asked) => {
      if (!removing(asked) || !pathOf(asked).endsWith('/backups') || deletions === 3) return {};
      deletions += 1;
      return { status: 500, body: failed };
    },
  },
  47: recordUids,
};

/** How many deletions of a collection have failed. */
let deletions = 0;

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

function failure(code: number, reason: string): string {
  return JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message: 'wrong', reason, code });
}

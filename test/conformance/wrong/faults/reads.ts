import { member, telling, withoutParameter } from '../fault.ts';
import type { Fault } from '../fault.ts';

/** How many events have been sent. */
let events = 0;

export const readFaults: Record<number, Fault> = {
  48: {
    what: 'gives no new token for one that has expired',
    told: telling((body) => {
      if (body['code'] === 410) delete member(body, 'metadata')['continue'];
    }),
  },
  49: {
    what: 'passes over field selectors that it does not know',
    asked: withoutParameter('fieldSelector', ({ url }) => url.includes('spec.paused')),
  },
  50: { what: 'begins a watch after 300 ms', late: ({ url }) => (url.includes('watch=') ? 300 : 0) },
  51: {
    what: 'calls it a change when something leaves a selection',
    event: (event) => [event.type === 'DELETED' ? { ...event, type: 'MODIFIED' } : event],
  },
  52: { what: 'sends no bookmarks', event: (event) => (event.type === 'BOOKMARK' ? [] : [event]) },
  53: {
    what: 'does not say where the state ends and the events begin',
    event: (event) => {
      delete member(event.object, 'metadata')['annotations'];
      return [event];
    },
  },
  54: {
    what: 'does not tell that a resourceVersion is too old',
    event: (event) => (event.type === 'ERROR' ? [] : [event]),
  },
  55: {
    what: 'loses one event of 500',
    event: (event) => {
      events += 1;
      return events % 500 === 0 ? [] : [event];
    },
  },
  56: { what: 'sends every event twice', event: (event) => [event, event] },
  57: {
    what: 'has no columns for an empty table',
    told: telling((body) => {
      if (body['kind'] === 'Table' && (body['rows'] as unknown[]).length === 0) body['columnDefinitions'] = [];
    }),
  },
};

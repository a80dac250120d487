import type { KubeObject } from '../../api/meta/list.ts';
import { isForbidden } from '../../kube/client/status-error.ts';
import { age } from '../output/age.ts';
import type { Session } from '../session/session.ts';
import type { Description } from './description.ts';

interface Event {
  type?: string;
  reason?: string;
  message?: string;
  count?: number;
  firstTimestamp?: string | null;
  lastTimestamp?: string | null;
  eventTime?: string | null;
  source?: { component?: string };
  reportingComponent?: string;
}

/** The events about an object, as `kubectl describe` shows them. Who may not list events sees the rest all the same. */
export async function describeEvents(session: Session, out: Description, object: KubeObject): Promise<void> {
  const events = await eventsOf(session, object);
  if (events === undefined) return;
  if (events.length === 0) return out.field('Events', undefined);
  const now = session.clock.now();
  const rows = events.map((event) => [
    event.type ?? '',
    event.reason ?? '',
    ageText(event, now),
    event.source?.component || (event.reportingComponent ?? ''),
    (event.message ?? '').trim(),
  ]);
  out.section('Events', () => out.table(['Type', 'Reason', 'Age', 'From', 'Message'], rows));
}

async function eventsOf(session: Session, { kind, metadata }: KubeObject): Promise<Event[] | undefined> {
  const { api, namespace } = await session.cluster();
  const { name = '', uid = '' } = metadata;
  const fields = [`involvedObject.name=${name}`, `involvedObject.uid=${uid}`, `involvedObject.kind=${kind}`];
  try {
    const { items } = await api.json<{ items: Event[] }>(
      { group: '', version: 'v1', plural: 'events', namespace },
      { query: { fieldSelector: fields.join(',') } },
    );
    return items.toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)));
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
}

function timeOf({ lastTimestamp, eventTime, firstTimestamp }: Event): string {
  return lastTimestamp ?? eventTime ?? firstTimestamp ?? '';
}

/** `5s (x3 over 2m)` for an event that came several times. */
function ageText(event: Event, now: Date): string {
  const last = age(timeOf(event), now);
  const { count = 1, firstTimestamp } = event;
  return count > 1 && firstTimestamp ? `${last} (x${count} over ${age(firstTimestamp, now)})` : last;
}

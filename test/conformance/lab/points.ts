import { recordGroup, servedGroup, version } from '../../../api/groups.ts';
import { restorePointKind } from '../../../api/v1alpha1/restore-point.ts';
import { waitFor } from '../../support/wait.ts';
import type { Witness } from '../check.ts';
import { at, textAt } from './at.ts';
import { seenOf } from './compare.ts';
import type { Ask } from './http.ts';
import { asApiserver } from './lab.ts';
import type { Lab } from './lab.ts';
import { askBoth, backup, pathIn, twinGroup } from './twins.ts';

const { kind, plural } = restorePointKind;

/** Path of the RestorePoints of a namespace, or of one. */
export function points(group: string, namespace: string, ...rest: string[]): string {
  return pathIn(group, plural, namespace, ...rest);
}

/** Name of the RestorePoint that a Backup of its own namespace is. */
export function pointOf(namespace: string, name: string): string {
  return `${namespace}.${name}`;
}

/**
 * Backups that are finished, as far as their records say, so that there are RestorePoints in their namespace; and the same RestorePoints as objects of the twin CRD, which
 * are written as they are served.
 */
export async function makePoints(lab: Lab, namespace: string, labels: Record<string, object>): Promise<void> {
  for (const [name, own] of Object.entries(labels)) {
    await lab.api.must({
      method: 'POST',
      path: pathIn(servedGroup, 'backups', namespace),
      body: backup(servedGroup, name, { labels: own }),
    });
    await finish(lab, namespace, name);
    const point = await waitFor('the RestorePoint', async () => {
      const answer = await lab.api.ask({ path: points(servedGroup, namespace, pointOf(namespace, name)) });
      return answer.status === 200 && answer.json;
    });
    await makeTwin(lab, namespace, point);
  }
}

/** Ends both: the Backup, and the twin of its RestorePoint. */
export async function removePoint(lab: Lab, namespace: string, name: string): Promise<void> {
  const record = `${records(namespace)}/${name}`;
  await asApiserver(lab).must({ method: 'DELETE', path: record });
  await lab.api.must({ method: 'DELETE', path: points(twinGroup, namespace, pointOf(namespace, name)) });
}

/** The same of both groups: answers must be alike in all that an object has which nobody wrote. */
export async function comparePoints(lab: Lab, seen: Witness, what: string, ask: (group: string) => Ask): Promise<void> {
  const { theirs, ours } = await askBoth(lab.api, ask);
  seen.same(`RestorePoints: ${what}`, unwritten(seenOf(theirs)), unwritten(seenOf(ours)));
}

/** Without what only comes by writing, and without the words of Go's own decoder. */
export function unwritten(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/(continue key is not valid): invalid character.*$/, '$1');
  if (Array.isArray(value)) return value.map((item) => unwritten(item));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([key]) => !['managedFields', 'generation'].includes(key));
  return Object.fromEntries(members.map(([key, member]) => [key, unwritten(member)]));
}

function records(namespace: string): string {
  return `/apis/${recordGroup}/${version}/namespaces/${namespace}/backuprecords`;
}

async function finish(lab: Lab, namespace: string, name: string): Promise<void> {
  await asApiserver(lab).must({
    method: 'PATCH',
    path: `${records(namespace)}/${name}/status`,
    contentType: 'application/merge-patch+json',
    body: {
      status: {
        phase: 'Completed',
        startTimestamp: '2026-01-01T00:00:00Z',
        completionTimestamp: '2026-01-01T00:00:09Z',
        namespaces: [{ name: namespace, items: 3, warnings: 1 }],
      },
    },
  });
}

async function makeTwin(lab: Lab, namespace: string, point: unknown): Promise<void> {
  await lab.api.must({
    method: 'POST',
    path: points(twinGroup, namespace),
    body: {
      apiVersion: `${twinGroup}/${version}`,
      kind,
      metadata: { name: textAt(point, 'metadata.name'), labels: at(point, 'metadata.labels') },
      spec: at(point, 'spec'),
      status: at(point, 'status'),
    },
  });
}

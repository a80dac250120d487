import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { servedGroup, systemNamespace, version } from '../../../api/groups.ts';
import { serverStatusKind, serverStatusName } from '../../../api/v1alpha1/server-status.ts';
import { waitFor } from '../../support/wait.ts';
import type { Witness } from '../check.ts';
import { at } from '../lab/at.ts';
import { seenOf } from '../lab/compare.ts';
import type { Ask } from '../lab/http.ts';
import type { Lab } from '../lab/lab.ts';
import { unwritten } from '../lab/points.ts';
import { askBoth, both, pathIn, twinGroup } from '../lab/twins.ts';
import { Watching, withoutNumbers } from '../lab/watching.ts';

const { kind, plural } = serverStatusKind;
const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const initial = { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan', allowWatchBookmarks: 'true' };

/** The ServerStatus, and the same object of the twin CRD: what is read of both, and what watches of both tell when a location comes. */
export async function serverStatusLife(lab: Lab, seen: Witness): Promise<void> {
  const name = `more-${randomBytes(3).toString('hex')}`;
  await makeTwin(lab);
  for (const [what, ask] of Object.entries(reads)) {
    const { theirs, ours } = await askBoth(lab.api, ask);
    seen.same(`ServerStatus: ${what}`, steady(seenOf(theirs)), steady(seenOf(ours)));
  }
  const open = await both((group) => watchAll(lab, group));
  await makeLocation(lab, name);
  const told = (of: 'theirs' | 'ours'): unknown[][] => open[of].map(changes);
  await waitFor('every watch of a twin to tell of the location', () =>
    told('theirs').every((events) => JSON.stringify(events).includes(name)),
  );
  await waitFor('ours to tell the same', () => isDeepStrictEqual(told('theirs'), told('ours'))).catch(() => undefined);
  for (const [index, what] of ['what comes', 'the state first', 'as tables'].entries()) {
    seen.same(`ServerStatus: a watch, ${what}`, told('theirs')[index], told('ours')[index]);
  }
}

const reads: Record<string, (group: string) => Ask> = {
  GET: (group) => ({ path: pathTo(group, serverStatusName) }),
  list: (group) => ({ path: pathTo(group) }),
  'list by another name': (group) => ({ path: pathTo(group), query: { fieldSelector: 'metadata.name=other' } }),
  'list as a table': (group) => ({ path: pathTo(group), accept: table }),
  'GET of what is not there': (group) => ({ path: pathTo(group, 'other') }),
  'watch from an old resourceVersion': (group) => ({
    path: pathTo(group),
    query: { watch: 'true', resourceVersion: '1', timeoutSeconds: '5' },
  }),
};

function pathTo(group: string, ...rest: string[]): string {
  return pathIn(group, plural, undefined, ...rest);
}

async function makeTwin(lab: Lab): Promise<void> {
  const status = at(await lab.api.must({ path: pathTo(servedGroup, serverStatusName) }), 'status');
  const body = { apiVersion: `${twinGroup}/${version}`, kind, metadata: { name: serverStatusName }, status };
  await lab.api.must({ method: 'POST', path: pathTo(twinGroup), body });
  lab.defer(() => lab.api.ask({ method: 'DELETE', path: pathTo(twinGroup, serverStatusName) }));
}

async function watchAll(lab: Lab, group: string): Promise<Watching[]> {
  const path = pathTo(group);
  const resourceVersion = String(at(await lab.api.must({ path }), 'metadata.resourceVersion'));
  const asks: Ask[] = [
    { path, query: { resourceVersion } },
    { path, query: initial },
    { path, query: { ...initial, includeObject: 'Object' }, accept: table },
  ];
  return Promise.all(asks.map(async (ask) => lab.use(await Watching.open(lab.api, ask))));
}

/** A location of the system namespace, and the twin's status changed as ours is by it. */
async function makeLocation(lab: Lab, name: string): Promise<void> {
  const locations = pathIn(servedGroup, 'backupstoragelocations', systemNamespace);
  const { spec } = await lab.api.must<{ spec: object }>({ path: `${locations}/default` });
  const body = {
    apiVersion: `${servedGroup}/${version}`,
    kind: 'BackupStorageLocation',
    metadata: { name },
    spec: { ...spec, default: false, requester: undefined },
  };
  await lab.api.must({ method: 'POST', path: locations, body });
  lab.defer(() => lab.api.ask({ method: 'DELETE', path: `${locations}/${name}` }));
  const status = await waitFor('the location to be in the status', async () => {
    const found = at(await lab.api.must({ path: pathTo(servedGroup, serverStatusName) }), 'status');
    return JSON.stringify(found).includes(name) && found;
  });
  await lab.api.must({
    method: 'PATCH',
    path: pathTo(twinGroup, serverStatusName),
    contentType: 'application/merge-patch+json',
    body: { status },
  });
}

/** What a watch told. Where controllers run, ours tells also of each renewal of their Lease: what is the same but for times is told once. */
function changes({ events }: Watching): unknown[] {
  const texts = events
    .filter(({ type, object }) => type !== 'BOOKMARK' || JSON.stringify(object).includes('initial-events-end'))
    .map((event) => JSON.stringify(steady(withoutNumbers(event))));
  return texts.filter((text, index) => text !== texts[index - 1]).map((text) => JSON.parse(text) as unknown);
}

/** Without what only a written object has, without the resourceVersions in messages, and without the phases of locations, which controllers try out at their own time. */
function steady(value: unknown): unknown {
  return JSON.parse(JSON.stringify(unwritten(value)).replaceAll(/\(\d+\)/g, '(<n>)'), (key, member: unknown) =>
    key === 'creationTimestamp' || key === 'phase' ? undefined : member,
  ) as unknown;
}

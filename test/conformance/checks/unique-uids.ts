import { servedGroup } from '../../../api/groups.ts';
import type { Check } from '../check.ts';
import { at, listAt, textAt } from '../lab/at.ts';
import type { Lab } from '../lab/lab.ts';
import { createSchedules } from '../lab/schedules.ts';
import { backup, pathIn } from '../lab/twins.ts';

export const uniqueUidChecks: Check[] = [
  {
    number: 47,
    title: 'no two objects of the cluster share a UID',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      await createSchedules(lab, namespace, 'a');
      await lab.api.must({
        method: 'POST',
        path: pathIn(servedGroup, 'backups', namespace),
        body: backup(servedGroup, 'b'),
      });
      const { known, refused } = await allUids(lab);
      seen.is('resources that say they can be listed and cannot', refused, [], 'none');
      const shared = [...known.values()].filter((places) => places.length > 1);
      // An Event is served by two groups, and both know it as one.
      const others = shared.filter((places) => places.some((place) => !/^events(?:\.events\.k8s\.io)? /.test(place)));
      const ours = others.filter((places) => places.some((place) => place.includes(servedGroup)));
      seen.is('UIDs that ours share with anything', ours, [], 'built-in: events are served by two groups');
      const listed = [...known.values()]
        .flat()
        .filter((place) => place.startsWith(`schedules.${servedGroup} ${namespace}/a`));
      seen.is('objects of ours among those that were listed', listed.length, 1);
      const owned = others.filter((places) => !ours.includes(places));
      seen.is('UIDs that others share', owned, []);
    },
  },
];

/** Every object that can be listed, by UID: where it is. */
async function allUids(lab: Lab): Promise<{ known: Map<string, string[]>; refused: string[] }> {
  const known = new Map<string, string[]>();
  const refused: string[] = [];
  for (const { path, resource } of await listable(lab)) {
    const list = await lab.api.ask({
      path,
      accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
    });
    if (list.status !== 200) refused.push(`${resource}: ${list.status}`);
    for (const item of listAt(list.status === 200 ? list.json : {}, 'items')) {
      const uid = textAt(item, 'metadata.uid');
      const place = `${resource} ${textAt(item, 'metadata.namespace')}/${textAt(item, 'metadata.name')}`;
      if (uid !== '') known.set(uid, [...(known.get(uid) ?? []), place]);
    }
  }
  return { known, refused };
}

/** Path and name of every resource that can be listed, in the preferred version of its group. */
async function listable(lab: Lab): Promise<{ path: string; resource: string }[]> {
  const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
  const lists = await Promise.all(['/api', '/apis'].map((path) => lab.api.must({ path, accept })));
  return lists
    .flatMap((list) => listAt(list, 'items'))
    .flatMap((group) => {
      const name = textAt(group, 'metadata.name');
      const first = at(group, 'versions.0');
      const prefix = name === '' ? '/api/v1' : `/apis/${name}/${textAt(first, 'version')}`;
      const resources = listAt(first, 'resources').filter((each) => listAt(each, 'verbs').includes('list'));
      return resources.map((each) => {
        const plural = textAt(each, 'resource');
        return { path: `${prefix}/${plural}`, resource: name === '' ? plural : `${plural}.${name}` };
      });
    });
}

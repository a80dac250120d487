import { version } from '../../../api/groups.ts';
import type { Check, Witness } from '../check.ts';
import { compareAsk } from '../lab/compare.ts';
import type { Http } from '../lab/http.ts';
import type { Lab } from '../lab/lab.ts';
import { grantAll } from '../lab/rights.ts';
import { pathIn, schedule } from '../lab/twins.ts';
import { applyPatch, patch } from '../lab/patches.ts';

export const applyChecks: Check[] = [
  {
    number: 37,
    title: 'server-side apply: creates, updates, conflicts, forces, and needs the right to create',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const run = (what: string, spec: object, query: Record<string, string>, http: Http = lab.api): Promise<unknown> =>
        compareAsk(
          http,
          seen,
          what,
          patch(namespace, applyPatch, (group: string) => applied(group, spec), query),
        );
      await run('without a fieldManager', {}, {});
      await run('of what is not there', {}, { fieldManager: 'one' });
      await run('again, nothing changed', {}, { fieldManager: 'one' });
      await run('of a change', { paused: false }, { fieldManager: 'one' });
      await run('of a field of another manager', { paused: true }, { fieldManager: 'two' });
      await run('of two fields of another manager', { paused: true, schedule: '@daily' }, { fieldManager: 'two' });
      await run('the same with force', { paused: true }, { fieldManager: 'two', force: 'true' });
      await run('of the first manager once more', { paused: false }, { fieldManager: 'one' });
      await compareAsk(
        lab.api,
        seen,
        'of an object with managedFields',
        patch(
          namespace,
          applyPatch,
          (group: string) => ({ ...applied(group, {}), metadata: { name: 'a', managedFields: [{ manager: 'x' }] } }),
          { fieldManager: 'one' },
        ),
      );
      await compareAsk(
        lab.api,
        seen,
        'of another name',
        patch(namespace, applyPatch, (group: string) => schedule(group, 'b'), { fieldManager: 'one' }),
      );
      await compareAsk(
        lab.api,
        seen,
        'of another apiVersion',
        patch(
          namespace,
          applyPatch,
          { apiVersion: 'other.example.com/v1', kind: 'Schedule', metadata: { name: 'a' } },
          { fieldManager: 'one' },
        ),
      );
      await compareAsk(lab.api, seen, 'of no object', patch(namespace, applyPatch, 'a: [', { fieldManager: 'one' }));
      await compareAsk(
        lab.api,
        seen,
        'with a UID',
        patch(
          namespace,
          applyPatch,
          (group: string) => ({
            ...applied(group, {}),
            metadata: { name: 'a', uid: '00000000-0000-4000-8000-000000000000' },
          }),
          { fieldManager: 'one', force: 'true' },
        ),
      );
      await compareAsk(
        lab.api,
        seen,
        'as YAML',
        patch(
          namespace,
          applyPatch,
          (group: string) =>
            `apiVersion: ${group}/${version}\nkind: Schedule\nmetadata:\n  name: a\n  labels: {from: yaml}\n`,
          { fieldManager: 'yaml' },
        ),
      );
      await mayNotCreate(lab, seen, namespace);
    },
  },
];

/** What is applied to `a`. */
function applied(group: string, spec: object): object {
  return schedule(group, 'a', { spec });
}

/** Who may patch but not create makes nothing by applying. */
async function mayNotCreate(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  const person = { username: 'patcher' };
  await grantAll(lab, namespace, person.username, ['get', 'patch', 'impersonate']);
  const patcher = lab.as(person);
  await compareAsk(patcher, seen, 'by one who may patch but not create, of what is not there', (group) => ({
    method: 'PATCH',
    path: pathIn(group, 'schedules', namespace, 'new'),
    contentType: applyPatch,
    query: { fieldManager: 'one' },
    body: schedule(group, 'new'),
  }));
  await compareAsk(
    patcher,
    seen,
    'by the same, of what is there',
    patch(namespace, applyPatch, (group: string) => schedule(group, 'a', { metadata: { labels: { by: 'patcher' } } }), {
      fieldManager: 'patcher',
      force: 'true',
    }),
  );
}

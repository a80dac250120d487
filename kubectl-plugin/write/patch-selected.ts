import type { KubeObject } from '../../api/meta/list.ts';
import { fullName, refOf } from '../cluster/kinds.ts';
import type { Targets } from '../flags/targets.ts';
import { UsageError } from '../flags/usage-error.ts';
import { throwCollected } from '../output/several-errors.ts';
import type { Session } from '../session/session.ts';
import { fieldManager } from './create-object.ts';

/** Which objects: named, all, or those with labels. */
export interface SelectOptions {
  all?: boolean;
  selector?: string;
}

/** Names as given, or of all objects, or of those that the selector selects. @throws UsageError when none or both are given */
export async function selectedNames(
  session: Session,
  { kind, names }: Targets,
  options: SelectOptions,
): Promise<string[]> {
  const selected = options.all === true || options.selector !== undefined;
  if (selected && names.length > 0) {
    throw new UsageError('name cannot be provided when a selector or --all is specified');
  }
  if (!selected && names.length === 0) {
    throw new UsageError('resource(s) were provided, but no name was specified: give names, -l or --all');
  }
  if (!selected) return names;
  const { api, namespace } = await session.cluster();
  const query = { ...(options.selector !== undefined && { labelSelector: options.selector }) };
  const { items } = await api.json<{ items: KubeObject[] }>(refOf(kind, { namespace }), { query });
  return items.map((item) => item.metadata.name ?? '');
}

/** Merges the patch into each selected object and prints `schedule.stowage.dev/x paused`. */
export async function patchSelected(
  session: Session,
  targets: Targets,
  { patch, done, options }: { patch: object; done: string; options: SelectOptions },
): Promise<void> {
  const { api, namespace } = await session.cluster();
  const names = await selectedNames(session, targets, options);
  if (names.length === 0) session.note('No resources found');
  const failures: unknown[] = [];
  for (const name of names) {
    try {
      await api.write(refOf(targets.kind, { namespace, name }), 'PATCH', patch, { query: { fieldManager } });
      await session.print(`${fullName(targets.kind, name)} ${done}\n`);
    } catch (error) {
      failures.push(error);
    }
  }
  throwCollected(failures);
}

import { servedApiVersion } from '../../api/groups.ts';
import type { KubeObject } from '../../api/meta/list.ts';
import { fullName, refOf } from '../cluster/kinds.ts';
import type { KindWords } from '../cluster/kinds.ts';
import { objectPrinter } from '../output/object-printer.ts';
import type { Session } from '../session/session.ts';
import type { CreateOptions, DryRun } from './write-flags.ts';

/** An object to create: its name and spec; labels and annotations come with the flags. */
export interface Draft {
  kind: KindWords;
  name: string;
  spec: object;
  labels?: Record<string, string>;
}

/** The object as the server made it, or as it would be sent (`--dry-run=client`). */
export async function createObject(session: Session, draft: Draft, options: CreateOptions): Promise<KubeObject> {
  const { api, namespace } = await session.cluster();
  const object = objectOf(draft, namespace, options);
  if (options.dryRun === 'client') return object;
  return await api.write<KubeObject>(refOf(draft.kind, { namespace }), 'POST', object, {
    query: { fieldManager, fieldValidation: 'Strict', ...dryRunQuery(options.dryRun) },
  });
}

/** Who the fields belong to that this program writes. */
export const fieldManager = 'kubectl-backup';

/** For the request of a write; a dry run of the client makes none. */
export function dryRunQuery(dryRun: DryRun | undefined): { dryRun?: string } {
  return dryRun === 'server' ? { dryRun: 'All' } : {};
}

/** ` (dry run)` and its like, which kubectl puts behind what it says it has done. */
export function dryRunSuffix(dryRun: DryRun | undefined): string {
  const suffixes = { none: '', client: ' (dry run)', server: ' (server dry run)' };
  return suffixes[dryRun ?? 'none'];
}

/** Prints the object as `-o` wants it, or `backup.stowage.dev/x created`. */
export async function printWritten(
  session: Session,
  object: KubeObject,
  { kind, done, options }: { kind: KindWords; done: string; options: Pick<CreateOptions, 'output' | 'dryRun'> },
): Promise<void> {
  if (options.output === undefined) {
    const name = fullName(kind, object.metadata.name ?? '');
    return await session.print(`${name} ${done}${dryRunSuffix(options.dryRun)}\n`);
  }
  const printer = await objectPrinter(options.output, { headers: true, managedFields: false });
  await session.print(printer.one(object as unknown as Parameters<typeof printer.one>[0]));
}

function objectOf({ kind, name, spec, labels }: Draft, namespace: string, options: CreateOptions): KubeObject {
  const allLabels = { ...labels, ...options.labels };
  return {
    apiVersion: servedApiVersion,
    kind: kind.kind,
    metadata: {
      name,
      namespace,
      ...(Object.keys(allLabels).length > 0 && { labels: allLabels }),
      ...(options.annotations && { annotations: options.annotations }),
    },
    spec,
  };
}

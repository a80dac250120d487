import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { isNotFound } from '../../kube/client/status-error.ts';
import { backups, fullName, refOf } from '../cluster/kinds.ts';
import type { Targets } from '../flags/targets.ts';
import { throwCollected } from '../output/several-errors.ts';
import type { Session } from '../session/session.ts';
import { followObject } from '../wait/follow-object.ts';
import { withTimeLimit } from '../wait/time-limit.ts';
import { dryRunQuery, dryRunSuffix } from './create-object.ts';
import { selectedNames } from './patch-selected.ts';
import type { SelectOptions } from './patch-selected.ts';
import { isReal } from './write-flags.ts';
import type { DryRun, WaitOptions } from './write-flags.ts';

/** Options of `delete`, also under `kubectl backup location delete` and its like. */
export interface DeleteOptions extends SelectOptions, WaitOptions {
  yes?: boolean;
  confirm?: boolean;
  ignoreNotFound?: boolean;
  dryRun?: DryRun;
}

/** Asks (on a terminal), deletes, says what was deleted, and waits until it is gone. */
export async function deleteObjects(session: Session, targets: Targets, options: DeleteOptions): Promise<void> {
  const names = await selectedNames(session, targets, options);
  if (names.length === 0) return session.note('No resources found');
  if (!(await confirmed(session, { ...targets, names }, options))) return session.note('deletion is cancelled');
  const failures: unknown[] = [];
  const deleted: Deleted[] = [];
  for (const name of names) {
    const gone = await deleteOne(session, { ...targets, names: [name] }, options).catch((error: unknown) => {
      if (!isNotFound(error) || !options.ignoreNotFound) failures.push(error);
    });
    if (gone) deleted.push(gone);
  }
  if (options.wait !== false && isReal(options.dryRun)) {
    for (const each of deleted) await untilGone(session, targets, { each, timeoutMs: options.timeout ?? 0 });
  }
  throwCollected(failures);
}

/** Only a person can be asked: somebody at a terminal who has not said yes already. */
async function confirmed(session: Session, { kind, names }: Targets, options: DeleteOptions): Promise<boolean> {
  const sure = options.yes === true || options.confirm === true || !isReal(options.dryRun);
  if (sure || !session.input.isTTY || !session.output.errIsTerminal) return true;
  const { namespace } = await session.cluster();
  session.note(`You are about to delete the following ${names.length} resource(s) from namespace ${namespace}:`);
  for (const name of names) session.note(fullName(kind, name));
  if (kind === backups) session.note('The data of the backups in the bucket is deleted with them.');
  return /^y(?:es)?$/i.test((await answerTo(session, 'Do you want to continue? (y/N): ')).trim());
}

/** A line of input; '' when the input ends without one. Not as a terminal of its own: Ctrl-C stays what it is everywhere. */
async function answerTo(session: Session, question: string): Promise<string> {
  const prompt = createInterface({ input: session.input, output: session.output.err, terminal: false });
  try {
    const ended = once(prompt, 'close').then(() => '');
    return await Promise.race([prompt.question(question, { signal: session.signal }), ended]);
  } finally {
    prompt.close();
  }
}

interface Deleted {
  name: string;
  uid: string | undefined;
}

async function deleteOne(session: Session, { kind, names }: Targets, options: DeleteOptions): Promise<Deleted> {
  const { api, namespace } = await session.cluster();
  const [name = ''] = names;
  const ref = refOf(kind, { namespace, name });
  const answer = await (options.dryRun === 'client'
    ? api.json<DeleteAnswer>(ref)
    : api.write<DeleteAnswer>(ref, 'DELETE', deleteBody, { query: dryRunQuery(options.dryRun) }));
  const what = `${kind.singular}.${ref.group} ${JSON.stringify(name)} deleted from ${namespace} namespace`;
  await session.print(`${what}${dryRunSuffix(options.dryRun)}\n`);
  return { name, uid: answer.metadata?.uid ?? answer.details?.uid };
}

/** The object as it is being deleted, or a Status about the one that is gone. */
interface DeleteAnswer {
  metadata?: { uid?: string };
  details?: { uid?: string };
}

const deleteBody = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' };

/** Gone is: not there, or another object of the same name. */
async function untilGone(
  session: Session,
  { kind }: Targets,
  { each, timeoutMs }: { each: Deleted; timeoutMs: number },
): Promise<void> {
  const { namespace } = await session.cluster();
  await withTimeLimit(session, { timeoutMs, what: `${kind.plural}/${each.name}` }, async (limited) => {
    for await (const state of followObject(limited, refOf(kind, { namespace, name: each.name }))) {
      if (state === undefined || state.metadata.uid !== each.uid) return;
    }
  });
}

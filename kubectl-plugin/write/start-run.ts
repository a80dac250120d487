import { waitForRun } from '../wait/wait-for-run.ts';
import type { Session } from '../session/session.ts';
import { createObject, printWritten } from './create-object.ts';
import type { Draft } from './create-object.ts';
import { isReal } from './write-flags.ts';
import type { CreateOptions, WaitOptions } from './write-flags.ts';

/**
 * Creates a Backup or Restore and, with --wait, waits for its end. `created` is printed at once; with -o the object is
 * printed once, with --wait as it is in the end.
 */
export async function startRun(session: Session, draft: Draft, options: CreateOptions & WaitOptions): Promise<void> {
  const created = await createObject(session, draft, options);
  const { kind, name } = draft;
  const wait = options.wait === true && isReal(options.dryRun);
  if (!wait || options.output === undefined) await printWritten(session, created, { kind, done: 'created', options });
  if (!wait) return noteNextStep(session, draft, options);
  const { namespace } = await session.cluster();
  const ended = await waitForRun(session, { kind, namespace, name }, options.timeout);
  if (options.output !== undefined) await printWritten(session, ended, { kind, done: 'created', options });
}

/** For people only: a script did not ask. */
function noteNextStep(session: Session, { kind, name }: Draft, options: CreateOptions): void {
  if (!session.output.outIsTerminal || options.output !== undefined || !isReal(options.dryRun)) return;
  session.note(`Follow it with: kubectl backup logs ${kind.singular}/${name} -f`);
}

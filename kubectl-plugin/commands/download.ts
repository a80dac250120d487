import type { Command } from 'commander';
import { backups } from '../cluster/kinds.ts';
import { booleanFlag, valueFlag } from '../flags/define.ts';
import { parseTargets } from '../flags/targets.ts';
import { UsageError } from '../flags/usage-error.ts';
import { count } from '../flags/values.ts';
import { bytesText } from '../output/bytes-text.ts';
import type { Session } from '../session/session.ts';
import type { Invocation, MakeAction } from './action.ts';

interface DownloadOptions {
  output?: string;
  force?: boolean;
  quiet?: boolean;
  parallel?: number;
}

export function addDownload(parent: Command, run: MakeAction): void {
  const command = parent
    .command('download')
    .argument('<name>', 'name of the backup')
    .summary('Download the archive of a backup')
    .description(
      'Downloads the archive of a backup (tar.gz), in slices at once. After an interruption the same command goes on where it ended; what arrived is checked against the recorded SHA-256.',
    )
    .addHelpText(
      'after',
      `
Examples:
  # Into nightly-data.tar.gz
  kubectl backup download nightly

  # List what is in it
  kubectl backup download nightly -o - | tar tz`,
    );
  valueFlag(command, '-o, --output <file>', 'File to write, - is stdout. Default: NAME-data.tar.gz.');
  booleanFlag(command, '--force', 'Replace the file if it exists.');
  booleanFlag(command, '-q, --quiet', 'Say nothing of progress.');
  valueFlag(command, '--parallel <count>', `Slices to fetch at once. Default: ${defaultParallel}.`, count);
  command.action(run(download));
}

/** Enough to fill a line whose round trip is long; more than that only takes turns. */
const defaultParallel = 4;

async function download(session: Session, { args, options }: Invocation<DownloadOptions>): Promise<void> {
  const { kind, names } = parseTargets(args, backups);
  const [name] = names;
  if (name === undefined || kind !== backups)
    throw new UsageError('name one backup: a restore has no contents of its own');
  const { openArchive } = await import('../download/archive.ts');
  const { downloadProgress, silentProgress } = await import('../download/download-progress.ts');
  const archive = await openArchive(session, name);
  const path = options.output ?? `${name}-data.tar.gz`;
  const progress = options.quiet ? silentProgress : await downloadProgress(session, name, archive.size);
  const parallel = options.parallel ?? defaultParallel;
  if (path === '-') {
    const { downloadToStdout } = await import('../download/to-stdout.ts');
    return await downloadToStdout(session, archive, { parallel, progress });
  }
  const { downloadToFile } = await import('../download/to-file.ts');
  const note = (line: string): void => (options.quiet ? undefined : session.note(line));
  await downloadToFile(session, archive, { path, force: options.force ?? false, parallel, progress, note });
  const checked = archive.sha256 === undefined ? 'no SHA-256 is recorded' : 'SHA-256 verified';
  note(`Backup ${name} downloaded to ${path} (${bytesText(archive.size)}, ${checked})`);
}

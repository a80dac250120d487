import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { BackupStorageLocationSpec } from '../../api/v1alpha1/backup-storage-location.ts';
import { locations } from '../cluster/kinds.ts';
import { valueFlag } from '../flags/define.ts';
import { addFieldFlags, applyFields } from '../flags/fields.ts';
import { locationFields } from '../flags/location-fields.ts';
import { UsageError } from '../flags/usage-error.ts';
import type { Session } from '../session/session.ts';
import { createObject, printWritten } from '../write/create-object.ts';
import { setDefaultLocation } from '../write/set-default-location.ts';
import { addCreateFlags, addWaitFlags, isReal } from '../write/write-flags.ts';
import type { CreateOptions, WaitOptions } from '../write/write-flags.ts';
import { waitForLocation } from '../wait/wait-for-location.ts';
import { addKindVerbs } from './kind-verbs.ts';
import type { Invocation, MakeAction } from './action.ts';

export function addLocation(parent: Command, run: MakeAction): void {
  const command = parent
    .command('location')
    .summary('Work with backup storage locations')
    .description('Creates, shows and deletes the locations (buckets) in which backups are kept.');
  addLocationCreate(command, run);
  addKindVerbs(command, run, locations);
  command
    .command('set-default')
    .argument('<name>', 'name of the location')
    .summary('Make a location the default')
    .description('Makes a location the one for backups that name none, in place of the one that was.')
    .action(run((session, { args }) => setDefaultLocation(session, args[0] ?? '')));
}

interface LocationOptions extends CreateOptions, WaitOptions {
  cacert?: string;
}

function addLocationCreate(parent: Command, run: MakeAction): void {
  const command = parent
    .command('create')
    .argument('<name>', 'name of the location')
    .summary('Create a location')
    .description('Creates a backup storage location.')
    .addHelpText(
      'after',
      `
Examples:
  # A bucket of an S3 server, with the credentials in the key "cloud" of the Secret "bucket-keys"
  kubectl backup location create main --provider aws --bucket backups --credential bucket-keys=cloud \\
    --config region=eu-west-1,s3Url=https://s3.example.com,s3ForcePathStyle=true --default --wait

Exit status: with --wait 0 when the location is Available, 1 when it is not.`,
    );
  addFieldFlags(command, locationFields);
  valueFlag(command, '--cacert <file>', "Certificates (PEM) that the server's certificate is checked against.");
  addCreateFlags(command);
  addWaitFlags(command, 'Wait until the location has been tried out.');
  command.action(run(createLocation));
}

async function createLocation(session: Session, { args, options }: Invocation<LocationOptions>): Promise<void> {
  const [name = ''] = args;
  const spec = await locationSpec(options);
  const created = await createObject(session, { kind: locations, name, spec }, options);
  await printWritten(session, created, { kind: locations, done: 'created', options });
  if (options.wait && isReal(options.dryRun)) await waitForLocation(session, name, options.timeout);
}

async function locationSpec(options: LocationOptions): Promise<object> {
  const spec = applyFields<Partial<BackupStorageLocationSpec>>(locationFields, options, {});
  const missing = [
    ...(spec.provider === undefined ? ['"provider"'] : []),
    ...(spec.objectStorage?.bucket === undefined ? ['"bucket"'] : []),
  ];
  if (missing.length > 0) throw new UsageError(`required flag(s) ${missing.join(', ')} not set`);
  if (options.cacert === undefined) return spec;
  const caCert = (await readFile(options.cacert)).toString('base64');
  return { ...spec, objectStorage: { ...spec.objectStorage, caCert } };
}

import { entry } from '../entry.ts';

/** Errors that a run or a location ends in. They show in status and its conditions. */
export const controllersErrors = {
  BackupNameTaken: entry(
    409,
    'the bucket of {namespace}/{location} already holds a backup under backups/{bucketKey}',
    'choose another name; the backup that is there was not touched',
  ),
} as const;

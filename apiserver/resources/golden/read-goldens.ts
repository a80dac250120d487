import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { KubeObject } from '../../../api/meta/list.ts';
import type { StatusCause } from '../../../api/meta/status.ts';

/** An object that is refused and the exact answer, as the YAML files beside this have them. */
export interface Golden {
  /** What is wrong with it. */
  of: string;
  object: KubeObject;
  /** Status.details.causes, of which its message is made. */
  causes: StatusCause[];
}

/** The files, one a kind. */
export const goldenFiles = [
  'backup',
  'restore',
  'schedule',
  'backup-storage-location',
  'volume-snapshot-location',
] as const;

export function readGoldens(file: (typeof goldenFiles)[number]): Golden[] {
  return parse(readFileSync(path.join(import.meta.dirname, `${file}.yaml`), 'utf8')) as Golden[];
}

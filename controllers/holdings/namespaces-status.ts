import type { BackupStatus } from '../../api/v1alpha1/backup.ts';
import { limits } from '../../api/v1alpha1/limits.ts';
import type { Report } from '../runs/report.ts';

type Entry = NonNullable<BackupStatus['namespaces']>[number];

/**
 * What a backup holds of each namespace, for its status: in the order of their names, up to as many as a record has room for, and how many more there
 * are. With nothing of a namespace in the backup, it is named for its errors alone.
 */
export function namespacesStatus(
  items: ReadonlyMap<string, number>,
  report: Pick<Report, 'byNamespace'>,
): Pick<BackupStatus, 'namespaces' | 'namespacesOmitted'> {
  const problems = report.byNamespace();
  const all = [...new Set([...items.keys(), ...problems.keys()])].toSorted().map((name) => {
    const { errors = 0, warnings = 0 } = problems.get(name) ?? {};
    return {
      name,
      items: items.get(name) ?? 0,
      ...(errors > 0 && { errors }),
      ...(warnings > 0 && { warnings }),
    };
  });
  const namespaces = fitting(all);
  const omitted = all.length - namespaces.length;
  return { namespaces, ...(omitted > 0 && { namespacesOmitted: omitted }) };
}

function fitting(all: readonly Entry[]): Entry[] {
  let room: number = limits.namespacesText;
  const end = all.slice(0, limits.namespaces).findIndex((entry) => {
    room -= JSON.stringify(entry).length + 1;
    return room < 0;
  });
  return all.slice(0, end < 0 ? limits.namespaces : end);
}

import { recordGroup, servedGroup, version } from '../../../api/groups.ts';
import { backupKind } from '../../../api/v1alpha1/backup.ts';
import { scheduleKind } from '../../../api/v1alpha1/schedule.ts';

/** What is compared: the served kinds, and the records behind them as kube-apiserver itself serves them. */
export type Side = 'stowage' | 'floor';

export const sides: readonly Side[] = ['floor', 'stowage'];

type KindName = 'Backup' | 'Schedule';

const kinds = { Backup: backupKind, Schedule: scheduleKind };

/** `apiVersion` and `kind` of an object on a side. */
export function typeOn(side: Side, kind: KindName): { apiVersion: string; kind: string } {
  if (side === 'stowage') return { apiVersion: `${servedGroup}/${version}`, kind };
  return { apiVersion: `${recordGroup}/${version}`, kind: kinds[kind].record.kind };
}

/** Path of the objects of a kind in a namespace or, with a name, of one of them. */
export function pathOn(side: Side, kind: KindName, namespace: string, ...name: string[]): string {
  const { plural, record } = kinds[kind];
  const resource = side === 'stowage' ? plural : record.plural;
  const { apiVersion } = typeOn(side, kind);
  return [`/apis/${apiVersion}/namespaces/${namespace}/${resource}`, ...name].join('/');
}

import { servedGroup, version } from '../../../api/groups.ts';
import type { Lab } from './lab.ts';
import { both, pathIn, schedule } from './twins.ts';
import type { Twin } from './twins.ts';

export interface ScheduleObject {
  metadata: { uid: string; resourceVersion: string } & Record<string, unknown>;
  spec: Record<string, unknown>;
}

/** Path of the Schedules of a namespace, or of one. */
export function schedules(group: string, namespace: string, ...rest: string[]): string {
  return pathIn(group, 'schedules', namespace, ...rest);
}

/** Path of the records behind ours. */
export function scheduleRecords(namespace: string): string {
  return `/apis/store.${servedGroup}/${version}/namespaces/${namespace}/schedulerecords`;
}

/** Makes the same Schedule in both groups. */
export function createSchedules(
  lab: Lab,
  namespace: string,
  name: string,
  metadata: object = {},
): Promise<Twin<ScheduleObject>> {
  return both((group) =>
    lab.api.must<ScheduleObject>({
      method: 'POST',
      path: schedules(group, namespace),
      query: { fieldManager: 'maker' },
      body: schedule(group, name, { metadata }),
    }),
  );
}

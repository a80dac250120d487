import { recordGroup, version } from '../../../api/groups.ts';
import { backupKind } from '../../../api/v1alpha1/backup.ts';
import type { Backup } from '../../../api/v1alpha1/backup.ts';
import { restorePointKind } from '../../../api/v1alpha1/restore-point.ts';
import type { Kube } from '../../../kube/client/kube.ts';
import type { Clock } from '../../../kube/process/clock.ts';
import type { Log } from '../../../kube/process/log.ts';
import type { Random } from '../../../kube/process/random.ts';
import { followRecords } from '../../computed/follow-records.ts';
import { Probe } from '../../computed/probe.ts';
import { View } from '../../computed/view.ts';
import type { ComputedStrategy } from '../../computed/strategy.ts';
import { interning } from './interning.ts';
import { pointBlock, pointName } from './point-block.ts';

/** Restore points are made of the records of backups, all of them in any namespace. */
export function restorePointStrategy(of: { client: Kube; clock: Clock; random: Random; log: Log }): ComputedStrategy {
  const view = new View();
  const ref = { group: recordGroup, version, plural: backupKind.record.plural };
  const probe = new Probe({ client: of.client, ref, view, log: of.log });
  const intern = interning();
  return {
    kind: restorePointKind,
    source: { view, hurry: () => probe.start() },
    run: (signal) =>
      followRecords<Backup>(
        {
          ...of,
          ref,
          view,
          nameOf: ({ metadata }) => pointName(metadata),
          blockOf: (backup) => pointBlock(backup, intern),
        },
        signal,
      ),
  };
}

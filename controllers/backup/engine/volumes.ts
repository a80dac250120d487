import type { VolumeInfo } from '../../../bucket/layout/volume-info.ts';
import type { ListItem } from '../../../kube/json/slice-list.ts';
import { parseSafe } from '../../../kube/json/safe.ts';
import { isMap, mapAt, stringAt } from '../../manifest/manifest.ts';
import type { BackupJob } from './job.ts';

/**
 * Keeps account of volumes. Their data is not copied yet: each is said to be skipped, so that Velero and we restore the objects and nobody takes an
 * empty volume for a backup of its data.
 */
export class Volumes {
  readonly infos: VolumeInfo[] = [];
  #claims = 0;

  note(groupResource: string, { bytes }: ListItem): void {
    if (groupResource === 'persistentvolumeclaims') this.#claims += 1;
    if (groupResource !== 'persistentvolumes') return;
    const volume = parseSafe(bytes.toString());
    if (isMap(volume)) this.infos.push(skippedVolume(volume));
  }

  /** Says in the results that the data of claims is not in the backup, unless the spec says that it need not be. */
  reportClaims({ backup: { spec }, report }: BackupJob): void {
    if (this.#claims > 0 && spec.snapshotVolumes !== false)
      report.warning('run', `the data of ${this.#claims} volumes is not in the backup: only their objects are`);
  }
}

function skippedVolume(volume: Record<string, unknown>): VolumeInfo {
  const claim = stringAt(volume, 'spec', 'claimRef', 'name');
  const namespace = stringAt(volume, 'spec', 'claimRef', 'namespace');
  return {
    ...(claim !== undefined && { pvcName: claim }),
    ...(namespace !== undefined && { pvcNamespace: namespace }),
    pvName: stringAt(volume, 'metadata', 'name') ?? '',
    skipped: true,
    skippedReason: 'the data of volumes is not copied',
    pvInfo: {
      reclaimPolicy: stringAt(volume, 'spec', 'persistentVolumeReclaimPolicy') ?? '',
      labels: (mapAt(volume, 'metadata', 'labels') ?? null) as Record<string, string> | null,
    },
  };
}

import { recordGroup, version } from '../../../api/groups.ts';
import { backupKind } from '../../../api/v1alpha1/backup.ts';
import { restoreKind } from '../../../api/v1alpha1/restore.ts';
import type { Kube } from '../../../kube/client/kube.ts';
import { unlessMissing } from '../../../kube/client/status-error.ts';
import { notFound } from '../../../api/validate/field-error.ts';
import { lookUpFailure } from '../../translate/refusal.ts';
import { objectAt, textAt } from '../../translate/json.ts';
import { requesterOf, storedRequester, withRequester } from '../requester.ts';
import type { Strategy } from '../strategy.ts';

/** A Restore runs once, with the rights of the one who created it. It restores a Backup of its own namespace. */
export function restoreStrategy({ client }: { client: Kube }): Strategy {
  return {
    kind: restoreKind,
    mutableSpec: false,
    judgedSpec: ['requester'],
    guardedStatus: ['backup', 'bucketKey', 'archiveSha256', 'journal', 'startedBy'],
    ownsData: true,
    prepareForCreate: async (object, context) => withRequester(object, requesterOf(context.user), context),
    prepareForUpdate: (object, stored, context) => withRequester(object, storedRequester(stored), context),
    check: async (object, { namespace }) => {
      const name = textAt(objectAt(object, 'spec') ?? {}, 'backupName');
      if (name === undefined || name === '' || (await backupExists(client, namespace, name))) return [];
      return [notFound('spec.backupName', name)];
    },
  };
}

async function backupExists(client: Kube, namespace: string, name: string): Promise<boolean> {
  const ref = { group: recordGroup, version, plural: backupKind.record.plural, namespace, name };
  try {
    return (await unlessMissing(client.get(ref))) !== undefined;
  } catch (error) {
    throw lookUpFailure(error);
  }
}

import { errors } from '../../api/errors/catalogue.ts';
import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import { locations, refOf } from '../cluster/kinds.ts';
import type { Session } from '../session/session.ts';
import { followObject } from './follow-object.ts';
import { withTimeLimit } from './time-limit.ts';

/** Waits until a location has been tried out. @throws StowageError when it does not work, with the reason */
export async function waitForLocation(session: Session, name: string, timeoutMs = 0): Promise<void> {
  const { namespace } = await session.cluster();
  await withTimeLimit(session, { timeoutMs, what: `${locations.plural}/${name}` }, async (limited) => {
    const ref = refOf(locations, { namespace, name });
    for await (const state of followObject<BackupStorageLocation>(limited, ref)) {
      if (state === undefined) throw errors.DeletedWhileWaiting({ kind: locations.singular, name, namespace });
      const { phase, message } = state.status ?? {};
      if (phase === 'Available') return session.note(`location ${name} is Available`);
      if (phase === 'Unavailable') {
        throw errors.LocationDoesNotWork({ name, namespace, reason: message ?? 'no reason given' });
      }
    }
  });
}

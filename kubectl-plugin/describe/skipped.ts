import type { Backup } from '../../api/v1alpha1/backup.ts';
import type { Description } from './description.ts';

type Skipped = NonNullable<NonNullable<Backup['status']>['skipped']>;

/** What was left out, and why. */
export function describeSkipped(out: Description, skipped: Skipped | undefined): void {
  if (!skipped || skipped.length === 0) return;
  out.section('Skipped', () => {
    out.table(
      ['Resource', 'Namespace', 'Reason', 'Message'],
      skipped.map(({ resource, namespace, reason, message }) => [resource, namespace ?? '', reason, message]),
    );
  });
}

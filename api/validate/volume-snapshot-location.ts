import type { VolumeSnapshotLocation } from '../v1alpha1/volume-snapshot-location.ts';
import { invalidFor } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { labelKeyFaults } from './names.ts';
import { secretKey } from './secret-key.ts';

/** All that is wrong with a VolumeSnapshotLocation by itself. Providers have the form of Velero's, `aws` or `velero.io/aws`; which there are is not known yet. */
export function validateVolumeSnapshotLocation({ spec }: VolumeSnapshotLocation): FieldError[] {
  return [
    ...invalidFor('spec.provider', spec.provider, labelKeyFaults(spec.provider)),
    ...secretKey('spec.credential', spec.credential),
  ];
}

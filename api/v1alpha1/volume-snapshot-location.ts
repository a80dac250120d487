import type { Static } from 'typebox';
import { conditionsField } from '../meta/condition.ts';
import type { KubeObject } from '../meta/list.ts';
import { choice, object, optional, text, textMap } from '../schema/build.ts';
import { ageColumn, column, wide } from './columns.ts';
import { messageField } from './fields.ts';
import { secretKey } from './filters.ts';
import { limits } from './limits.ts';
import { storedKind } from './stored-kind.ts';

const volumeSnapshotLocationSpec = object('The storage system that takes the snapshots, and how to reach it.', {
  provider: text(
    "Kind of storage system, by the name that Velero's plugin for it goes by, as in aws or velero.io/aws.",
    { minLength: 1, maxLength: limits.name },
  ),
  config: optional(
    textMap('Settings of the provider, as in region. They are kept as they are: nothing reads them yet.', {
      maxProperties: 64,
      maxLength: 4096,
    }),
  ),
  credential: secretKey('Key of a Secret in the same namespace that holds the credentials.'),
});

const volumeSnapshotLocationPhases = ['Available', 'Unavailable'] as const;

const volumeSnapshotLocationStatus = object(
  'Whether the location works. Written by the controllers only, and not in this release.',
  {
    phase: optional(
      choice(
        'Available: snapshots can be taken. Unavailable: see message. Not set in this release, because none are taken: what is checked is the spec, when it is written.',
        volumeSnapshotLocationPhases,
      ),
    ),
    conditions: conditionsField('What is known about the location, with the reason of everything that went wrong.'),
    message: messageField('Why it is unavailable and what to do about it.'),
  },
);

export type VolumeSnapshotLocationSpec = Static<typeof volumeSnapshotLocationSpec>;
export type VolumeSnapshotLocationStatus = Static<typeof volumeSnapshotLocationStatus>;
export type VolumeSnapshotLocation = KubeObject<VolumeSnapshotLocationSpec, VolumeSnapshotLocationStatus>;

export const volumeSnapshotLocationKind = storedKind({
  kind: 'VolumeSnapshotLocation',
  plural: 'volumesnapshotlocations',
  shortNames: ['vsl'],
  description:
    'VolumeSnapshotLocation is a storage system that takes snapshots of volumes, with the credentials for it. Volume snapshots are not taken yet: a location is kept and checked, and nothing uses it.',
  spec: volumeSnapshotLocationSpec,
  status: volumeSnapshotLocationStatus,
  columns: [
    column('Provider', 'string', '.spec.provider', 'Kind of storage system.'),
    column('Phase', 'string', '.status.phase', 'Whether it works. Empty in this release.'),
    ageColumn,
    ...wide(column('Message', 'string', '.status.message', 'Why it is unavailable.')),
  ],
});

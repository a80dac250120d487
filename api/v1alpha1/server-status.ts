import type { Static } from 'typebox';
import type { KubeObject } from '../meta/list.ts';
import { choice, flag, list, object, optional, plain, text, time, whole } from '../schema/build.ts';
import { column } from './columns.ts';
import { objectName } from './fields.ts';
import type { ComputedKind } from './kind-definition.ts';
import { limits } from './limits.ts';

/** The one object of the kind. */
export const serverStatusName = 'stowage';

const plugin = object('Something that comes built in and would be a plugin elsewhere.', {
  name: text('Its name, as spec.provider of a BackupStorageLocation has it.', { maxLength: 64 }),
  kind: choice('What it is for.', ['ObjectStore']),
});

const leader = object('The controllers process that leads, as its Lease says.', {
  identity: text('Its identity. Empty when none leads.', { maxLength: limits.name }),
  acquireTime: optional(time('When it began to lead.')),
  renewTime: optional(
    time(
      'When it last said that it still leads. It does so every two seconds; when this is older than the lease, nobody leads and no backup is begun.',
    ),
  ),
  leaseDurationSeconds: optional(whole('Seconds after renewTime at which another process takes over.')),
  leaseTransitions: optional(whole('How often the lead has changed hands.')),
});

const location = object('One BackupStorageLocation of the namespace stowage-system.', {
  name: objectName('Name of the location.'),
  phase: choice('Whether it works. Unknown while it has not been tried out.', ['Available', 'Unavailable', 'Unknown']),
  default: optional(flag('Whether backups that name no location go there.')),
});

const serverStatusStatus = object('What is known of the installation.', {
  serverVersion: text('Release of the API server that answered.', { maxLength: 64 }),
  apiVersions: list('The group versions that it serves.', text('Group and version.', { maxLength: limits.name }), {
    maxItems: 16,
  }),
  kubernetesVersion: optional(
    text('Version of the kube-apiserver that it talks to. Absent while that has not said it.', { maxLength: 64 }),
  ),
  plugins: list('The storage providers that are there.', plugin, { maxItems: 64 }),
  leader,
  locations: list(
    `The locations of the namespace stowage-system, by name. At most ${limits.listedLocations}.`,
    location,
    { maxItems: limits.listedLocations },
  ),
  locationCount: whole('Number of locations in all namespaces.'),
  unavailableLocationCount: whole('Number of those that do not work.'),
});

type ServerStatusStatus = Static<typeof serverStatusStatus>;
export type ServerStatus = Omit<KubeObject<never, ServerStatusStatus>, 'spec'>;

export const serverStatusKind: ComputedKind = {
  kind: 'ServerStatus',
  plural: 'serverstatuses',
  singular: 'serverstatus',
  shortNames: [],
  scope: 'Cluster',
  description:
    'ServerStatus says how this installation of Stowage is: its versions, its storage providers, which controllers process leads, and whether the locations work. There is one, called stowage. It changes whenever the leader renews its lease, so a watch of it hears something every two seconds.',
  status: plain(serverStatusStatus),
  columns: [
    column('Version', 'string', '.status.serverVersion', 'Release of the API server.'),
    column('Kubernetes', 'string', '.status.kubernetesVersion', 'Version of kube-apiserver.'),
    column('Leader', 'string', '.status.leader.identity', 'The controllers process that leads.'),
    column('Renewed', 'date', '.status.leader.renewTime', 'Time since it last said that it leads.'),
    column('Locations', 'integer', '.status.locationCount', 'Locations in all namespaces.'),
    column('Unavailable', 'integer', '.status.unavailableLocationCount', 'Those that do not work.'),
  ],
};

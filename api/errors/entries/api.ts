import { entry } from '../entry.ts';

/** Errors about the objects themselves. The apiserver refuses in these words, as FieldErrors; the controllers when they look again. */
export const apiErrors = {
  LocationNotFound: entry(
    'no BackupStorageLocation "{location}" in the namespace {namespace} or stowage-system',
    'create it (kubectl backup location create {location}) or name another one (kubectl backup location get)',
  ),
  NoDefaultLocation: entry(
    'spec.storageLocation names no BackupStorageLocation, and none in the namespace {namespace} or stowage-system is marked as default',
    'name a location, or set spec.default to true on one',
  ),
  LocationUnavailable: entry(
    'the BackupStorageLocation {namespace}/{location} is unavailable: {detail}',
    'repair what the message names; the location is tried again by itself',
  ),
  LocationReadOnly: entry(
    'the BackupStorageLocation {namespace}/{location} has the access mode ReadOnly',
    'use another location, or set its spec.accessMode to ReadWrite',
  ),
  NamespaceMatchesNothing: entry(
    'the pattern "{pattern}" in spec.includedNamespaces matches no namespace',
    'correct the pattern; kubectl get namespaces lists what there is',
  ),
} as const;

import type { Manifest } from '../../manifest/manifest.ts';

/** What an item action may know of the restore. */
export interface ActionContext {
  /** The namespace that a namespace of the backup is restored as. */
  mapNamespace: (namespace: string) => string;
  /** A restore confined to its own namespace: what reaches outside of it is taken out of the objects. */
  tenant: boolean;
  preserveNodePorts: boolean;
  /** Whether the PersistentVolume of this name is there for a claim to bind again. */
  hasVolume: (name: string) => boolean;
}

/**
 * Changes an object of one kind before it is created; Velero's RestoreItemAction. The manifest is changed in place.
 * The same actions run on the object in the cluster before the two are compared, so an action must give the same result when it is repeated.
 *
 * @returns why the object must not be restored, or undefined.
 */
export type Action = (manifest: Manifest, context: ActionContext) => string | undefined;

import type { KubeList } from '../../api/meta/list.ts';
import type { KubeRequest, KubeResponse } from './request.ts';
import type { ResourceRef } from './resource.ts';

/** An object to send: a value, or JSON text or bytes that go out as they are. */
export type KubeInput = object | string | Buffer;

export interface CallOptions {
  signal?: AbortSignal;
}

export interface GetOptions extends CallOptions {
  resourceVersion?: string;
}

export interface ListOptions extends CallOptions {
  labelSelector?: string;
  fieldSelector?: string;
  /** Default: the most recent state. `'0'` takes any state that the server has in memory. */
  resourceVersion?: string;
  /** Objects a page. Default 500. */
  limit?: number;
}

export interface WriteOptions extends CallOptions {
  dryRun?: boolean;
  fieldManager?: string;
  /** Default: the server's (`Warn`). */
  fieldValidation?: 'Ignore' | 'Warn' | 'Strict';
}

export interface ApplyOptions extends WriteOptions {
  fieldManager: string;
  /** Takes fields over from other managers. */
  force?: boolean;
}

export interface RemoveOptions extends CallOptions {
  dryRun?: boolean;
  propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  gracePeriodSeconds?: number;
  preconditions?: { uid?: string; resourceVersion?: string };
}

export interface JsonPatchOperation {
  op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  path: string;
  from?: string;
  value?: unknown;
}

/**
 * Talks to one API server as one identity. `request` never throws on an HTTP status; the others throw `StatusError`
 * (kube/client/status-error.ts) on anything but success. All of them reject with the signal's reason when aborted.
 */
export interface Kube {
  request(request: KubeRequest): Promise<KubeResponse>;
  get<T>(ref: ResourceRef, options?: GetOptions): Promise<T>;
  /** All pages as one list. */
  list<T>(ref: ResourceRef, options?: ListOptions): Promise<KubeList<T>>;
  create<T>(ref: ResourceRef, object: KubeInput, options?: WriteOptions): Promise<T>;
  /** Replaces; with a resourceVersion in the object only if nobody else wrote since. */
  update<T>(ref: ResourceRef, object: KubeInput, options?: WriteOptions): Promise<T>;
  mergePatch<T>(ref: ResourceRef, patch: KubeInput, options?: WriteOptions): Promise<T>;
  jsonPatch<T>(ref: ResourceRef, patch: readonly JsonPatchOperation[], options?: WriteOptions): Promise<T>;
  /** Server-side apply. */
  apply<T>(ref: ResourceRef, object: KubeInput, options: ApplyOptions): Promise<T>;
  /** The object as it is being deleted, or the server's Status when it is gone at once. */
  remove(ref: ResourceRef, options?: RemoveOptions): Promise<unknown>;
  updateStatus<T>(ref: ResourceRef, object: KubeInput, options?: WriteOptions): Promise<T>;
  /** Merge patch of the status subresource. */
  patchStatus<T>(ref: ResourceRef, patch: KubeInput, options?: WriteOptions): Promise<T>;
}

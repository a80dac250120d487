import type { ObjectMeta } from './object-meta.ts';

/** An object with a spec and a status. `status` is absent until somebody writes one. */
export interface KubeObject<Spec = unknown, Stat = unknown> {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  spec: Spec;
  status?: Stat;
}

export interface ListMeta {
  resourceVersion?: string;
  continue?: string;
  remainingItemCount?: number;
  selfLink?: string;
}

export interface KubeList<T> {
  apiVersion: string;
  kind: string;
  metadata: ListMeta;
  items: T[];
}

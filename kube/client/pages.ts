import type { ObjectSlice } from '../json/read-meta.ts';
import type { Kube } from './kube.ts';
import type { ResourceRef } from './resource.ts';

export interface RawPagesOptions {
  /** Objects a page. Default 500; fewer are asked for when objects are big. */
  limit?: number;
  labelSelector?: string;
  fieldSelector?: string;
  signal?: AbortSignal;
}

/** An item's own bytes, a view into its page, and its metadata. */
export interface RawItem {
  bytes: Buffer;
  meta: ObjectSlice;
}

export interface RawPage {
  bytes: Buffer;
  items: RawItem[];
  resourceVersion: string;
  /** Of the items: lists of built-in kinds carry it once, for all. */
  apiVersion: string;
  itemKind: string;
  /** False once the server's snapshot had expired: this page shows a later state than the first. */
  consistent: boolean;
}

/** All objects of a collection, page by page, one page read ahead. Returning early cancels. */
export async function* rawPages(
  _client: Kube,
  _ref: ResourceRef,
  _options: RawPagesOptions = {},
): AsyncGenerator<RawPage> {
  throw new Error('not built yet');
}

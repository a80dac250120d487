import type { ResourceRef } from '../../kube/client/resource.ts';
import type { Api, Call } from '../cluster/api.ts';
import type { AnyObject } from '../output/object-printer.ts';
import type { PrintOptions } from '../output/print-flags.ts';
import type { Table } from '../output/table.ts';
import type { Session } from '../session/session.ts';

/** Options of `get`, also under `kubectl backup location get` and its like. */
export interface GetOptions extends PrintOptions {
  allNamespaces?: boolean;
  selector?: string;
  fieldSelector?: string;
  watch?: boolean;
  watchOnly?: boolean;
  ignoreNotFound?: boolean;
}

/** What `get` was asked for. */
export interface Listing {
  api: Api;
  session: Session;
  options: GetOptions;
  /** The collection. */
  ref: ResourceRef;
  /** The current namespace, for messages. */
  namespace: string;
  /** Objects to get one by one; none is the collection. */
  names: readonly string[];
}

/** Asks for a Table, as kubectl does. */
export const tableAccept =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

/** Objects a page. */
const pageSize = '500';

/** Whether the listing is printed as a table. */
export function isTable({ options }: Listing): boolean {
  return options.output === undefined || options.output.name === 'wide';
}

/** Accept header and selectors of a listing's requests. */
export function callFor(listing: Listing): Call & { query: Record<string, string> } {
  const { options } = listing;
  return {
    ...(isTable(listing) && { accept: tableAccept }),
    query: {
      ...(options.selector !== undefined && { labelSelector: options.selector }),
      ...(options.fieldSelector !== undefined && { fieldSelector: options.fieldSelector }),
      ...(isTable(listing) && options.sortBy !== undefined && { includeObject: 'Object' }),
    },
  };
}

/** The collection as one Table, all pages. */
export async function listTable(listing: Listing): Promise<Table> {
  const pages = await listPages<Table>(listing);
  const [first] = pages;
  return { ...(first ?? { kind: 'Table' }), rows: pages.flatMap((page) => page.rows ?? []) };
}

/** The collection's objects, all pages, each with its apiVersion and kind. */
export async function listObjects(listing: Listing): Promise<{ items: AnyObject[]; resourceVersion: string }> {
  const pages = await listPages<ObjectList>(listing);
  const items = pages.flatMap((page) => {
    const kind = page.kind.replace(/List$/, '');
    return (page.items ?? []).map((item) => ({ apiVersion: page.apiVersion, kind, ...item }));
  });
  return { items, resourceVersion: pages[0]?.metadata?.resourceVersion ?? '' };
}

interface ObjectList {
  apiVersion: string;
  kind: string;
  metadata?: { resourceVersion?: string; continue?: string };
  items?: AnyObject[] | null;
}

/** kubectl reads in one go what it is to sort, and in pages what it is not. */
async function listPages<T extends { metadata?: { continue?: string } }>(listing: Listing): Promise<T[]> {
  const call = callFor(listing);
  const limit = listing.options.sortBy === undefined ? { limit: pageSize } : {};
  const pages: T[] = [];
  let token: string | undefined;
  do {
    const query = { ...call.query, ...limit, ...(token && { continue: token }) };
    const page = await listing.api.json<T>(listing.ref, { ...call, query });
    pages.push(page);
    token = page.metadata?.continue;
  } while (token);
  return pages;
}

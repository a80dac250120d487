import { sliceList } from '../json/slice-list.ts';
import type { ListItem, ListSlices } from '../json/slice-list.ts';
import { readBytes } from './answer.ts';
import { joinKey } from './key.ts';
import type { Kube } from './kube.ts';
import { resourcePath } from './resource.ts';
import type { ResourceRef } from './resource.ts';
import { isExpired, isStatus } from './status-error.ts';

export interface RawPagesOptions {
  /** Objects a page. Default 500; fewer are asked for when objects are big. */
  limit?: number;
  labelSelector?: string;
  fieldSelector?: string;
  signal?: AbortSignal;
}

export interface RawPage {
  bytes: Buffer;
  items: ListItem[];
  resourceVersion: string;
  /** Of the items: lists of built-in kinds carry it once, for all. */
  apiVersion: string;
  itemKind: string;
  /** False once the server's snapshot had expired: this page shows a later state than the first one did. */
  consistent: boolean;
}

/** kubectl's and client-go's page size. */
const defaultLimit = 500;
/** With objects of a megabyte 500 of them would not fit in memory: later pages aim at this many bytes. */
const targetBytes = 8 * 1024 * 1024;

/**
 * All objects of a collection, page by page, in the server's order, no object twice. One page is read ahead while the caller is
 * busy with another; returning early or aborting cancels it. When the server's snapshot expires on the way (410), it goes on
 * with the token that the server gives for this, or lists again and leaves out what came already; `consistent` tells.
 * @throws {StatusError} also when the snapshot expired and the server's order is not known, so that objects would be lost.
 */
export async function* rawPages(
  client: Kube,
  ref: ResourceRef,
  options: RawPagesOptions = {},
): AsyncGenerator<RawPage> {
  const reader = new PageReader(client, ref, options);
  try {
    for (let page = await reader.first(); ; page = await reader.next()) {
      if (page.hasMore) reader.readAhead(page);
      yield page.page;
      if (!page.hasMore) return;
    }
  } finally {
    reader.cancel();
  }
}

interface ReadPage {
  page: RawPage;
  token: string | undefined;
  hasMore: boolean;
}

class PageReader {
  readonly #client: Kube;
  readonly #path: string;
  readonly #options: RawPagesOptions;
  readonly #cancel = new AbortController();
  readonly #signal: AbortSignal;
  #ahead: Promise<ReadPage> | undefined;
  #consistent = true;
  #limit: number;
  /** Key of the last item so far, and whether all came in ascending order, as from etcd. */
  #lastKey: string | undefined;
  #ordered = true;
  /** After a second start: what is not behind this key came already. */
  #skipUntil: string | undefined;

  constructor(client: Kube, ref: ResourceRef, options: RawPagesOptions) {
    this.#client = client;
    this.#path = resourcePath(ref);
    this.#options = options;
    this.#limit = options.limit ?? defaultLimit;
    const cancelled = this.#cancel.signal;
    this.#signal = options.signal === undefined ? cancelled : AbortSignal.any([options.signal, cancelled]);
  }

  first(): Promise<ReadPage> {
    return this.#read(undefined);
  }

  /** The page that was read ahead. */
  next(): Promise<ReadPage> {
    return this.#ahead ?? this.#read(undefined);
  }

  readAhead(after: ReadPage): void {
    this.#ahead = this.#read(after.token);
    this.#ahead.catch(() => undefined);
  }

  cancel(): void {
    this.#cancel.abort();
  }

  async #read(token: string | undefined): Promise<ReadPage> {
    try {
      return this.#take(await this.#fetch(token));
    } catch (error) {
      if (token === undefined || !isExpired(error)) throw error;
      return this.#read(this.#resume(error));
    }
  }

  /** The token to go on with after 410; undefined to list again. */
  #resume(error: unknown): string | undefined {
    const token = isStatus(error) ? error.status.metadata['continue'] : undefined;
    this.#consistent = false;
    if (typeof token === 'string' && token !== '') return token;
    if (!this.#ordered) throw error;
    this.#skipUntil = this.#lastKey;
    return undefined;
  }

  async #fetch(token: string | undefined): Promise<Buffer> {
    const { labelSelector, fieldSelector } = this.#options;
    const response = await this.#client.request({
      method: 'GET',
      path: this.#path,
      query: { limit: String(this.#limit), continue: token, labelSelector, fieldSelector },
      signal: this.#signal,
    });
    return readBytes(response);
  }

  #take(bytes: Buffer): ReadPage {
    const list = sliceList(bytes);
    this.#limit = nextLimit(this.#options.limit ?? defaultLimit, bytes.length, list.items.length);
    const items = this.#withoutRepeats(list.items);
    const page: RawPage = {
      bytes,
      items,
      resourceVersion: list.resourceVersion ?? '',
      apiVersion: list.apiVersion ?? '',
      itemKind: itemKindOf(list),
      consistent: this.#consistent,
    };
    return { page, token: list.continue, hasMore: list.continue !== undefined };
  }

  #withoutRepeats(items: ListItem[]): ListItem[] {
    const skipUntil = this.#skipUntil;
    const fresh = skipUntil === undefined ? items : items.filter((item) => itemKey(item) > skipUntil);
    for (const item of fresh) {
      const key = itemKey(item);
      if (this.#lastKey !== undefined && key <= this.#lastKey) this.#ordered = false;
      this.#lastKey = key;
    }
    return fresh;
  }
}

function itemKey({ meta }: ListItem): string {
  return joinKey(meta.namespace, meta.name);
}

function nextLimit(limit: number, bytes: number, items: number): number {
  if (items === 0) return limit;
  return Math.min(limit, Math.max(1, Math.floor(targetBytes / (bytes / items))));
}

function itemKindOf(list: ListSlices): string {
  const kind = list.kind ?? '';
  return kind.endsWith('List') ? kind.slice(0, -'List'.length) : (list.items[0]?.meta.kind ?? kind);
}

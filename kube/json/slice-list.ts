import { MalformedJson } from './malformed.ts';
import { scanMeta } from './read-meta.ts';
import type { ObjectMetaSlice } from './read-meta.ts';
import { expectEnd, scanArray, scanObject, skipSpace, skipValue } from './scan.ts';
import { keyIndex, names, stringValue } from './text.ts';

/** One object of a list: its bytes, a view into the page, and its metadata. */
export interface ListItem {
  readonly bytes: Buffer;
  readonly meta: ObjectMetaSlice;
}

export interface ListSlices {
  apiVersion: string | undefined;
  kind: string | undefined;
  resourceVersion: string | undefined;
  /** Token for the next page; undefined on the last. */
  continue: string | undefined;
  items: ListItem[];
}

const topKeys = names('apiVersion', 'kind', 'metadata', 'items');
const metaKeys = names('resourceVersion', 'continue');

/** Cuts a list page into its items without parsing them; the whole page's grammar is checked. @throws {MalformedJson} */
export function sliceList(page: Buffer): ListSlices {
  const list: ListSlices = {
    apiVersion: undefined,
    kind: undefined,
    resourceVersion: undefined,
    continue: undefined,
    items: [],
  };
  const end = scanObject(page, skipSpace(page, 0), (keyStart, keyEnd, at) => {
    const key = keyIndex(page, keyStart, keyEnd, topKeys);
    if (key === 2) return readListMeta(page, at, list);
    if (key === 3) return sliceItems(page, at, list.items);
    const valueEnd = skipValue(page, at);
    if (key === 0) list.apiVersion = stringValue(page, at, valueEnd);
    if (key === 1) list.kind = stringValue(page, at, valueEnd);
    return valueEnd;
  });
  expectEnd(page, end);
  return list;
}

function readListMeta(page: Buffer, offset: number, list: ListSlices): number {
  return scanObject(page, offset, (keyStart, keyEnd, at) => {
    const valueEnd = skipValue(page, at);
    const key = keyIndex(page, keyStart, keyEnd, metaKeys);
    if (key === 0) list.resourceVersion = stringValue(page, at, valueEnd);
    if (key === 1) list.continue = stringValue(page, at, valueEnd) || undefined;
    return valueEnd;
  });
}

/** `null` stands for no items in some servers' answers. */
function sliceItems(page: Buffer, offset: number, items: ListItem[]): number {
  if (page[offset] === 0x6e) return skipValue(page, offset);
  return scanArray(page, offset, (at) => {
    if (page[at] !== 0x7b) throw new MalformedJson('expected an object', at);
    const { meta, end } = scanMeta(page, at);
    items.push({ bytes: page.subarray(at, end), meta });
    return end;
  });
}

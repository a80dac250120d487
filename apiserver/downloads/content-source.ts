import type { BlobStore } from '../../bucket/blob/blob-store.ts';

/** Where the contents of a backup are read from. */
export interface ContentSource {
  store: BlobStore;
  keys: ContentKeys;
}

export interface ContentKeys {
  archive: string;
  index: string;
}

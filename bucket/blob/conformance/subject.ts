import type { BlobStore } from '../blob-store.ts';

/** An empty store and what the cases may expect of it. */
export interface Subject {
  store: BlobStore;
  /** Keys in a listing. Default 1205: more than a page of S3. */
  manyKeys?: number;
  /** Begins an upload of this key and forgets it, as a killed process does. */
  leaveUpload?: (key: string) => Promise<void>;
  dispose?: () => Promise<void>;
}

/** Gives the cases the subject, which exists once they run. */
export type GetSubject = () => Subject;

import { afterAll, beforeAll, describe } from 'vitest';
import type { BlobStore } from '../blob-store.ts';
import { abortCases } from './abort-cases.ts';
import { keyCases } from './key-cases.ts';
import { listCases } from './list-cases.ts';
import { readCases } from './read-cases.ts';
import { writeCases } from './write-cases.ts';

/** An empty store and what the cases may expect of it. */
export interface Subject {
  store: BlobStore;
  /** Of concurrent puts with `ifAbsent`, exactly one wins. False for a server without conditional writes. */
  atomicIfAbsent?: boolean;
  /** Keys in a listing. Default 1205: more than a page of S3. */
  manyKeys?: number;
  /** Begins an upload of this key and forgets it, as a killed process does. */
  leaveUpload?: (key: string) => Promise<void>;
  dispose?: () => Promise<void>;
}

/** Gives the cases the subject, which exists once they run. */
export type GetSubject = () => Subject;

/** What every provider and every wrapper must do. Call it at the top of a test file. */
export function blobStoreConformance(name: string, open: () => Promise<Subject>): void {
  describe(`${name}: blob store conformance`, () => {
    let subject: Subject;
    const getSubject = () => subject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(async () => {
      await subject.store.close();
      await subject.dispose?.();
    });
    writeCases(getSubject);
    readCases(getSubject);
    listCases(getSubject);
    keyCases(getSubject);
    abortCases(getSubject);
  });
}

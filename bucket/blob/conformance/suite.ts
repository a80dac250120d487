import { afterAll, beforeAll, describe } from 'vitest';
import { abortCases } from './abort-cases.ts';
import { keyCases } from './key-cases.ts';
import { listCases } from './list-cases.ts';
import { readCases } from './read-cases.ts';
import type { Subject } from './subject.ts';
import { writeCases } from './write-cases.ts';

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

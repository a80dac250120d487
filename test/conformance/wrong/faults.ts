import type { Fault } from './fault.ts';
import { answerFaults } from './faults/answers.ts';
import { documentFaults } from './faults/documents.ts';
import { operationFaults } from './faults/operation.ts';
import { readFaults } from './faults/reads.ts';

/** What the server does wrong while a check of this number runs: one behaviour that the check is there for. */
export const faults: Readonly<Record<number, Fault>> = {
  ...documentFaults,
  ...answerFaults,
  ...readFaults,
  ...operationFaults,
};

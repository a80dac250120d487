import type { Lab } from './lab/lab.ts';

/** One of the numbered checks of the served API. Its number is that of the list which it stands in. */
export interface Check {
  readonly number: number;
  /** What is asked of the server, as a line for people. */
  readonly title: string;
  /** Milliseconds that it may take; default: what `runChecks` gives to all. */
  readonly withinMs?: number;
  /** It waits for the most part, and nothing that it does is seen by others: it goes on while the next ones run. */
  readonly beside?: boolean;
  /** It changes, or measures, what all have in common (who serves, certificates, memory): what runs beside ends first. */
  readonly alone?: boolean;
  /** Says through `seen` what was expected and what came; throwing counts as failed too. */
  run(lab: Lab, seen: Witness): Promise<void>;
}

/** What a check saw. Nothing is thrown at a difference: a check goes on and tells all that is wrong at once. */
export interface Witness {
  /** Ours must be what a built-in kind or a CRD of the same kube-apiserver answers to the same request, in the same run. */
  same(what: string, theirs: unknown, ours: unknown): void;
  /** For what no other server can show: our own numbers and names. `reference` says what a built-in kind does, for the page. */
  is(what: string, actual: unknown, wanted: unknown, reference?: string): void;
  /** For what is not an equality. `found` is told when it does not hold. */
  that(what: string, holds: boolean, found?: unknown, reference?: string): void;
}

/** A row of the page: what a built-in kind or CRD did, and what ours did. */
export interface Observation {
  what: string;
  theirs?: unknown;
  ours: unknown;
}

export interface Outcome {
  check: Check;
  /** Empty when it passed. */
  failures: string[];
  observations: Observation[];
  seconds: number;
}

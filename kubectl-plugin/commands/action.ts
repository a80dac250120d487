import type { Command } from 'commander';
import type { Session } from '../session/session.ts';

/** What a command was called with. */
export interface Invocation<Options> {
  /** The words that are no flags. */
  args: string[];
  options: Options;
}

/** What a command does. */
export type Body<Options> = (session: Session, invocation: Invocation<Options>) => Promise<void>;

/** Makes the commander action of a body: opens a session around it. */
export type MakeAction = <Options extends object>(body: Body<Options>) => (...args: unknown[]) => Promise<void>;

/** Adds a command to its parent; each file in this folder exports one such function. */
export type AddCommand = (parent: Command, run: MakeAction) => void;

import type { StatusCause } from '../meta/status.ts';

/**
 * One error that a user can meet.
 *
 * `template` says what and where, `action` what to do. Both may hold `{placeholders}`; the arguments that an error takes follow from them.
 */
export interface ErrorEntry<Text extends string = string> {
  template: Text;
  action: Text;
}

/** One error with which the apiserver answers a request. */
export interface AnswerEntry<Text extends string = string> extends ErrorEntry<Text> {
  httpStatus: number;
}

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** The arguments of an entry: one for each placeholder of its texts. */
export type ErrorArguments<Text extends string> = Record<Placeholders<Text>, string | number>;

/** Declares an entry. */
export function entry<const Template extends string, const Action extends string>(
  template: Template,
  action: Action,
): ErrorEntry<Template | Action> {
  return { template, action };
}

/** Declares an entry of an answer. */
export function answer<const Template extends string, const Action extends string>(
  httpStatus: number,
  template: Template,
  action: Action,
): AnswerEntry<Template | Action> {
  return { httpStatus, template, action };
}

/** An error of the catalogue with its arguments filled in. `message` is the whole sentence: what, where and what to do. */
export class StowageError extends Error {
  /** Stable CamelCase word; the key of the entry. */
  readonly reason: string;
  readonly causes: StatusCause[] | undefined;

  constructor(init: ErrorParts) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = 'StowageError';
    this.reason = init.reason;
    this.causes = init.causes;
  }
}

/** An error of the catalogue that answers a request. */
export class AnswerError extends StowageError {
  readonly httpStatus: number;

  constructor(httpStatus: number, init: ErrorParts) {
    super(init);
    this.httpStatus = httpStatus;
  }
}

/** What may be given to an error beside its arguments: the parts that make it up, and what led to it. */
export interface ErrorContext {
  causes?: StatusCause[];
  cause?: unknown;
}

interface ErrorParts extends ErrorContext {
  reason: string;
  message: string;
}

type Factory<Text extends string, Made> = [Placeholders<Text>] extends [never]
  ? (args?: Record<string, never>, context?: ErrorContext) => Made
  : (args: ErrorArguments<Text>, context?: ErrorContext) => Made;

/** The constructors of a table of entries, by the same keys. */
export type ErrorFactories<Entries> = {
  [Reason in keyof Entries]: Entries[Reason] extends ErrorEntry<infer Text>
    ? Factory<Text, Entries[Reason] extends AnswerEntry ? AnswerError : StowageError>
    : never;
};

/** Makes the constructors. The key of an entry is its reason. */
export function factories<const Entries extends Record<string, ErrorEntry>>(entries: Entries): ErrorFactories<Entries> {
  const made = Object.entries(entries).map(([reason, of]) => [reason, factory(reason, of)]);
  return Object.fromEntries(made) as ErrorFactories<Entries>;
}

function factory(reason: string, of: ErrorEntry | AnswerEntry) {
  return (args: Record<string, string | number> = {}, context: ErrorContext = {}) => {
    const parts = { reason, message: `${fill(of.template, args)}; ${fill(of.action, args)}`, ...context };
    return 'httpStatus' in of ? new AnswerError(of.httpStatus, parts) : new StowageError(parts);
  };
}

function fill(text: string, args: Record<string, string | number>): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(args[name] ?? `{${name}}`));
}

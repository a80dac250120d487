import type { StatusCause } from '../meta/status.ts';

/**
 * One error that a user can meet.
 *
 * `template` says what and where, `action` what to do. Both may hold `{placeholders}`; the arguments that an error takes follow from them.
 */
export interface ErrorEntry<Text extends string = string> {
  /** HTTP status when it answers a request; an error that only shows in a status has the one that would fit. */
  httpStatus: number;
  template: Text;
  action: Text;
}

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** The arguments of an entry: one for each placeholder of its texts. */
export type ErrorArguments<Text extends string> = Record<Placeholders<Text>, string | number>;

/** Declares an entry. */
export function entry<const Template extends string, const Action extends string>(
  httpStatus: number,
  template: Template,
  action: Action,
): ErrorEntry<Template | Action> {
  return { httpStatus, template, action };
}

/** An error of the catalogue with its arguments filled in. `message` is the whole sentence: what, where and what to do. */
export class StowageError extends Error {
  /** Stable CamelCase word; the key of the entry. */
  readonly reason: string;
  readonly httpStatus: number;
  readonly causes: StatusCause[] | undefined;

  constructor(init: { reason: string; httpStatus: number; message: string; causes?: StatusCause[]; cause?: unknown }) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = 'StowageError';
    this.reason = init.reason;
    this.httpStatus = init.httpStatus;
    this.causes = init.causes;
  }
}

/** What may be given to an error beside its arguments: the parts that make it up, and what led to it. */
export interface ErrorContext {
  causes?: StatusCause[];
  cause?: unknown;
}

type Factory<Text extends string> = [Placeholders<Text>] extends [never]
  ? (args?: Record<string, never>, context?: ErrorContext) => StowageError
  : (args: ErrorArguments<Text>, context?: ErrorContext) => StowageError;

/** The constructors of a table of entries, by the same keys. */
export type ErrorFactories<Entries> = {
  [Reason in keyof Entries]: Entries[Reason] extends ErrorEntry<infer Text> ? Factory<Text> : never;
};

/** Makes the constructors. The key of an entry is its reason. */
export function factories<const Entries extends Record<string, ErrorEntry>>(entries: Entries): ErrorFactories<Entries> {
  const made = Object.entries(entries).map(([reason, of]) => [reason, factory(reason, of)]);
  return Object.fromEntries(made) as ErrorFactories<Entries>;
}

function factory(reason: string, of: ErrorEntry) {
  return (args: Record<string, string | number> = {}, context: ErrorContext = {}) =>
    new StowageError({
      reason,
      httpStatus: of.httpStatus,
      message: `${fill(of.template, args)}; ${fill(of.action, args)}`,
      ...context,
    });
}

function fill(text: string, args: Record<string, string | number>): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(args[name] ?? `{${name}}`));
}

import { applyPatch } from 'rfc6902';
import type { Operation } from 'rfc6902';
import { parseSafe } from '../../kube/json/safe.ts';
import { tooLarge, unprocessable } from '../server/failures.ts';
import { bodyLimit } from '../server/body.ts';
import { isObject, numberText, tokensOf } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';
import { duplicateFields } from './duplicate-fields.ts';
import { parseBody } from './parse-body.ts';

/** Operations in one patch: kube-apiserver's limit. */
export const maxOperations = 10_000;

export interface PatchOperation {
  op: string;
  path: string;
  from?: string;
  value?: unknown;
}

export interface JsonPatch {
  operations: PatchOperation[];
  /** What the strict decoder says of keys that an operation has twice. */
  duplicates: string[];
}

/** Reads a JSON patch. Undefined when it is none: what is wrong is kube-apiserver's to say. @throws {StatusError} 413 for too many operations */
export async function readJsonPatch(body: Buffer): Promise<JsonPatch | undefined> {
  const parsed = await parseBody(body);
  const operations = parsed?.value;
  if (!Array.isArray(operations) || !operations.every(isOperation)) return undefined;
  if (operations.length > maxOperations) {
    throw tooLarge(`The allowed maximum operations in a JSON patch is ${maxOperations}, got ${operations.length}`);
  }
  return { operations, duplicates: duplicateFields(parsed?.twice ?? []) };
}

/**
 * Applies a JSON patch (RFC 6902), with a breath between two operations; the object is not changed. A failing `test` or a path that is not there is Go's 422. What `copy`
 * makes counts against the limit of a body: a few operations could double an object without end.
 */
export async function applyJsonPatch(
  object: JsonObject,
  patch: readonly PatchOperation[],
  breathe: () => Promise<void>,
): Promise<JsonObject> {
  let document = withMarkedNumbers(object) as JsonObject;
  let copied = 0;
  for (const operation of patch) {
    await breathe();
    if (isTestOfAbsence(document, operation)) continue;
    const step = withMarkedNumbers(asInGo(document, operation)) as Operation;
    await breathe();
    if (!isSafe(document, operation.path) || (operation.from !== undefined && !isSafe(document, operation.from))) {
      throw unprocessable();
    }
    copied += step.op === 'copy' ? JSON.stringify(valueAt(document, step.from) ?? null).length : 0;
    if (copied > bodyLimit) throw tooLarge(`the copies of a JSON patch are limited to ${bodyLimit} bytes`);
    document = after(document, step);
  }
  await breathe();
  const result = withNumbers(document);
  if (!isObject(result)) throw unprocessable();
  return result;
}

/** The document after a step: itself, changed, or another one where the whole is replaced. */
function after(document: JsonObject, step: Operation): JsonObject {
  if (step.op === 'replace' && step.path === '') {
    if (!isObject(step.value)) throw unprocessable();
    return step.value;
  }
  if (applied(document, step) !== null) throw unprocessable();
  return document;
}

function isOperation(value: unknown): value is PatchOperation {
  if (!isObject(value)) return false;
  const { op, path, from } = value;
  const hasSource = typeof from === 'string' || (from === undefined && op !== 'copy' && op !== 'move');
  return typeof op === 'string' && typeof path === 'string' && hasSource;
}

function applied(document: JsonObject, step: Operation): Error | null | undefined {
  try {
    return applyPatch(document, [step])[0];
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Go's library takes a value that is left out for null, and the replacement of a member that is not there for an addition. In a list that is an error. */
function asInGo(document: JsonObject, operation: PatchOperation): PatchOperation {
  const { op, path, value = null } = operation;
  if (tokensOf(path).length === 0) return operation;
  return op === 'replace' && isObject(parentOf(document, path)) ? { op: 'add', path, value } : { ...operation, value };
}

/** Go's library finds null where a member is not there. */
function isTestOfAbsence(document: JsonObject, { op, path, value = null }: PatchOperation): boolean {
  if (op !== 'test' || value !== null) return false;
  return isObject(parentOf(document, path)) && valueAt(document, path) === undefined;
}

function parentOf(document: JsonObject, path: string): unknown {
  return valueAt(document, path.slice(0, path.lastIndexOf('/')));
}

/** Every step but the last must be a member of its own: what objects and lists inherit in JavaScript is no data. */
function isSafe(document: unknown, path: string): boolean {
  const tokens = tokensOf(path);
  if (tokens.some((token) => token === '__proto__' || token === 'constructor' || token === 'prototype')) return false;
  let at = document;
  for (const token of tokens.slice(0, -1)) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, token)) return false;
    at = (at as JsonObject)[token];
  }
  const last = tokens.at(-1) ?? '';
  return typeof at !== 'object' || at === null || Object.hasOwn(at, last) || !(last in at);
}

function valueAt(document: unknown, path: string): unknown {
  return tokensOf(path).reduce<unknown>(
    (at, token) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, token) ? (at as JsonObject)[token] : undefined,
    document,
  );
}

/** Numbers that are kept as their own text are objects, which the library would take apart. Meanwhile they are strings. */
const mark = '\u0000number:';

function withMarkedNumbers(value: unknown): unknown {
  const text = numberText(value);
  if (text !== undefined) return mark + text;
  return mapMembers(value, withMarkedNumbers);
}

function withNumbers(value: unknown): unknown {
  if (typeof value === 'string' && value.startsWith(mark)) return parseSafe(value.slice(mark.length));
  return mapMembers(value, withNumbers);
}

function mapMembers(value: unknown, map: (member: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, map(member)]));
}

import { parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { parseSafe } from '../../kube/json/safe.ts';
import { badRequest, unsupportedMediaType } from '../server/failures.ts';
import { isObject } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';
import { duplicateFields } from './duplicate-fields.ts';

/** A body that is an object. */
export interface SentObject {
  object: JsonObject;
  /** What the strict decoder says of keys that are there twice. */
  duplicates: string[];
}

export type BodyFormat = 'json' | 'yaml';

/**
 * Which format a Content-Type says. No header means JSON, as in Go.
 * @throws {StatusError} 415 for anything else: a client (the garbage collector, kubectl) then tries the next one.
 */
export function objectFormat(contentType: string | undefined): BodyFormat {
  switch (mediaType(contentType)) {
    case '':
    case 'application/json':
      return 'json';
    case 'application/yaml':
      return 'yaml';
    default:
      throw unsupportedMediaType(['application/json', 'application/yaml']);
  }
}

/** The media type of a header, without parameters, in lower case. */
export function mediaType(contentType: string | undefined): string {
  return (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** Reads a body. Undefined when it is no object at all: what is wrong with it is kube-apiserver's to say. */
export function readSentObject(body: Buffer, format: BodyFormat): SentObject | undefined {
  return format === 'json' ? readJson(body) : readYaml(body);
}

function readJson(body: Buffer): SentObject | undefined {
  try {
    const object = parseSafe(body.toString('utf8'));
    return isObject(object) ? { object, duplicates: duplicateFields(body) } : undefined;
  } catch {
    return undefined;
  }
}

/** Aliases that a YAML body may expand to: more is an attack (a "billion laughs"). */
const maxAliases = 100;

function readYaml(body: Buffer): SentObject | undefined {
  const document = parseDocument(body.toString('utf8'), { intAsBigInt: true, merge: true, uniqueKeys: true });
  const duplicates = document.errors.filter((error) => error.code === 'DUPLICATE_KEY');
  if (document.errors.length > duplicates.length) {
    throw badRequest(`error converting YAML to JSON: yaml: ${document.errors[0]?.message.split('\n')[0]}`);
  }
  const object = fromYaml(expanded(document));
  if (!isObject(object)) return undefined;
  return { object, duplicates: duplicates.map((error) => `yaml: ${error.message.split('\n')[0]}`) };
}

function expanded(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: maxAliases });
  } catch (error) {
    throw badRequest(`error converting YAML to JSON: yaml: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** YAML's whole numbers as JSON ones, beyond 2^53 as their own text. */
function fromYaml(value: unknown): unknown {
  if (typeof value === 'bigint') return parseSafe(value.toString());
  if (Array.isArray(value)) return value.map(fromYaml);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fromYaml(member)]));
}

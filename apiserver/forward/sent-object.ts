import { LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { parseSafe } from '../../kube/json/safe.ts';
import { unsupportedMediaType } from '../server/failures.ts';
import { isObject } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';
import { duplicateFields } from './duplicate-fields.ts';

/** A body that is an object. */
export interface SentObject {
  object: JsonObject;
  /** What the strict decoder warns of: keys that are there twice. */
  duplicates: string[];
  /** The same as its error puts it. */
  duplicatesError: string;
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
    if (!isObject(object)) return undefined;
    const duplicates = duplicateFields(body);
    return { object, duplicates, duplicatesError: duplicates.join(', ') };
  } catch {
    return undefined;
  }
}

/** Aliases that a YAML body may expand to: more is an attack (a "billion laughs"). */
const maxAliases = 100;

function readYaml(body: Buffer): SentObject | undefined {
  const text = body.toString('utf8');
  const lines = new LineCounter();
  const document = parseDocument(text, { intAsBigInt: true, merge: true, uniqueKeys: true, lineCounter: lines });
  const twice = document.errors.filter((error) => error.code === 'DUPLICATE_KEY');
  if (document.errors.length > twice.length) return undefined;
  const object = fromYaml(expanded(document));
  if (!isObject(object)) return undefined;
  const duplicates = twice.map(({ pos: [start, end] }) => {
    const written = /^(?:"[^"]*"|[^\s:]*)/.exec(text.slice(start, Math.max(end, start + 256)))?.[0] ?? '';
    const key = written.replaceAll('"', '');
    return `line ${lines.linePos(start).line}: key "${key}" already set in map`;
  });
  return { object, duplicates, duplicatesError: ['yaml: unmarshal errors:', ...duplicates].join('\n  ') };
}

/** Undefined when its aliases expand to too much. */
function expanded(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: maxAliases });
  } catch {
    return undefined;
  }
}

/** YAML's whole numbers as JSON ones, beyond 2^53 as their own text. */
function fromYaml(value: unknown): unknown {
  if (typeof value === 'bigint') return parseSafe(value.toString());
  if (Array.isArray(value)) return value.map(fromYaml);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fromYaml(member)]));
}

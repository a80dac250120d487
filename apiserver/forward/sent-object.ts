import { skipSpace } from '../../kube/json/scan.ts';
import { unsupportedMediaType } from '../server/failures.ts';
import { mediaType } from '../server/media-type.ts';
import { isObject } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';
import { duplicateFields } from './duplicate-fields.ts';
import { parseBody } from './parse-body.ts';
import { readYaml } from './read-yaml.ts';

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

/**
 * Reads a body. Undefined when it is no object at all: what is wrong with it is kube-apiserver's to say.
 * @throws {StatusError} 413
 */
export async function readSentObject(body: Buffer, format: BodyFormat): Promise<SentObject | undefined> {
  if (format === 'json') return readJson(body);
  // All JSON is YAML, and what calls itself YAML is JSON mostly.
  return (await readJsonAsYaml(body)) ?? readAsYaml(body);
}

async function readJson(body: Buffer): Promise<SentObject | undefined> {
  const parsed = await parseBody(body);
  if (parsed === undefined || !isObject(parsed.value)) return undefined;
  const duplicates = duplicateFields(parsed.twice);
  return { object: parsed.value, duplicates, duplicatesError: duplicates.join(', ') };
}

async function readJsonAsYaml(body: Buffer): Promise<SentObject | undefined> {
  if (body[skipSpace(body, 0)] !== 0x7b) return undefined;
  const parsed = await parseBody(body);
  if (parsed === undefined) return undefined;
  const duplicates = parsed.twice.map(
    ({ key, at }) => `line ${lineOf(body, at)}: key ${JSON.stringify(key)} already set in map`,
  );
  return { object: parsed.value as JsonObject, ...inYaml(duplicates) };
}

function readAsYaml(body: Buffer): SentObject | undefined {
  const read = readYaml(body);
  return isObject(read?.value) ? { object: read.value, ...inYaml(read.duplicates) } : undefined;
}

function inYaml(duplicates: string[]): Pick<SentObject, 'duplicates' | 'duplicatesError'> {
  return { duplicates, duplicatesError: ['yaml: unmarshal errors:', ...duplicates].join('\n  ') };
}

function lineOf(body: Buffer, at: number): number {
  return body.toString('latin1', 0, at).split('\n').length;
}

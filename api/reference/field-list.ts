import type { JsonSchema } from '../schema/json-schema.ts';
import { escape } from './markdown.ts';

/**
 * The fields of an object as a nested Markdown list: name, type, whether it is required, and the description. Fields that have been
 * listed before (label selectors, mostly) are referred to and not repeated.
 */
export function fieldList(schema: JsonSchema): string {
  return fields(schema, '', { seen: new Map(), path: '' }).join('\n');
}

interface Place {
  /** Properties that have been listed, as JSON, with the path where. */
  seen: Map<string, string>;
  path: string;
}

function fields(schema: JsonSchema, indent: string, place: Place): string[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).flatMap(([name, of]) => {
    const path = place.path === '' ? name : `${place.path}.${name}`;
    const notes = [typeWords(of), ...(required.has(name) ? ['required'] : [])].join(', ');
    const line = `${indent}- \`${name}\` (${notes}): ${escape(of.description ?? '')}`;
    return nested(line, of, { indent, seen: place.seen, path });
  });
}

function nested(line: string, of: JsonSchema, place: Place & { indent: string }): string[] {
  const inner = of.items?.properties ? of.items : of;
  if (!inner.properties) return [line];
  const key = JSON.stringify(inner.properties);
  const before = place.seen.get(key);
  if (before !== undefined) return [`${line} Its fields are those of \`${before}\`.`];
  place.seen.set(key, place.path);
  return [line, ...fields(inner, `${place.indent}  `, place)];
}

function typeWords(schema: JsonSchema): string {
  if (schema.enum) return `one of ${schema.enum.map((value) => `\`${String(value)}\``).join(', ')}`;
  if (schema.items)
    return `list of ${plural(schema.items)}${schema.maxItems === undefined ? '' : `, at most ${schema.maxItems}`}`;
  if (schema.additionalProperties) return `map from text to ${plural(schema.additionalProperties)}`;
  return word(schema);
}

function plural(schema: JsonSchema): string {
  if (schema.items) return `lists of ${plural(schema.items)}`;
  const one = word(schema);
  return one === 'object' ? 'objects' : one;
}

const words: Record<string, string> = {
  'string date-time': 'time',
  'string byte': 'base64',
  string: 'text',
  boolean: 'true or false',
  integer: 'number',
};

function word(schema: JsonSchema): string {
  const { type = 'anything', format = '' } = schema;
  return words[`${type} ${format}`] ?? words[type] ?? type;
}

import { readFile } from 'node:fs/promises';
import { UsageError } from '../flags/usage-error.ts';
import { goJson } from './jsonpath/go-format.ts';
import type { Format } from './print-flags.ts';

/** An object as the server sent it. */
export interface AnyObject {
  apiVersion?: string;
  kind?: string;
  metadata?: Record<string, unknown> & { name?: string };
}

/** Prints objects in one format. It remembers what it has printed: headers and `---` come where they belong. */
export interface ObjectPrinter {
  one(object: AnyObject): string;
  /** Several, as one List. */
  list(objects: readonly AnyObject[]): string;
}

/** The printer for `-o`, for every format but tables. What it needs is loaded when it is asked for. @throws UsageError */
export async function objectPrinter(
  format: Format,
  options: { headers: boolean; managedFields: boolean },
): Promise<ObjectPrinter> {
  const trim = options.managedFields ? (object: AnyObject) => object : withoutManagedFields;
  switch (format.name) {
    case 'json':
      return treePrinter((value) => `${goJson(value, '    ')}\n`, trim);
    case 'yaml':
      return yamlPrinter(trim);
    case 'name':
      return { one: nameText, list: (objects) => objects.map(nameText).join('') };
    case 'jsonpath':
    case 'jsonpath-file':
      return jsonPathPrinter(await argumentOf(format, 'template'));
    default:
      return columnsPrinter(await argumentOf(format, 'custom-columns'), options.headers);
  }
}

function treePrinter(text: (value: unknown) => string, trim: (object: AnyObject) => AnyObject): ObjectPrinter {
  return {
    one: (object) => text(trim(object)),
    list: (objects) => text(asList(objects.map(trim))),
  };
}

async function yamlPrinter(trim: (object: AnyObject) => AnyObject): Promise<ObjectPrinter> {
  const { yamlText } = await import('./yaml.ts');
  let printed = 0;
  return treePrinter((value) => (printed++ > 0 ? '---\n' : '') + yamlText(value), trim);
}

async function jsonPathPrinter(template: string): Promise<ObjectPrinter> {
  const { jsonPathTemplate } = await import('./jsonpath/template.ts');
  const print = jsonPathTemplate(template);
  return { one: print, list: (objects) => print(asList(objects)) };
}

async function columnsPrinter(spec: string, headers: boolean): Promise<ObjectPrinter> {
  const { customColumns } = await import('./custom-columns.ts');
  const print = customColumns(spec, !headers);
  return { one: (object) => print([object]), list: print };
}

/** The text after `=`, or what stands in the file that it names. */
async function argumentOf(format: Format, what: string): Promise<string> {
  const { name, argument } = format;
  if (argument === undefined || argument === '') {
    throw new UsageError(`${what} format specified but no ${what} given: use -o ${name}=...`);
  }
  if (!name.endsWith('-file')) return argument;
  const text = await readFile(argument, 'utf8');
  return name === 'custom-columns-file' ? columnsOfFile(text) : text;
}

/** Two lines, headers above paths, become the form `HEADER:path,...`. @throws UsageError */
function columnsOfFile(text: string): string {
  const [headers = [], paths = []] = text.split('\n').map((line) => line.trim().split(/\s+/).filter(Boolean));
  if (headers.length === 0 || headers.length !== paths.length) {
    throw new UsageError(
      `number of headers (${headers.length}) and field specifications (${paths.length}) don't match`,
    );
  }
  return headers.map((header, index) => `${header}:${paths[index] ?? ''}`).join(',');
}

/** kubectl's own list: `kind: List`, whatever is in it. */
function asList(items: readonly AnyObject[]): object {
  return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } };
}

function withoutManagedFields(object: AnyObject): AnyObject {
  const { managedFields: _, ...metadata } = object.metadata ?? {};
  return object.metadata === undefined ? object : { ...object, metadata };
}

function nameText(object: AnyObject): string {
  const [group] = (object.apiVersion ?? '').split('/');
  const prefix = object.apiVersion?.includes('/') ? `.${group ?? ''}` : '';
  return `${(object.kind ?? '<unknown>').toLowerCase()}${prefix}/${object.metadata?.name ?? '<unknown>'}\n`;
}

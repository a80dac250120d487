import { invalidFor } from './field-error.ts';
import type { FieldError } from './field-error.ts';

/*
 * What Kubernetes says of names, word for word (apimachinery's pkg/util/validation). Each check gives one text for each fault: a name can
 * be too long and of wrong characters at once.
 */

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = String.raw`${label}(\.${label})*`;
const qualified = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelValue = `(${qualified})?`;
const dataKey = '[-._a-zA-Z0-9]+';

const isLabel = new RegExp(`^${label}$`);
const isSubdomain = new RegExp(`^${subdomain}$`);
const isQualified = new RegExp(`^${qualified}$`);
const isLabelValue = new RegExp(`^${labelValue}$`);
const isDataKey = new RegExp(`^${dataKey}$`);

/** What keeps a text from being the name of a namespace. */
export function namespaceNameFaults(name: string): string[] {
  const faults = tooLong(name, 63);
  if (isLabel.test(name)) return faults;
  if (isSubdomain.test(name)) return [...faults, 'must not contain dots'];
  const words =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...faults, mismatch(words, label, ['my-name', '123-abc'])];
}

/** What keeps a text from being the name of an object of most kinds. */
function objectNameFaults(name: string): string[] {
  const faults = tooLong(name, 253);
  if (isSubdomain.test(name)) return faults;
  const words =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [...faults, mismatch(words, subdomain, ['example.com'])];
}

/** What keeps a text from being the key of a label: a name, with an optional DNS prefix and a slash before it. */
export function labelKeyFaults(key: string): string[] {
  const parts = key.split('/');
  const words =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  const examples = ['MyName', 'my.name', '123-abc'];
  if (parts.length > 2) {
    const shape = mismatch(`a qualified name ${words}`, qualified, examples);
    return [`${shape} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const name = parts.at(-1) ?? '';
  const length = name === '' ? ['must be non-empty'] : tooLong(name, 63);
  const faults = isQualified.test(name) ? length : [...length, mismatch(words, qualified, examples)];
  return [...(parts.length === 2 ? prefixFaults(parts[0] ?? '') : []), ...faults.map((fault) => `name part ${fault}`)];
}

function prefixFaults(prefix: string): string[] {
  return (prefix === '' ? ['must be non-empty'] : objectNameFaults(prefix)).map((fault) => `prefix part ${fault}`);
}

/** What keeps a text from being the value of a label. */
export function labelValueFaults(value: string): string[] {
  const faults = tooLong(value, 63);
  if (isLabelValue.test(value)) return faults;
  const words =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  return [...faults, mismatch(words, labelValue, ['MyValue', 'my_value', '12345'])];
}

/** The name of another object in a field: absent, or one that an object can have. */
export function objectName(field: string, name: string | undefined): FieldError[] {
  return name === undefined || name === '' ? [] : invalidFor(field, name, objectNameFaults(name));
}

/** A key of a Secret's data in a field. */
export function secretDataKey(field: string, key: string): FieldError[] {
  const words = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
  const shape = isDataKey.test(key) ? [] : [mismatch(words, dataKey, ['key.name', 'KEY_NAME', 'key-name'])];
  return invalidFor(field, key, [...tooLong(key, 253), ...shape, ...dots(key)]);
}

function dots(key: string): string[] {
  if (key === '.' || key === '..') return [`must not be '${key}'`];
  return key.startsWith('..') ? ["must not start with '..'"] : [];
}

/** Kubernetes counts bytes and says characters. */
function tooLong(text: string, most: number): string[] {
  return new TextEncoder().encode(text).length > most ? [`must be no more than ${most} characters`] : [];
}

function mismatch(words: string, pattern: string, examples: readonly string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${words} (e.g. ${shown}regex used for validation is '${pattern}')`;
}

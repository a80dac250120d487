import { naturalOrder } from './natural-order.ts';
import { Document, Scalar, stringify, visit } from 'yaml';

/**
 * YAML as kubectl writes it: keys in order, lists at the indent of their key, Go's choice of quotes. Long text is not
 * folded at 80 columns as kubectl does.
 */
export function yamlText(value: unknown): string {
  const document = new Document(value, {
    version: '1.1',
    aliasDuplicateObjects: false,
    sortMapEntries: (a, b) => naturalOrder(keyText(a.key), keyText(b.key)),
  });
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === 'string') node.type = style(node.value);
    },
  });
  return document.toString({ indentSeq: false, lineWidth: 0 });
}

function keyText(key: unknown): string {
  return String(key instanceof Scalar ? key.value : key);
}

type Style =
  typeof Scalar.PLAIN | typeof Scalar.QUOTE_SINGLE | typeof Scalar.QUOTE_DOUBLE | typeof Scalar.BLOCK_LITERAL;

/**
 * Text with line breaks is a block; text that would be read as another type (`"true"`, `"1"`, a time) is in double quotes;
 * text that cannot stand plain because of its characters is in single quotes if these suffice.
 */
function style(text: string): Style {
  if (special.test(text)) return Scalar.QUOTE_DOUBLE;
  if (text.includes('\n')) return Scalar.BLOCK_LITERAL;
  if (text.includes('\t')) return Scalar.QUOTE_DOUBLE;
  if (text.startsWith('---') || text.startsWith('...')) return Scalar.QUOTE_SINGLE;
  const plain = stringify(text, { version: '1.1', lineWidth: 0 });
  if (text === '' || readsAsOther(text)) return Scalar.QUOTE_DOUBLE;
  return /^["']/.test(plain) ? Scalar.QUOTE_SINGLE : Scalar.PLAIN;
}

/** What can only be written with escapes: control characters, and blanks before a line break. */
const special = /[^\t\n\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD\u{10000}-\u{10FFFF}]| \n/u;

/** Whether YAML 1.1 resolves the bare text to anything but itself. */
function readsAsOther(text: string): boolean {
  return otherTypes.some((pattern) => pattern.test(text));
}

const otherTypes = [
  /^(?:~|null|Null|NULL)$/,
  /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
  /^[-+]?(?:0b[01_]+|0o[0-7_]+|0x[\da-fA-F_]+|[\d_]+|\.\d[\d_]*|[\d_]+\.[\d_]*)(?:[eE][-+]?\d+)?$/,
  /^[-+]?(?:\.inf|\.Inf|\.INF)$|^(?:\.nan|\.NaN|\.NAN)$/,
  /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/,
  /^\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]|\s+)\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:\s*(?:Z|[-+]\d{1,2}(?::?\d{2})?))?)?$/,
  /^(?:<<|=)$/,
];

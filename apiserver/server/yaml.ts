import { parse, stringify } from 'yaml';

/** Bytes of JSON above which YAML is given in its flow style: making the block style of megabytes would hold everybody else up. */
const blockStyleLimit = 256 * 1024;

/** JSON as YAML. All JSON is YAML; what a person may read is put into block style. */
export function toYaml(json: Buffer): Buffer {
  if (json.length > blockStyleLimit) return json;
  const value: unknown = parse(json.toString('utf8'), { intAsBigInt: true });
  // As Go's YAML: keys are sorted, lists are not indented, and what YAML 1.1 would take for something else is quoted.
  const text = stringify(value, { lineWidth: 0, indentSeq: false, version: '1.1', sortMapEntries: true });
  return Buffer.from(text, 'utf8');
}

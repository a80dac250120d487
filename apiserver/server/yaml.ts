import { stringify } from 'yaml';
import { parseSlowly } from '../../kube/json/parse-slowly.ts';

/**
 * Bytes of JSON above which YAML is given in its flow style: block style takes half a millisecond for each KiB, in which everybody else waits.
 */
const blockStyleLimit = 64 * 1024;

/** JSON as YAML. All JSON is YAML; what a person may read is put into block style. */
export function toYaml(json: Buffer): Buffer {
  if (json.length > blockStyleLimit) return json;
  const value = parseSlowly(json.toString('utf8'), { scalar: exactly });
  // As Go's YAML: keys are sorted, lists are not indented, and what YAML 1.1 would take for something else is quoted.
  const text = stringify(value, { lineWidth: 0, indentSeq: false, version: '1.1', sortMapEntries: true });
  return Buffer.from(text, 'utf8');
}

/** A scalar, whole numbers beyond 2^53 included. */
function exactly(scalar: string): unknown {
  return /^-?\d+$/.test(scalar) ? BigInt(scalar) : JSON.parse(scalar);
}

import type { ComputedKind } from '../../api/kinds.ts';
import { isObject } from '../translate/json.ts';
import type { ComputedObject } from './block.ts';
import { humanDuration } from '../../api/meta/human-duration.ts';

type Column = ComputedKind['columns'][number];

/** The columns of a kind's tables. */
export function columnDefinitions({ columns }: ComputedKind): object[] {
  return [
    { name: 'Name', type: 'string', format: 'name', description: nameDescription, priority: 0 },
    ...columns.map(({ name, type, format = '', description, priority = 0 }) => ({
      name,
      type,
      format,
      description,
      priority,
    })),
  ];
}

/** What a row shows of an object; null for what it does not have. */
export function cellsOf({ columns }: ComputedKind, object: ComputedObject, now: Date): unknown[] {
  return [object.metadata.name, ...columns.map((column) => cell(column, valueAt(object, column.jsonPath), now))];
}

function cell({ type }: Column, value: unknown, now: Date): unknown {
  if (value === undefined || value === null) return null;
  if (type === 'date') return age(value, now);
  return type === 'string' && typeof value !== 'string' ? JSON.stringify(value) : value;
}

function age(value: unknown, now: Date): string {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? '<invalid>' : humanDuration(now.getTime() - time);
}

/** Paths of columns are names behind dots, nothing else. */
function valueAt(object: ComputedObject, jsonPath: string): unknown {
  return jsonPath
    .split('.')
    .slice(1)
    .reduce<unknown>((of, name) => (isObject(of) ? of[name] : undefined), object);
}

/** kube-apiserver's text for this column, of every kind. */
const nameDescription =
  'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names';

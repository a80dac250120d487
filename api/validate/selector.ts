import type { LabelSelector } from '../meta/label-selector.ts';
import { forbidden, invalid, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';

interface Selectors {
  labelSelector?: LabelSelector;
  orLabelSelectors?: LabelSelector[];
}

/** The selection by label of a spec: one of the two fields, each selector well formed. */
export function labelSelectors(field: string, spec: Selectors): FieldError[] {
  const alternatives = spec.orLabelSelectors ?? [];
  const errors = alternatives.flatMap((one, at) => labelSelectorErrors(`${field}.orLabelSelectors[${at}]`, one));
  if (spec.labelSelector === undefined) return errors;
  if (alternatives.length > 0) {
    errors.push(
      forbidden(
        `${field}.orLabelSelectors`,
        'cannot be used together with labelSelector; put all of it into one of the two',
      ),
    );
  }
  return [...labelSelectorErrors(`${field}.labelSelector`, spec.labelSelector), ...errors];
}

/** What is wrong with one selector. */
export function labelSelectorErrors(field: string, selector: LabelSelector): FieldError[] {
  const labels = Object.entries(selector.matchLabels ?? {}).flatMap(([key, value]) => [
    ...keyErrors(`${field}.matchLabels`, key),
    ...valueErrors(`${field}.matchLabels[${key}]`, value),
  ]);
  const expressions = (selector.matchExpressions ?? []).flatMap((expression, at) => {
    const path = `${field}.matchExpressions[${at}]`;
    return [
      ...keyErrors(`${path}.key`, expression.key),
      ...operands(path, expression),
      ...(expression.values ?? []).flatMap((value, index) => valueErrors(`${path}.values[${index}]`, value)),
    ];
  });
  return [...labels, ...expressions];
}

function operands(path: string, expression: NonNullable<LabelSelector['matchExpressions']>[number]): FieldError[] {
  const compares = expression.operator === 'In' || expression.operator === 'NotIn';
  const values = expression.values ?? [];
  if (compares && values.length === 0)
    return [required(`${path}.values`, `must be set when operator is ${expression.operator}`)];
  if (!compares && values.length > 0) {
    return [forbidden(`${path}.values`, `may not be set when operator is ${expression.operator}`)];
  }
  return [];
}

const labelName = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const labelPrefix = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

function keyErrors(field: string, key: string): FieldError[] {
  const slash = key.indexOf('/');
  const good = labelName.test(key.slice(slash + 1)) && (slash < 0 || labelPrefix.test(key.slice(0, slash)));
  return good ? [] : [invalid(field, key, 'must be a label name, with an optional DNS prefix and a slash before it')];
}

function valueErrors(field: string, value: string): FieldError[] {
  if (value === '' || labelName.test(value)) return [];
  return [invalid(field, value, "must be empty or up to 63 alphanumeric characters, '-', '_' or '.'")];
}

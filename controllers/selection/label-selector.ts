import type { LabelSelector } from '../../api/meta/label-selector.ts';

/** The query form of a selector, for a list's `labelSelector`; empty for one that selects everything. */
export function selectorQuery(selector: LabelSelector): string {
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  return [...labels, ...expressionsOf(selector).map(expressionQuery)].join(',');
}

/** Whether the labels satisfy the selector, by the rules of kube-apiserver. */
export function selectorMatches(selector: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  const equal = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return equal && expressionsOf(selector).every((expression) => expressionMatches(expression, labels));
}

/** Whether any of the selectors is satisfied, or none was given. */
export function anySelectorMatches(
  selectors: readonly LabelSelector[],
  labels: Readonly<Record<string, string>>,
): boolean {
  return selectors.length === 0 || selectors.some((selector) => selectorMatches(selector, labels));
}

/** The selectors of a spec as one list of alternatives. */
export function selectorsOf(spec: {
  labelSelector?: LabelSelector;
  orLabelSelectors?: readonly LabelSelector[];
}): LabelSelector[] {
  const single = spec.labelSelector === undefined ? [] : [spec.labelSelector];
  return [...single, ...(spec.orLabelSelectors ?? [])];
}

interface Expression {
  key: string;
  operator: string;
  values?: readonly string[];
}

function expressionsOf(selector: LabelSelector): readonly Expression[] {
  return selector.matchExpressions ?? [];
}

function expressionQuery({ key, operator, values = [] }: Expression): string {
  if (operator === 'Exists') return key;
  if (operator === 'DoesNotExist') return `!${key}`;
  return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`;
}

function expressionMatches({ key, operator, values = [] }: Expression, labels: Readonly<Record<string, string>>) {
  const value = labels[key];
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}

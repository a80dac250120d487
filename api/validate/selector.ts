import type { LabelSelector } from '../meta/label-selector.ts';
import { oneSelector } from '../v1alpha1/rules.ts';
import { forbidden, invalidFor, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { labelKeyFaults, labelValueFaults } from './names.ts';
import { sortedEntries } from './sorted-entries.ts';

interface Selectors {
  labelSelector?: LabelSelector;
  orLabelSelectors?: LabelSelector[];
}

/** The selection by label of a spec: one of the two fields, each selector well formed. */
export function labelSelectors(field: string, spec: Selectors): FieldError[] {
  const alternatives = spec.orLabelSelectors ?? [];
  const errors = alternatives.flatMap((one, at) => labelSelectorErrors(`${field}.orLabelSelectors[${at}]`, one));
  if (spec.labelSelector === undefined) return errors;
  if (alternatives.length > 0) errors.push(forbidden(`${field}.orLabelSelectors`, oneSelector.message));
  return [...labelSelectorErrors(`${field}.labelSelector`, spec.labelSelector), ...errors];
}

/** What is wrong with one selector, in the words of apimachinery's ValidateLabelSelector. */
export function labelSelectorErrors(field: string, selector: LabelSelector): FieldError[] {
  const expressions = (selector.matchExpressions ?? []).flatMap((expression, at) =>
    requirementErrors(`${field}.matchExpressions[${at}]`, expression),
  );
  return [...labelErrors(`${field}.matchLabels`, selector.matchLabels), ...expressions];
}

/** What is wrong with a map of labels. */
export function labelErrors(field: string, labels: Readonly<Record<string, string>> | undefined): FieldError[] {
  return sortedEntries(labels).flatMap(([key, value]) => [
    ...invalidFor(field, key, labelKeyFaults(key)),
    ...invalidFor(field, value, labelValueFaults(value)),
  ]);
}

type Requirement = NonNullable<LabelSelector['matchExpressions']>[number];

function requirementErrors(field: string, requirement: Requirement): FieldError[] {
  return [
    ...invalidFor(`${field}.key`, requirement.key, labelKeyFaults(requirement.key)),
    ...operands(field, requirement),
    ...(requirement.values ?? []).flatMap((value, at) =>
      invalidFor(`${field}.values[${at}]`, value, labelValueFaults(value)),
    ),
  ];
}

function operands(field: string, { operator, values = [] }: Requirement): FieldError[] {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length > 0) return [];
      return [required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
    case 'Exists':
    case 'DoesNotExist':
      if (values.length === 0) return [];
      return [forbidden(`${field}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
    default:
      // The schema names the operators.
      return [];
  }
}

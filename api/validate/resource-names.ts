import { invalid } from './field-error.ts';
import type { FieldError } from './field-error.ts';

/**
 * Each entry must be what a kind can be called: its plural, singular, Kind or short name, with its group behind a dot or without one, or a
 * pattern of such (`*.apps`, `deploy*`). Whether there is such a kind is another question. Empty entries are refused by the rules of lists.
 */
export function resourceNames(field: string, names: readonly string[] | undefined): FieldError[] {
  return (names ?? []).flatMap((name, at) => (name === '' ? [] : resourceName(`${field}[${at}]`, name, name)));
}

/** The same for one name. `shown` is the value that the error quotes. */
export function resourceName(field: string, name: string, shown: unknown): FieldError[] {
  const fault = faultOf(name);
  return fault === undefined ? [] : [invalid(field, shown, fault)];
}

function faultOf(name: string): string | undefined {
  if (name.includes(',')) return 'must be the name of one kind; write each as an entry of its own';
  if (name.includes('/')) {
    return 'must be the name of a kind without version or subresource, as in "deployments.apps"';
  }
  if (/[^-a-zA-Z0-9.*?[\]!]/.test(name)) return form;
  if (!/^(?:[^[\]]|\[[^[\]]+\])*$/.test(name)) return "has an empty or unbalanced '[...]'";
  return name.split('.').every((part) => isPart(part)) ? undefined : form;
}

const form =
  'must be the name of a kind, with its group or without ("deployments", "deployments.apps", "Deployment", "deploy"), or a pattern of such ("*.apps")';

/** A part between dots, with something harmless for the special characters of patterns. */
function isPart(part: string): boolean {
  return /^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/.test(part.replaceAll(/[*?[\]!]/g, 'x'));
}

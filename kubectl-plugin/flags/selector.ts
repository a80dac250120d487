import type { LabelSelector } from '../../api/meta/label-selector.ts';
import { UsageError } from './usage-error.ts';

/**
 * Parses kubectl's label selector syntax: `a=b,c!=d,e in (f,g),h notin (i),j,!k`.
 * @throws UsageError naming the part that cannot be read.
 */
export function parseSelector(text: string): LabelSelector {
  const requirements = split(text).map(requirement);
  const labels = requirements.filter((each) => 'value' in each);
  const expressions = requirements.filter((each) => 'operator' in each);
  return {
    ...(labels.length > 0 && { matchLabels: Object.fromEntries(labels.map(({ key, value }) => [key, value])) }),
    ...(expressions.length > 0 && { matchExpressions: expressions }),
  };
}

/** Commas in parentheses belong to a set of values. */
function split(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

type Expression = NonNullable<LabelSelector['matchExpressions']>[number];
type Requirement = { key: string; value: string } | Expression;

const name = String.raw`[A-Za-z0-9](?:[\w./-]*[A-Za-z0-9])?`;
const value = String.raw`(?:[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)?`;
const equality = new RegExp(String.raw`^(${name})\s*(==?|!=)\s*(${value})$`);
const set = new RegExp(String.raw`^(${name})\s+(in|notin)\s*\(([^()]*)\)$`);
const existence = new RegExp(`^(!?)\\s*(${name})$`);

function requirement(part: string): Requirement {
  const found = equalityOf(part) ?? setOf(part) ?? existenceOf(part);
  if (!found) throw new UsageError(`unable to parse requirement: ${JSON.stringify(part)}`);
  return found;
}

function equalityOf(part: string): Requirement | undefined {
  const match = equality.exec(part);
  if (!match) return undefined;
  const [, key = '', operator, single = ''] = match;
  return operator === '!=' ? { key, operator: 'NotIn', values: [single] } : { key, value: single };
}

function setOf(part: string): Requirement | undefined {
  const match = set.exec(part);
  if (!match) return undefined;
  const [, key = '', operator, values = ''] = match;
  return { key, operator: operator === 'in' ? 'In' : 'NotIn', values: values.split(',').map((each) => each.trim()) };
}

function existenceOf(part: string): Requirement | undefined {
  const match = existence.exec(part);
  return match ? { key: match[2] ?? '', operator: match[1] ? 'DoesNotExist' : 'Exists' } : undefined;
}

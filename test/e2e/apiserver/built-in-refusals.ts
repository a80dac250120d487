import { objectOf } from './refusals.ts';

/** A value that a kind of ours and a built-in kind are given: what is said of it must be the same. */
export interface BuiltInRefusal {
  of: string;
  ours: { kind: string };
  theirs: { kind: string };
  /** Where they have it. */
  field: { ours: string; theirs: string };
}

const metadata = { name: 'x', namespace: 'stowage-system' };
const containers = [{ name: 'a', image: 'b' }];

const timeTables = [
  '0 3 * *',
  '61 * * * *',
  '* * 0 * *',
  '0 9-5 * * *',
  '*/0 * * * *',
  '0 0 * * someday',
  '@fortnightly',
  '1/2/3 * * * *',
];
const selectors = [
  { matchLabels: { 'a b': 'c' } },
  { matchLabels: { a: '-' } },
  { matchLabels: { ['k'.repeat(64)]: 'c' } },
  { matchLabels: { 'Example.com/a': 'c' } },
  { matchLabels: { 'a/b/c': 'c' } },
  { matchExpressions: [{ key: 'a', operator: 'In', values: [] }] },
  { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] },
  { matchExpressions: [{ key: '', operator: 'NotIn', values: ['b', '-'] }] },
];
const accounts = ['Robot!', '-', 'a.B'];

export const builtInRefusals: readonly BuiltInRefusal[] = [
  ...timeTables.map((schedule) => ({
    of: `the time table ${schedule}`,
    ours: objectOf('Schedule', { schedule, template: {} }),
    theirs: {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata,
      spec: { schedule, jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers } } } } },
    },
    field: { ours: 'spec.schedule', theirs: 'spec.schedule' },
  })),
  ...selectors.map((selector) => ({
    of: `the selector ${JSON.stringify(selector)}`,
    ours: objectOf('Backup', { labelSelector: selector }),
    theirs: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec: { minAvailable: 1, selector } },
    field: { ours: 'spec.labelSelector', theirs: 'spec.selector' },
  })),
  ...accounts.map((serviceAccountName) => ({
    of: `the account ${serviceAccountName}`,
    ours: objectOf('Schedule', { schedule: '@daily', template: {}, serviceAccountName }),
    theirs: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        selector: { matchLabels: { a: 'b' } },
        template: { metadata: { labels: { a: 'b' } }, spec: { serviceAccountName, containers } },
      },
    },
    field: { ours: 'spec.serviceAccountName', theirs: 'spec.template.spec.serviceAccountName' },
  })),
];

/** The built-in kind's refusal with our kind and field in place of its own. */
export function asOurs(text: string, { ours, theirs, field }: BuiltInRefusal): string {
  return text.replace(`The ${theirs.kind}`, `The ${ours.kind}`).replaceAll(field.theirs, field.ours);
}

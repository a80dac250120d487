import pLimit from 'p-limit';
import type { StatusCause } from '../../../api/meta/status.ts';
import { goldenFiles, readGoldens } from '../../../apiserver/resources/golden/read-goldens.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { twinGroup } from './twin.ts';

/* What kubectl prints when an object is refused: ours, and that of kinds that we did not write. */

const system = 'stowage-system';

/** kubectl's stderr (and stdout, where it does something) for each of several objects, a few at a time. */
export async function printedFor(
  cluster: Cluster,
  objects: readonly (object | string)[],
  args: readonly string[] = [],
): Promise<string[]> {
  const limit = pLimit(4);
  const all = objects.map((object) =>
    limit(async () => {
      const input = typeof object === 'string' ? object : JSON.stringify(object);
      const { stdout, stderr } = await cluster.kubectl(['create', '--dry-run=server', ...args, '-f', '-'], { input });
      return stdout + stderr;
    }),
  );
  return Promise.all(all);
}

/** Every golden answer of apiserver/resources/golden, and what kubectl makes of it. */
export function goldenRefusals(): { of: string; object: object; printed: string }[] {
  return goldenFiles.flatMap((file) =>
    readGoldens(file).map(({ of, object, causes }) => ({
      of: `${file}: ${of}`,
      object,
      printed: printed(object.kind, object.metadata.name ?? '', causes),
    })),
  );
}

function printed(kind: string, name: string, causes: readonly StatusCause[]): string {
  const lines = [...new Set(causes.map(({ field, message }) => `${field}: ${message}`))];
  const head = `The ${kind} "${name}" is invalid: `;
  return lines.length === 1 ? `${head}${lines.join('')}\n` : `${head}\n${lines.map((line) => `* ${line}\n`).join('')}`;
}

const location = { provider: 'aws', objectStorage: { bucket: 'b' } };
const certificate = Buffer.from('-----BEGIN CERTIFICATE-----').toString('base64');

/** What a CRD of the same schema refuses as well. */
export const schemaRefusals: [of: string, kind: string, spec: unknown][] = [
  ['a text for a list', 'Backup', { includedNamespaces: 'shop' }],
  ['a number for a text', 'Backup', { ttl: 5 }],
  ['a text for a flag', 'Backup', { includeClusterResources: 'yes' }],
  ['a list for a map', 'Backup', { orderedResources: ['pods'] }],
  ['a number among texts', 'Backup', { includedResources: ['pods', 7] }],
  ['a text for the spec', 'Backup', 'everything'],
  ['a word that is not in the set', 'Backup', { onForbidden: 'Ignore' }],
  [
    'an operator that there is not',
    'Backup',
    { labelSelector: { matchExpressions: [{ key: 'a', operator: 'Near' }] } },
  ],
  ['a key that is missing', 'Backup', { labelSelector: { matchExpressions: [{ operator: 'Exists' }] } }],
  ['a text that is too long', 'Backup', { ttl: `1h${'0'.repeat(70)}s` }],
  ['a list that is too long', 'Backup', { includedNamespaces: Array.from({ length: 513 }, (_, at) => `n${at}`) }],
  ['a number below zero', 'Backup', { uploaderConfig: { parallelFilesUpload: -1 } }],
  ['a number with a part', 'Backup', { uploaderConfig: { parallelFilesUpload: 1.5 } }],
  ['two selectors', 'Backup', { labelSelector: { matchLabels: { a: 'b' } }, orLabelSelectors: [{}] }],
  ['several of these', 'Backup', { ttl: 5, onForbidden: 'x', includedNamespaces: {} }],
  ['no source', 'Restore', {}],
  ['two sources', 'Restore', { backupName: 'daily', scheduleName: 'nightly' }],
  ['a number in a map', 'Restore', { backupName: 'daily', namespaceMapping: { a: 5 } }],
  ['a policy that there is not', 'Restore', { backupName: 'daily', existingResourcePolicy: 'replace' }],
  ['nothing', 'Schedule', {}],
  ['no template', 'Schedule', { schedule: '@daily' }],
  ['no time table', 'Schedule', { schedule: ' ', template: {} }],
  ['an empty time table', 'Schedule', { schedule: '', template: {} }],
  ['a time table that is too long', 'Schedule', { schedule: 'x'.repeat(300), template: {} }],
  ['nothing', 'BackupStorageLocation', {}],
  ['no bucket', 'BackupStorageLocation', { ...location, objectStorage: {} }],
  ['an empty bucket and provider', 'BackupStorageLocation', { provider: '', objectStorage: { bucket: '' } }],
  ['half a reference', 'BackupStorageLocation', { ...location, credential: { name: 'a' } }],
  [
    'two certificates',
    'BackupStorageLocation',
    { ...location, objectStorage: { bucket: 'b', caCert: certificate, caCertRef: { name: 'a', key: 'b' } } },
  ],
];

/** An object of ours, or of the twin of its kind. */
export function objectOf(kind: string, spec: unknown, group = 'stowage.dev'): object {
  return { apiVersion: `${group}/v1alpha1`, kind, metadata: { name: 'x', namespace: system }, spec };
}

/** The lines of a refusal in an order that can be compared: a custom resource's come in none. */
export function sortedLines(text: string): string[] {
  return text
    .replaceAll(twinGroup, 'stowage.dev')
    .replace(/ is invalid: (?=\S)/, ' is invalid: \n* ')
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .toSorted();
}

/** A manifest with a field that there is not and one that is there twice. */
export function sloppyManifest(group: string): string {
  return `
apiVersion: ${group}/v1alpha1
kind: Restore
metadata: { name: x, namespace: ${system}, lables: { a: b } }
spec:
  backupName: daily
  backupname: daily
  restoreStatus: { includedResource: [pods] }
  hooks: { resources: [] }
  preserveNodePorts: false
`;
}

/** A built-in kind that is given the same value, and where it has it: what is said of the value must be the same. */
export const builtIns: [of: string, ours: object, theirs: string, from: string, to: string][] = [
  ...[
    '0 3 * *',
    '61 * * * *',
    '* * 0 * *',
    '0 9-5 * * *',
    '*/0 * * * *',
    '0 0 * * someday',
    '@fortnightly',
    '1/2/3 * * * *',
  ].map((schedule): (typeof builtIns)[number] => [
    `the time table ${schedule}`,
    objectOf('Schedule', { schedule, template: {} }),
    `
apiVersion: batch/v1
kind: CronJob
metadata: { name: x, namespace: ${system} }
spec:
  schedule: "${schedule}"
  jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: b }] } } } }
`,
    '',
    '',
  ]),
  ...[
    { matchLabels: { 'a b': 'c' } },
    { matchLabels: { a: '-' } },
    { matchLabels: { ['k'.repeat(64)]: 'c' } },
    { matchLabels: { 'Example.com/a': 'c' } },
    { matchLabels: { 'a/b/c': 'c' } },
    { matchExpressions: [{ key: 'a', operator: 'In', values: [] }] },
    { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] },
    { matchExpressions: [{ key: '', operator: 'NotIn', values: ['b', '-'] }] },
  ].map((selector): (typeof builtIns)[number] => [
    `the selector ${JSON.stringify(selector)}`,
    objectOf('Backup', { labelSelector: selector }),
    `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: x, namespace: ${system} }
spec: { minAvailable: 1, selector: ${JSON.stringify(selector)} }
`,
    'spec.selector',
    'spec.labelSelector',
  ]),
  ...['Robot!', '-', 'a.B'].map((serviceAccountName): (typeof builtIns)[number] => [
    `the account ${serviceAccountName}`,
    objectOf('Schedule', { schedule: '@daily', template: {}, serviceAccountName }),
    `
apiVersion: apps/v1
kind: Deployment
metadata: { name: x, namespace: ${system} }
spec:
  selector: { matchLabels: { a: b } }
  template:
    metadata: { labels: { a: b } }
    spec: { serviceAccountName: "${serviceAccountName}", containers: [{ name: a, image: b }] }
`,
    'spec.template.spec.serviceAccountName',
    'spec.serviceAccountName',
  ]),
];

/** The lines of a built-in kind's refusal as ours would be. */
export function builtInLines(text: string, kind: string, [from, to]: [string, string]): string[] {
  return sortedLines(text.replace(/^The "?\w+"?/, `The ${kind}`).replaceAll(from === '' ? '\u0000' : from, to));
}

/** The kind of an object. */
export function kindOf(object: object): string {
  const { kind } = object as { kind: string };
  return kind;
}

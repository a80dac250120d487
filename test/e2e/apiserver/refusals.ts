import pLimit from 'p-limit';
import type { KubeObject } from '../../../api/meta/list.ts';
import type { StatusCause } from '../../../api/meta/status.ts';
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

/** What kubectl makes of the answer that an object is refused with. */
export function printedOf({ kind, metadata }: KubeObject, causes: readonly StatusCause[]): string {
  const lines = [...new Set(causes.map(({ field, message }) => `${field}: ${message}`))];
  const list = lines.length === 1 ? lines.join('') : `\n${lines.map((line) => `* ${line}`).join('\n')}`;
  return `The ${kind} "${metadata.name}" is invalid: ${list}\n`;
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
export function objectOf(kind: string, spec: unknown, group = 'stowage.dev') {
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

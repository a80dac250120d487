import { gunzipJson, gzipJson } from './gzip-json.ts';

/** Messages by where they belong: the run itself, cluster-scoped objects, each namespace. */
export interface ResultMessages {
  velero?: string[];
  cluster?: string[];
  namespaces?: Record<string, string[]>;
}

/** `-results.gz` of a backup or a restore. */
export interface RunResults {
  errors: ResultMessages;
  warnings: ResultMessages;
}

/** The file's content; empty groups are left out, as Velero does. */
export function encodeResults(results: RunResults): Promise<Buffer> {
  return gzipJson({ errors: compact(results.errors), warnings: compact(results.warnings) });
}

/** Reads results, Velero's too: absent or null groups become empty. @throws {LayoutError} */
export async function parseResults(bytes: Buffer): Promise<RunResults> {
  const value = record(await gunzipJson('results file', bytes));
  return { errors: messages(value['errors']), warnings: messages(value['warnings']) };
}

function compact(group: ResultMessages): ResultMessages {
  const namespaces = Object.entries(group.namespaces ?? {}).filter(([, list]) => list.length > 0);
  return {
    ...(group.velero?.length && { velero: group.velero }),
    ...(group.cluster?.length && { cluster: group.cluster }),
    ...(namespaces.length && { namespaces: Object.fromEntries(namespaces) }),
  };
}

function messages(value: unknown): ResultMessages {
  const group = record(value);
  const namespaces = Object.entries(record(group['namespaces'])).map(([name, list]) => [name, strings(list)]);
  return compact({
    velero: strings(group['velero']),
    cluster: strings(group['cluster']),
    namespaces: Object.fromEntries(namespaces) as Record<string, string[]>,
  });
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

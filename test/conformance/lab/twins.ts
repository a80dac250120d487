import { crdFor } from '../../../api/crd/crd-for.ts';
import { servedGroup, version } from '../../../api/groups.ts';
import { isWritable, kinds } from '../../../api/kinds.ts';
import type { KindDefinition } from '../../../api/kinds.ts';
import { objectSchema } from '../../../api/schema/object-schema.ts';
import type { Answer, Ask, Http } from './http.ts';

/** Group of the CRDs that ours are compared with: the same kinds with the same names and schemas, served by kube-apiserver alone. */
export const twinGroup = 'twin.example.com';

export { servedGroup };

/** The CustomResourceDefinitions of the twins. Those of kinds that are only read have no status to be written by itself: a test writes their objects as they are served. */
export function twinDefinitions(): object[] {
  return [
    ...kinds.filter(isWritable).map((kind) => twinDefinition(kind, crdFor(kind).spec)),
    ...kinds
      .filter((kind) => !isWritable(kind))
      .map((kind) => {
        const schema = { openAPIV3Schema: objectSchema(kind, { type: 'object' }) };
        const only = { name: version, served: true, storage: true, schema, additionalPrinterColumns: kind.columns };
        return twinDefinition(kind, { scope: kind.scope, versions: [only] });
      }),
  ];
}

function twinDefinition({ kind, plural, singular }: KindDefinition, spec: object): object {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${twinGroup}` },
    spec: { ...spec, group: twinGroup, names: { kind, listKind: `${kind}List`, plural, singular } },
  };
}

export interface Twin<T> {
  theirs: T;
  ours: T;
}

/** Does the same with both groups, theirs first. */
export async function both<T>(act: (group: string) => Promise<T>): Promise<Twin<T>> {
  return { theirs: await act(twinGroup), ours: await act(servedGroup) };
}

/** The same request to both. */
export function askBoth(http: Http, ask: (group: string) => Ask): Promise<Twin<Answer>> {
  return both((group) => http.ask(ask(group)));
}

/** Path of a collection or, with a name, of an object; `rest` is a subresource. */
export function pathIn(group: string, plural: string, namespace?: string, ...rest: string[]): string {
  const where = namespace === undefined ? '' : `/namespaces/${namespace}`;
  return [`/apis/${group}/${version}${where}/${plural}`, ...rest].join('/');
}

/** A Schedule that the controllers never act on, and that every rule of ours lets pass. */
export function schedule(group: string, name: string, more: { metadata?: object; spec?: object } = {}): object {
  return {
    apiVersion: `${group}/${version}`,
    kind: 'Schedule',
    metadata: { name, ...more.metadata },
    spec: {
      schedule: '0 3 1 1 *',
      template: {},
      paused: true,
      serviceAccountName: 'default',
      ...more.spec,
    },
  };
}

/** A Backup of its own namespace into the default location. */
export function backup(group: string, name: string, metadata: object = {}): object {
  return {
    apiVersion: `${group}/${version}`,
    kind: 'Backup',
    metadata: { name, ...metadata },
    spec: { storageLocation: 'default' },
  };
}

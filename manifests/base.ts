import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

/** Every object of the kustomize base, in the order of its kustomization.yaml: what `kubectl apply -k manifests/base` would send. */
export function baseObjects(): object[] {
  const directory = path.join(import.meta.dirname, 'base');
  const { resources } = parse(readFileSync(path.join(directory, 'kustomization.yaml'), 'utf8')) as {
    resources: string[];
  };
  return resources.flatMap((file) => objectsIn(path.join(directory, file)));
}

/** The objects of one YAML file. */
export function objectsIn(file: string): object[] {
  return parseAllDocuments(readFileSync(file, 'utf8'))
    .map((document) => document.toJS() as object | null)
    .filter((object) => object !== null);
}

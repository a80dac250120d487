import type { ComputedKind } from '../../api/kinds.ts';
import type { RequestInfo, ResourceInfo } from '../server/request-info.ts';
import { demanded, fieldsMatch, readFieldSelector } from './field-selector.ts';
import { readLabelSelector } from './label-selector.ts';
import type { Labels } from './label-selector.ts';

/** Which objects a request is about. */
export interface Query {
  /** The only namespace there is to look in; undefined for all. `''` for a kind that is in none. */
  namespace: string | undefined;
  /** The only name there is to look for. */
  name: string | undefined;
  /** True when everything in `namespace` is meant. */
  everything: boolean;
  selects(object: { namespace: string; name: string; labels: Labels }): boolean;
}

/** @throws {StatusError} 400 for a selector that cannot be read */
export function readQuery(kind: ComputedKind, { query }: RequestInfo, { namespace }: ResourceInfo): Query {
  const labels = query.get('labelSelector') ?? '';
  const hasLabels = readLabelSelector(labels);
  const terms = readFieldSelector(query.get('fieldSelector') ?? '', kind.scope);
  const own = kind.scope === 'Cluster' ? '' : (namespace ?? demanded(terms, 'metadata.namespace'));
  return {
    namespace: own,
    name: demanded(terms, 'metadata.name'),
    everything: labels.trim() === '' && terms.length === 0,
    selects: (object) =>
      fieldsMatch(terms, { 'metadata.name': object.name, 'metadata.namespace': object.namespace }) &&
      hasLabels(object.labels),
  };
}

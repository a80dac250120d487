import type { TSchema } from 'typebox';
import { plain } from '../schema/build.ts';
import type { StoredKind } from './kind-definition.ts';

/** What is said of a kind one by one; what most kinds have alike may be left out. */
interface StoredKindWords
  extends
    Pick<StoredKind, 'kind' | 'plural' | 'shortNames' | 'description' | 'columns'>,
    Partial<Pick<StoredKind, 'downloads' | 'writtenBy' | 'filledFields' | 'validations'>> {
  spec: TSchema;
  status: TSchema;
}

/** A kind with the names that follow from its own. By default users write it, the server fills in nothing, it has no downloads and no rules over the whole. */
export function storedKind({ spec, status, ...words }: StoredKindWords): StoredKind {
  const singular = words.kind.toLowerCase();
  return {
    singular,
    scope: 'Namespaced',
    record: { kind: `${words.kind}Record`, plural: `${singular}records`, singular: `${singular}record` },
    writtenBy: 'users',
    filledFields: [],
    downloads: [],
    validations: [],
    ...words,
    spec: plain(spec),
    status: plain(status),
  };
}

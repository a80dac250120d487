import type { StoredKind } from './kinds.ts';
import { storedKinds } from './kinds.ts';

/** The stored kind of this name (`Backup`), undefined if there is none. */
export function storedKindByName(name: string): StoredKind | undefined {
  return storedKinds.find((kind) => kind.kind === name);
}

import type { StoredKind } from '../../api/kinds.ts';
import type { Strategy } from './strategy.ts';

/** Of a kind that the controllers write: its requests end before anything of an object is prepared or checked. */
export function readOnlyStrategy(kind: StoredKind): Strategy {
  return {
    kind,
    mutableSpec: false,
    judgedSpec: 'all',
    guardedStatus: [],
    ownsData: false,
    prepareForCreate: async (object) => object,
    prepareForUpdate: (object) => object,
    check: async () => [],
  };
}

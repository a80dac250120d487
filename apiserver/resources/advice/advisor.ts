import pLimit from 'p-limit';
import { systemNamespace } from '../../../api/groups.ts';
import type { StoredKind } from '../../../api/kinds.ts';
import type { BackupTemplate } from '../../../api/v1alpha1/schedule.ts';
import { isPattern } from '../../../api/validate/namespace-pattern.ts';
import type { Kube } from '../../../kube/client/kube.ts';
import { unlessMissing } from '../../../kube/client/status-error.ts';
import type { Log } from '../../../kube/process/log.ts';
import type { Authorizer } from '../../rights/authorize.ts';
import { objectAt } from '../../translate/json.ts';
import type { JsonObject } from '../../translate/json.ts';
import type { WriteContext } from '../strategy.ts';
import { hasUnknown, kindAdvice } from './kind-advice.ts';
import type { KnownKinds } from './known-kinds.ts';
import { kindsInBackup, kindsInRestore } from './named-kinds.ts';
import type { NamedKind } from './named-kinds.ts';

/** Warns of what an object that may be written names and the cluster does not have. It never keeps one from being written. */
export interface Advisor {
  /** The object has been validated. Resolves when all warnings have been given; never rejects. */
  advise: (kind: StoredKind, object: JsonObject, context: WriteContext) => Promise<void>;
}

export interface AdvisorDependencies {
  client: Kube;
  kinds: Pick<KnownKinds, 'latest' | 'recent'>;
  authorizer: Pick<Authorizer, 'may'>;
  log: Log;
}

/** Makes the advisor. What cannot be found out within about a second, or not at all, is left unsaid. */
export function createAdvisor(dependencies: AdvisorDependencies): Advisor {
  return {
    advise: async (kind, object, context) => {
      try {
        const { kinds, namespaces } = namedIn(kind, objectAt(object, 'spec') ?? {});
        const texts = await Promise.all([
          adviseKinds(dependencies, kinds),
          adviseNamespaces(dependencies, namespaces, context),
        ]);
        for (const text of texts.flat()) context.warn(text);
      } catch (error) {
        dependencies.log.warn('names in an object were not checked', { error });
      }
    },
  };
}

interface Named {
  kinds: NamedKind[];
  /** Paths and names of namespaces that should be there now. */
  namespaces: { field: string; name: string }[];
}

function namedIn(kind: StoredKind, spec: JsonObject): Named {
  switch (kind.kind) {
    case 'Backup':
      return inBackup('spec', spec);
    case 'Schedule':
      return inBackup('spec.template', objectAt(spec, 'template') ?? {});
    case 'Restore':
      // Its namespaces are those of the backup.
      return { kinds: kindsInRestore(spec), namespaces: [] };
    default:
      return { kinds: [], namespaces: [] };
  }
}

function inBackup(field: string, spec: BackupTemplate): Named {
  const namespaces = (['includedNamespaces', 'excludedNamespaces'] as const).flatMap((list) =>
    (spec[list] ?? []).flatMap((name, at) => (isPattern(name) ? [] : [{ field: `${field}.${list}[${at}]`, name }])),
  );
  return { kinds: kindsInBackup(field, spec), namespaces };
}

/** A kind may have come into being since the last discovery: nobody is told of one that is missing without a look at a fresh one. */
const freshMs = 2000;

async function adviseKinds({ kinds }: AdvisorDependencies, named: readonly NamedKind[]): Promise<string[]> {
  if (named.length === 0) return [];
  const { latest } = kinds;
  const known = latest !== undefined && !hasUnknown(named, latest) ? latest : await kinds.recent(freshMs);
  return known === undefined ? [] : kindAdvice(named, known);
}

/** Namespaces that are looked for; of more names it is not said whether they are there. */
const mostLookUps = 32;
const lookUpsAtOnce = 8;
const patienceMs = 1000;

/** Only for those who could list namespaces themselves: which there are is not for everybody to know. */
async function adviseNamespaces(
  { client, authorizer }: AdvisorDependencies,
  named: Named['namespaces'],
  { user, namespace }: WriteContext,
): Promise<string[]> {
  if (namespace !== systemNamespace || named.length === 0) return [];
  const namespaces = { group: '', version: 'v1', plural: 'namespaces' };
  const lists = { verb: 'list', group: '', version: 'v1', resource: 'namespaces', namespace: '' };
  if (!(await authorizer.may(user, lists))) return [];
  const limit = pLimit(lookUpsAtOnce);
  const signal = AbortSignal.timeout(patienceMs);
  const looked = named.slice(0, mostLookUps).map(({ field, name }) =>
    limit(async () => {
      const found = await unlessMissing(client.get({ ...namespaces, name }, { signal }));
      return found !== undefined ? [] : [`${field}: there is no namespace "${name}" at present`];
    }),
  );
  return (await Promise.all(looked)).flat();
}

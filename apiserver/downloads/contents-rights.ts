import pLimit from 'p-limit';
import { errors } from '../../api/errors/catalogue.ts';
import type { User } from '../server/user.ts';
import type { IndexedArchive, KindInNamespace } from './archive-kinds.ts';
import type { DownloadDependencies } from './dependencies.ts';
import { refuse } from './failures.ts';
import type { Download } from './download.ts';

/** Access reviews at once for one request. */
const atOnce = 20;
/** Kinds and namespaces that one request may ask about; a larger archive needs the right to list everything. */
const most = 2000;

/** Whoever may list a kind may read a backup of it: rights are RBAC's, at the time of access. @throws {StatusError} 403 that names every missing one. */
export async function demandList(
  { authorizer }: Pick<DownloadDependencies, 'authorizer'>,
  user: User,
  kinds: readonly KindInNamespace[],
): Promise<void> {
  const limit = pLimit(atOnce);
  const may = await Promise.all(
    kinds.map(({ resource, namespace }) =>
      limit(() => {
        const [plural = '', ...group] = resource === '*' ? ['*', '*'] : resource.split('.');
        const where = namespace === undefined ? {} : { namespace };
        return authorizer.may(user, { verb: 'list', group: group.join('.'), resource: plural, ...where });
      }),
    ),
  );
  const missing = kinds.filter((_, position) => !may[position]);
  if (missing.length > 0) throw forbiddenKinds(missing);
}

/** The right to the whole archive: to list every kind that is in it, where it was. */
export async function demandAll(
  { authorizer, stores }: Pick<DownloadDependencies, 'authorizer' | 'stores'>,
  { exchange, run }: Download,
  archive: IndexedArchive,
): Promise<void> {
  const { user, signal } = exchange;
  if (await authorizer.may(user, { verb: 'list', group: '*', resource: '*' })) return;
  const everything = [{ resource: '*', namespace: run.metadata.namespace }];
  const kinds = (await stores.kinds.of(archive, signal)) ?? everything;
  if (kinds.length > most) throw forbiddenKinds(everything);
  await demandList({ authorizer }, user, kinds);
}

function forbiddenKinds(kinds: readonly KindInNamespace[]): Error {
  const names = kinds.map(({ resource, namespace }) =>
    namespace === undefined ? resource : `${resource} in ${namespace}`,
  );
  const causes = names.slice(0, 50).map((name) => ({ reason: 'Forbidden', message: `list ${name}` }));
  const listed = names.length > 50 ? [...names.slice(0, 50), `and ${names.length - 50} more`] : names;
  return refuse(errors.ContentsForbidden({ kinds: listed.join(', ') }, { causes }));
}

import { recordGroup, version } from '../../api/groups.ts';
import type { StoredKind } from '../../api/kinds.ts';
import { isNotFound } from '../../kube/client/status-error.ts';
import { lookUpFailure } from '../translate/refusal.ts';
import type { Exchange } from '../server/exchange.ts';
import { notFound } from '../server/failures.ts';
import type { DownloadDependencies, Run } from './dependencies.ts';

/** The run that a request names, as it is now. @throws {StatusError} */
export async function readRun(
  { client }: Pick<DownloadDependencies, 'client'>,
  { info }: Exchange,
  kind: StoredKind,
): Promise<Run> {
  const { namespace = '', name = '' } = info.resource ?? {};
  try {
    return await client.get<Run>({ group: recordGroup, version, plural: kind.record.plural, namespace, name });
  } catch (error) {
    if (isNotFound(error)) throw notFound(kind.plural, name);
    throw lookUpFailure(error);
  }
}

import { stringifySafe } from '../../kube/json/safe.ts';
import type { Exchange } from '../server/exchange.ts';
import { badRequest } from '../server/failures.ts';
import { objectAt, textAt } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';
import { toRecordDeleteOptions } from '../translate/to-record.ts';
import type { ForwardDependencies } from './call.ts';
import type { Preconditions } from './delete-data.ts';
import { objectFormat, readSentObject } from './sent-object.ts';

/** The DeleteOptions of a request. They may also be in its query, which is forwarded as it is. */
export interface DeleteOptions {
  /** As sent; undefined when there is no body. */
  options: JsonObject | undefined;
  /** With served UIDs. */
  preconditions: Preconditions;
  dryRun: boolean;
}

export async function readDeleteOptions(
  exchange: Exchange,
  { bodies }: Pick<ForwardDependencies, 'bodies'>,
): Promise<DeleteOptions> {
  const { request, info } = exchange;
  const bytes = await bodies.read(exchange);
  const inQuery = info.query.has('dryRun');
  if (bytes.length === 0) return { options: undefined, preconditions: {}, dryRun: inQuery };
  const sent = await readSentObject(bytes, objectFormat(request.headers['content-type']));
  if (sent === undefined) throw badRequest('the body of a deletion must be an object of the kind DeleteOptions');
  const options = sent.object;
  const dryRun = inQuery || (Array.isArray(options['dryRun']) && options['dryRun'].length > 0);
  return { options, preconditions: readPreconditions(options), dryRun };
}

/** The body for kube-apiserver; undefined for none. */
export function deleteBody(options: JsonObject | undefined, preconditions: Preconditions): string | undefined {
  const demanded = Object.keys(preconditions).length > 0;
  if (options === undefined && !demanded) return undefined;
  const typed = { kind: 'DeleteOptions', apiVersion: 'v1', ...options };
  return stringifySafe(toRecordDeleteOptions(demanded ? { ...typed, preconditions } : typed));
}

function readPreconditions(options: JsonObject): Preconditions {
  const preconditions = objectAt(options, 'preconditions') ?? {};
  const uid = textAt(preconditions, 'uid');
  const resourceVersion = textAt(preconditions, 'resourceVersion');
  return { ...(uid === undefined ? {} : { uid }), ...(resourceVersion === undefined ? {} : { resourceVersion }) };
}

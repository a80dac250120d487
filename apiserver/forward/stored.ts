import { parseSafe } from '../../kube/json/safe.ts';
import type { JsonObject } from '../translate/json.ts';
import { servedBytes } from '../translate/served-stream.ts';
import type { Call, ForwardDependencies } from './call.ts';

/** Reads the object behind a request, in the served form. @throws {StatusError} 404 when it is not there */
export async function readStored(
  { exchange, kind, resource }: Pick<Call, 'exchange' | 'kind' | 'resource'>,
  { backend }: Pick<ForwardDependencies, 'backend'>,
): Promise<JsonObject> {
  const { subresource: _main, ...object } = resource;
  const answer = await backend.call({
    method: 'GET',
    target: { kind, resource: { ...object, named: true } },
    signal: exchange.signal,
  });
  return parseSafe(servedBytes(answer.body).toString('utf8')) as JsonObject;
}

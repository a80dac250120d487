import { isStatus } from '../../kube/client/status-error.ts';
import type { StatusError } from '../../kube/client/status-error.ts';
import { badRequest, invalid } from '../server/failures.ts';
import type { StatusCause } from '../../api/meta/status.ts';
import { inFieldOrder } from '../../api/validate/field-order.ts';
import { mergedCauses } from '../../api/validate/to-status.ts';
import { forwardedQuery } from './backend.ts';
import { warningsTo } from './reply.ts';
import type { Call, ForwardDependencies } from './call.ts';

/** A body as it would be sent to kube-apiserver. */
export interface Body {
  method: 'POST' | 'PUT' | 'PATCH';
  contentType: string;
  body: string | Buffer;
}

/**
 * What kube-apiserver would say of a write that we are about to refuse: it is asked with a dry run. So a client that is told of our errors
 * is told of all the others too, and a body that we cannot read is refused in the words that clients know. Undefined when it would accept.
 */
export async function backendObjection(
  { exchange, kind, resource }: Call,
  { backend }: Pick<ForwardDependencies, 'backend'>,
  body: Body,
): Promise<StatusError | undefined> {
  try {
    // A dryRun of the client's is All as well, or refused: neither has an effect.
    const query = { dryRun: 'All', ...forwardedQuery(exchange.info.query) };
    await backend.call({
      target: { kind, resource },
      query,
      signal: exchange.signal,
      warn: warningsTo(exchange),
      ...body,
    });
    return undefined;
  } catch (error) {
    if (isStatus(error)) return error;
    throw error;
  }
}

/** The error for a body that is no object of JSON or YAML. */
export async function unreadable(
  call: Call,
  dependencies: Pick<ForwardDependencies, 'backend'>,
  body: Body,
): Promise<StatusError> {
  const objection = await backendObjection(call, dependencies, body);
  return objection ?? badRequest(`the object provided is unrecognized (must be of type ${call.kind.kind})`);
}

/**
 * The error for an object with these causes of ours, together with kube-apiserver's own, in the order of the fields. `misfits` stand in for
 * what kube-apiserver would say of the schema, should it say nothing.
 */
export async function allCauses(
  call: Call,
  dependencies: Pick<ForwardDependencies, 'backend'>,
  of: { body: Body; name: string; causes: readonly StatusCause[]; misfits: readonly StatusCause[] },
): Promise<StatusError> {
  const { kind } = call;
  const objection = await backendObjection(call, dependencies, of.body);
  if (objection !== undefined && !isOutranked(objection)) return objection;
  const theirs = objection?.status.details?.causes ?? of.misfits;
  return invalid(kind.kind, of.name, inFieldOrder(kind, mergedCauses(of.causes, theirs)));
}

/** Of an object that is invalid it does not matter that there is one of its name already: kube-apiserver validates first. */
function isOutranked({ code, status }: StatusError): boolean {
  return code === 422 || status.reason === 'AlreadyExists';
}

import { causesOf } from '../resources/validate.ts';
import { invalid } from '../server/failures.ts';
import type { JsonObject } from '../translate/json.ts';
import { nameOf } from './accept-object.ts';
import type { Call, ForwardDependencies } from './call.ts';
import { allCauses, backendObjection } from './words.ts';
import type { Body } from './words.ts';
import { writeContext } from './write-context.ts';

/**
 * Refuses an object with everything that is wrong with it at once: what its schema says, our rules, what others know (a location that is
 * not there), and kube-apiserver's own objections.
 *
 * @param of the object in the served form, and the body with which it would be written
 */
export async function judge(
  call: Call,
  dependencies: Pick<ForwardDependencies, 'backend'>,
  of: { object: JsonObject; body: Body },
): Promise<void> {
  const name = nameOf(of.object);
  const { fits, errors } = call.validate(of.object, call.resource.namespace ?? '');
  if (!fits) {
    throw (await backendObjection(call, dependencies, of.body)) ?? invalid(call.kind.kind, name, causesOf(errors));
  }
  const found = [...errors, ...(await call.strategy.check(of.object, writeContext(call)))];
  if (found.length > 0) throw await allCauses(call, dependencies, { body: of.body, name, causes: causesOf(found) });
}

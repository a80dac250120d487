import { causesOf } from '../../api/validate/to-status.ts';
import { breathing } from '../../kube/process/breath.ts';
import { invalid } from '../server/failures.ts';
import type { JsonObject } from '../translate/json.ts';
import { nameOf } from './accept-object.ts';
import type { Call, ForwardDependencies } from './call.ts';
import { allCauses, backendObjection } from './objections.ts';
import type { Body } from './objections.ts';
import { writeContext } from './write-context.ts';

/**
 * Refuses an object with everything that is wrong with it at once: what its schema says, our rules over all that fits the schema, what others
 * know (a location that is not there), and kube-apiserver's own objections. Warns of what is odd about one that passes.
 *
 * @param of the object in the served form, and the body with which it would be written
 */
export async function judge(
  call: Call,
  dependencies: Pick<ForwardDependencies, 'backend' | 'clock'>,
  of: { object: JsonObject; body: Body },
): Promise<void> {
  const name = nameOf(of.object);
  const breathe = breathing(dependencies.clock);
  const { errors, misfits, fitting, meant } = call.validate(of.object, call.resource.namespace ?? '');
  await breathe();
  if (fitting === undefined) {
    throw (await backendObjection(call, dependencies, of.body)) ?? invalid(call.kind.kind, name, []);
  }
  const context = writeContext(call);
  const wrong = new Set(errors.map(({ field }) => field));
  const checked = meant(await call.strategy.check(fitting, context)).filter(({ field }) => !wrong.has(field));
  const found = [...errors, ...checked];
  if (found.length === 0 && misfits.length === 0) {
    await call.advise(call.kind, fitting, context);
    return;
  }
  throw await allCauses(call, dependencies, { body: of.body, name, causes: causesOf(found), misfits });
}

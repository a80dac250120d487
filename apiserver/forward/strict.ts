import { badRequest } from '../server/failures.ts';
import { parameter } from '../server/exchange.ts';
import type { Call, ForwardDependencies } from './call.ts';
import { warn } from './reply.ts';
import { backendObjection } from './words.ts';
import type { Body } from './words.ts';

/**
 * Handles keys that the client's body had twice, of which kube-apiserver sees only one: an error under fieldValidation=Strict, a warning
 * unless it is Ignore. Unknown fields are found by kube-apiserver itself.
 */
export async function judgeDuplicates(
  call: Call,
  dependencies: Pick<ForwardDependencies, 'backend'>,
  { duplicates, body }: { duplicates: readonly string[]; body: Body },
): Promise<void> {
  if (duplicates.length === 0) return;
  const directive = parameter(call.exchange, 'fieldValidation') ?? '';
  if (directive === 'Strict') {
    const others = (await backendObjection(call, dependencies, body))?.message ?? '';
    const unknown = others.startsWith(prefix) ? [others.slice(prefix.length)] : [];
    throw badRequest(prefix + [...duplicates, ...unknown].join(', '));
  }
  if (directive !== 'Ignore') for (const text of duplicates) warn(call.exchange, text);
}

const prefix = 'strict decoding error: ';

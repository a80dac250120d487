import { version } from '../../api/groups.ts';
import { badRequest } from '../server/failures.ts';
import { parameter } from '../server/exchange.ts';
import type { Call, ForwardDependencies } from './call.ts';
import { addWarning } from './warnings.ts';
import type { SentObject } from './sent-object.ts';
import { backendObjection } from './objections.ts';
import type { Body } from './objections.ts';

/**
 * Handles keys that the client's body had twice, of which kube-apiserver sees only one: an error under fieldValidation=Strict, a warning
 * unless it is Ignore. Unknown fields are found by kube-apiserver itself. Call it before the object is judged: decoding comes first.
 */
export async function judgeDuplicates(
  call: Call,
  dependencies: Pick<ForwardDependencies, 'backend'>,
  { sent, body }: { sent: SentObject; body: Body },
): Promise<void> {
  if (sent.duplicates.length === 0) return;
  if (parameter(call.exchange, 'fieldValidation') === 'Strict')
    throw await strictError(call, dependencies, { sent, body });
  if (warns(call)) for (const text of sent.duplicates) addWarning(call.exchange.response, text);
}

async function strictError(
  call: Call,
  dependencies: Pick<ForwardDependencies, 'backend'>,
  { sent, body }: { sent: SentObject; body: Body },
): Promise<Error> {
  const others = (await backendObjection(call, dependencies, body))?.message ?? '';
  const at = others.indexOf(marker);
  const { kind } = call.kind;
  const prefix = at === -1 ? `${kind} in version "${version}" cannot be handled as a ${kind}: ` : others.slice(0, at);
  const unknown = at === -1 ? [] : [others.slice(at + marker.length)];
  return badRequest(prefix + marker + [sent.duplicatesError, ...unknown].join(', '));
}

/** Of a patch with a field twice kube-apiserver speaks differently than of an object: it is shown the patch itself. */
export async function refuseIfStrict(
  call: Call,
  dependencies: Pick<ForwardDependencies, 'backend'>,
  raw: Body,
): Promise<void> {
  if (parameter(call.exchange, 'fieldValidation') !== 'Strict') return;
  const objection = await backendObjection(call, dependencies, raw);
  if (objection !== undefined) throw objection;
}

/** The same of a JSON patch, whose fields are those of its operations. */
export async function judgePatchDuplicates(
  call: Call,
  dependencies: Pick<ForwardDependencies, 'backend'>,
  { duplicates, raw }: { duplicates: readonly string[]; raw: Body },
): Promise<void> {
  if (duplicates.length === 0) return;
  await refuseIfStrict(call, dependencies, raw);
  if (warns(call)) for (const text of duplicates) addWarning(call.exchange.response, `json patch ${text}`);
}

/** The same of a server-side apply, where what is wrong with the applying itself comes first. */
export async function judgeApplyDuplicates(
  call: Call,
  dependencies: Pick<ForwardDependencies, 'backend'>,
  { sent, body }: { sent: SentObject; body: Body },
): Promise<void> {
  if (sent.duplicates.length === 0) return;
  if (parameter(call.exchange, 'fieldValidation') === 'Strict') {
    const objection = await backendObjection(call, dependencies, body);
    throw objection ?? badRequest(`error strict decoding YAML: error converting YAML to JSON: ${sent.duplicatesError}`);
  }
  if (warns(call)) for (const text of sent.duplicates) addWarning(call.exchange.response, text);
}

function warns({ exchange }: Call): boolean {
  return ['', 'Warn'].includes(parameter(exchange, 'fieldValidation') ?? '');
}

const marker = 'strict decoding error: ';

import { recordApiVersion } from '../../api/groups.ts';
import { isStatus } from '../../kube/client/status-error.ts';
import { parseSafe, stringifySafe } from '../../kube/json/safe.ts';
import { isDryRun, parameter } from '../server/exchange.ts';
import { isObject, objectAt, textAt, withSortedKeys } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';
import { lastAppliedAnnotation, servedLastApplied } from '../translate/last-applied.ts';
import type { BackendAnswer } from './backend.ts';
import type { Call, ForwardDependencies } from './call.ts';
import { acceptFor, encodingFor } from './encoding.ts';

/**
 * After a server-side apply by kubectl, kube-apiserver brings the annotation of `kubectl apply` up to date by itself, with the record that we
 * sent. This puts there what the client sent, so that what is stored is what is shown: kubectl applies the text again that it is answered.
 * When somebody else writes in between it is left, and only shown right (translate/last-applied.ts).
 */
export async function withClientsLastApplied(
  call: Call,
  dependencies: Pick<ForwardDependencies, 'backend'>,
  { answer, sent }: { answer: BackendAnswer; sent: JsonObject },
): Promise<BackendAnswer> {
  if (isDryRun(call.exchange) || parameter(call.exchange, 'fieldManager') !== 'kubectl') return answer;
  const metadata = metadataToCorrect(answer.body);
  if (metadata === undefined) return answer;
  try {
    const corrected = await annotate(call, dependencies, { metadata, text: appliedText(sent) });
    return { ...corrected, status: answer.status };
  } catch (error) {
    if (isStatus(error)) return answer;
    throw error;
  }
}

/** metadata of the written record, if its annotation is one that kube-apiserver wrote. */
function metadataToCorrect(record: Buffer): JsonObject | undefined {
  const written = parseSafe(record.toString('utf8'));
  const metadata = isObject(written) ? objectAt(written, 'metadata') : undefined;
  const text = textAt(objectAt(metadata ?? {}, 'annotations') ?? {}, lastAppliedAnnotation);
  return text === undefined || servedLastApplied(text) === undefined ? undefined : metadata;
}

/** Written as its owner's, whom kube-apiserver left it to: with another, kubectl would be in conflict, or bring the object over from client-side apply each time. */
function annotate(
  { exchange, kind, resource }: Call,
  { backend }: Pick<ForwardDependencies, 'backend'>,
  { metadata, text }: { metadata: JsonObject; text: string },
): Promise<BackendAnswer> {
  const { name, namespace, uid, resourceVersion } = metadata;
  const annotations = { [lastAppliedAnnotation]: text };
  const isApplied = managersOf(metadata, 'Apply').includes(applier);
  const type = { apiVersion: recordApiVersion, kind: kind.record.kind };
  return backend.call({
    method: 'PATCH',
    target: { kind, resource },
    ...(isApplied
      ? {
          contentType: 'application/apply-patch+yaml',
          body: stringifySafe({ ...type, metadata: { name, namespace, uid, resourceVersion, annotations } }),
          query: { fieldManager: applier, force: 'true' },
        }
      : {
          contentType: 'application/merge-patch+json',
          body: stringifySafe({ metadata: { resourceVersion, annotations } }),
          query: { fieldManager: managersOf(metadata, 'Update')[0] ?? 'kubectl-client-side-apply' },
        }),
    accept: acceptFor(encodingFor(exchange)),
    signal: exchange.signal,
  });
}

/** The manager by which kubectl, once it applies on the server's side, applies the annotation and nothing else. */
const applier = 'kubectl-last-applied';

/** The applied object as Go writes it: keys sorted, without the annotation itself. */
function appliedText(sent: JsonObject): string {
  const metadata = objectAt(sent, 'metadata');
  const annotations = objectAt(metadata ?? {}, 'annotations');
  const others = Object.entries(annotations ?? {}).filter(([name]) => name !== lastAppliedAnnotation);
  const object = {
    ...sent,
    ...(metadata === undefined
      ? {}
      : {
          metadata: { ...metadata, ...(annotations === undefined ? {} : { annotations: Object.fromEntries(others) }) },
        }),
  };
  return `${stringifySafe(withSortedKeys(object))}\n`;
}

/** The owners of the annotation. */
function managersOf(metadata: JsonObject, operation: 'Apply' | 'Update'): string[] {
  const entries = Array.isArray(metadata['managedFields']) ? metadata['managedFields'].filter(isObject) : [];
  const owners = entries.filter((entry) => {
    const fields = objectAt(objectAt(entry, 'fieldsV1') ?? {}, 'f:metadata') ?? {};
    return (
      entry['operation'] === operation &&
      objectAt(fields, 'f:annotations')?.[`f:${lastAppliedAnnotation}`] !== undefined
    );
  });
  return owners.map((owner) => textAt(owner, 'manager') ?? '');
}

import { Readable } from 'node:stream';
import type { Encoding } from '../server/accept.ts';
import type { Exchange } from '../server/exchange.ts';
import { gzipThreshold, sendBody, sendPieces } from '../server/send.ts';
import { toYaml } from '../server/yaml.ts';
import { servedStatus } from '../translate/status.ts';
import { servedBytes, servedPieces } from '../translate/served-stream.ts';
import type { BackendAnswer } from './backend.ts';
import { readStatus } from '../translate/refusal.ts';
import { addWarning } from './warnings.ts';

/** Translates what kube-apiserver answered, and sends it: one object as a rule, which need not go through streams. */
export async function reply(exchange: Exchange, encoding: Encoding, { status, body }: BackendAnswer): Promise<void> {
  if (body.length > gzipThreshold) await replyStreaming(exchange, encoding, { status, pieces: Readable.from([body]) });
  else sendForwarded(exchange, encoding, { status, body: servedBytes(body) });
}

/** The same for an answer that is still arriving. */
export async function replyStreaming(
  exchange: Exchange,
  encoding: Encoding,
  { status, pieces }: { status: number; pieces: AsyncIterable<Buffer> },
): Promise<void> {
  const translated = servedPieces(pieces);
  if (encoding.format === 'yaml') {
    sendForwarded(exchange, encoding, { status, body: Buffer.concat(await Array.fromAsync(translated)) });
  } else {
    const { request, response } = exchange;
    await sendPieces(request, response, { status, contentType: 'application/json', pieces: translated });
  }
}

function sendForwarded({ response }: Exchange, { format }: Encoding, { status, body }: BackendAnswer): void {
  if (format === 'yaml') sendBody(response, { status, contentType: 'application/yaml' }, toYaml(body));
  else sendBody(response, { status, contentType: 'application/json' }, body);
}

/** Replies with an answer that may be a Status: the one to a deletion. */
export async function replyMaybeStatus(exchange: Exchange, encoding: Encoding, answer: BackendAnswer): Promise<void> {
  const status = answer.body.length > largestStatus ? undefined : readStatus(answer.body);
  const body = status === undefined ? answer.body : Buffer.from(JSON.stringify(servedStatus(status)), 'utf8');
  await reply(exchange, encoding, { ...answer, body });
}

/** Hands kube-apiserver's warnings on to the client. */
export function warningsTo({ response }: Exchange): (text: string) => void {
  return (text) => addWarning(response, text);
}

/** A Status is small: no need to look into something big. */
const largestStatus = 64 * 1024;

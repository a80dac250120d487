import { sendBody, sendPieces } from '../server/send.ts';
import { toYaml } from '../server/yaml.ts';
import { indexOf } from './block.ts';
import { breathing } from '../../kube/process/breath.ts';
import type { ComputedCall } from './call.ts';
import { readToken, writeToken } from './continue-token.ts';
import type { ContinueToken } from './continue-token.ts';
import { entries, positionOf } from './entries.ts';
import type { Entry, Position } from './entries.ts';
import { expiredContinue, expiredVersion } from './failures.ts';
import { waitUntilFresh } from './freshness.ts';
import { readOptions } from './options.ts';
import type { ListOptions } from './options.ts';
import { readQuery } from './query.ts';
import type { Query } from './query.ts';
import { element, envelope, readForm } from './representation.ts';
import type { Form } from './representation.ts';
import type { Snapshot } from './view.ts';

/** Bytes that are given to the client at once. */
const pieceSize = 64 * 1024;

/** GET of a collection: of one moment, whole or in pages, made while it is sent. */
export async function list(call: ComputedCall): Promise<void> {
  const { exchange, kind, resource, dependencies } = call;
  const { clock } = dependencies;
  const options = readOptions(exchange.info.query, false);
  const form = readForm(exchange, kind, { shape: 'list', now: () => clock.now() });
  const query = readQuery(kind, exchange.info, resource);
  const token = options.continue === '' ? undefined : readToken(options.continue);
  const snapshot = await snapshotFor(call, options, token);
  const pieces = listPieces({ snapshot, query, options, token, form, breathe: breathing(clock) });
  const { request, response } = exchange;
  if (form.format === 'json') {
    await sendPieces(request, response, { status: 200, contentType: 'application/json', pieces });
  } else {
    const json = Buffer.concat(await Array.fromAsync(pieces));
    sendBody(response, { status: 200, contentType: 'application/yaml' }, toYaml(json));
  }
}

/** The state that the list is of: the present one, unless a certain one is asked for. */
async function snapshotFor(
  { exchange, source, dependencies }: ComputedCall,
  options: ListOptions,
  token: ContinueToken | undefined,
): Promise<Snapshot> {
  const asked = Math.max(token?.resourceVersion ?? options.resourceVersion, 0);
  await waitUntilFresh(source, asked, { clock: dependencies.clock, signal: exchange.signal });
  if (token === undefined && !isExact(options)) return source.view.now();
  if (token?.resourceVersion === -1) return source.view.now();
  const snapshot = source.view.snapshotAt(asked);
  if (snapshot !== undefined) return snapshot;
  if (token !== undefined) throw expiredContinue(writeToken({ ...token, resourceVersion: -1 }));
  throw expiredVersion('The resourceVersion for the provided list is too old.');
}

/** A limit beside a resourceVersion has always meant exactly that one. */
function isExact({ match, limit, given }: ListOptions): boolean {
  return match === 'Exact' || (match === '' && limit > 0 && given === 'exactly');
}

interface Listing {
  snapshot: Snapshot;
  query: Query;
  options: ListOptions;
  token: ContinueToken | undefined;
  form: Form;
  breathe: () => Promise<void>;
}

async function* listPieces(listing: Listing): AsyncGenerator<Buffer> {
  const { form, snapshot } = listing;
  const { head, elements } = envelope(form);
  let text = `${JSON.stringify(head).slice(0, -1)},"${elements}":[`;
  const page = new Page(listing);
  for await (const { block, index } of page.read()) {
    const json = JSON.stringify(element(form, block.object(index)));
    text += page.taken === 1 ? json : `,${json}`;
    if (text.length < pieceSize) continue;
    yield Buffer.from(text, 'utf8');
    text = '';
  }
  const { continue: token, ...rest } = page.rest();
  // Lists of custom resources have it also when it is empty; Tables and lists of metadata do not.
  const more = token === '' && form.as !== 'object' ? rest : { continue: token, ...rest };
  const metadata = { ...more, resourceVersion: String(snapshot.resourceVersion) };
  yield Buffer.from(`${text}],"metadata":${JSON.stringify(metadata)}}\n`, 'utf8');
}

/** The part of a list that one answer holds. */
class Page {
  taken = 0;
  readonly #listing: Listing;
  #last: Position | undefined;
  #more = false;

  constructor(listing: Listing) {
    this.#listing = listing;
  }

  async *read(): AsyncGenerator<Entry> {
    const { snapshot, query, token, options, breathe } = this.#listing;
    for (const entry of entries(snapshot.blocks, query, token?.after)) {
      await breathe();
      if (entry === undefined) continue;
      if (options.limit > 0 && this.taken === options.limit) {
        this.#more = true;
        return;
      }
      this.taken += 1;
      this.#last = positionOf(entry);
      yield entry;
    }
  }

  /** What the list's metadata says of the pages to come. */
  rest(): { continue: string; remainingItemCount?: number } {
    const { snapshot, query, token } = this.#listing;
    if (!this.#more || this.#last === undefined) return { continue: '' };
    const { resourceVersion } = snapshot;
    const seen = (token?.seen ?? 0) + this.taken;
    const next = { continue: writeToken({ resourceVersion, after: this.#last, seen }) };
    return query.everything ? { ...next, remainingItemCount: Math.max(countAll(snapshot, query) - seen, 1) } : next;
  }
}

/** Number of all objects in the query's namespace, or in all. */
function countAll({ blocks }: Snapshot, { namespace }: Query): number {
  if (namespace === undefined) return blocks.reduce((sum, block) => sum + block.namespaces.length, 0);
  return blocks.reduce((sum, block) => sum + (indexOf(block, namespace) < 0 ? 0 : 1), 0);
}

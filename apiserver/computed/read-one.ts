import { notFound } from '../server/failures.ts';
import { indexOf } from './block.ts';
import type { ComputedCall } from './call.ts';
import { waitUntilFresh } from './freshness.ts';
import { readResourceVersion } from './options.ts';
import { readForm, represent } from './representation.ts';
import { sendComputed } from './send-computed.ts';

/** GET of one object. */
export async function readOne({ exchange, kind, resource, source, dependencies }: ComputedCall): Promise<void> {
  const { clock } = dependencies;
  const form = readForm(exchange, kind, { shape: 'object', now: () => clock.now() });
  const asked = readResourceVersion(exchange.info.query.get('resourceVersion') ?? '');
  await waitUntilFresh(source, asked, { clock, signal: exchange.signal });
  const name = resource.name ?? '';
  const block = source.view.get(name);
  const index = block === undefined ? -1 : indexOf(block, resource.namespace ?? '');
  if (block === undefined || index < 0) throw notFound(kind.plural, name);
  sendComputed(exchange, form.format, represent(form, block.object(index)));
}

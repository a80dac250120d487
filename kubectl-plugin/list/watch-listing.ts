import { isExpired } from '../../kube/client/status-error.ts';
import { UsageError } from '../flags/usage-error.ts';
import { watchStream } from '../cluster/watch-stream.ts';
import { objectPrinter } from '../output/object-printer.ts';
import type { AnyObject } from '../output/object-printer.ts';
import { TablePrinter } from '../output/table.ts';
import type { Table } from '../output/table.ts';
import { callFor, isTable, listObjects, listTable } from './listing.ts';
import type { Listing } from './listing.ts';
import { tableOptions } from './print-listing.ts';

/** Prints what is there and then each change, until Ctrl-C. A watch that the server ends is taken up where it ended. */
export async function watchListing(listing: Listing): Promise<void> {
  const [name, ...more] = listing.names;
  if (more.length > 0) {
    throw new UsageError(
      'watch is only supported on individual resources and resource collections - more than 1 resource was found',
    );
  }
  const watched = name === undefined ? listing : narrow(listing, name);
  if (name !== undefined) await listing.api.json({ ...listing.ref, name });
  const view = isTable(watched) ? tableView(watched) : await objectView(watched);
  let version = await view.list(listing.options.watchOnly !== true);
  for (;;) {
    version = await follow(watched, view, version);
    await listing.session.clock.sleep(pauseMs, listing.session.signal);
  }
}

/** Between a watch that ended and the next: a server that ends each at once is not asked without pause. */
const pauseMs = 500;

/** One object is watched as a collection of one. */
function narrow(listing: Listing, name: string): Listing {
  const selectors = [listing.options.fieldSelector, `metadata.name=${name}`].filter(Boolean);
  return { ...listing, options: { ...listing.options, fieldSelector: selectors.join(',') } };
}

/** How what is watched is shown. */
interface View {
  /** Lists, prints if asked to, and returns the resourceVersion to watch from. */
  list(print: boolean): Promise<string>;
  print(object: never): Promise<void>;
  versionOf(object: never): string | undefined;
}

async function follow(listing: Listing, view: View, from: string): Promise<string> {
  const call = callFor(listing);
  let version = from;
  try {
    const query = { ...call.query, resourceVersion: from };
    for await (const event of watchStream<never>(listing.api, listing.ref, { ...call, query })) {
      version = view.versionOf(event.object) ?? version;
      if (event.type !== 'BOOKMARK') await view.print(event.object);
    }
    return version;
  } catch (error) {
    if (isExpired(error)) return await view.list(true);
    throw error;
  }
}

function tableView(listing: Listing): View {
  const printer = new TablePrinter(tableOptions(listing));
  const print = (table: Table): Promise<void> => listing.session.print(printer.print(table));
  return {
    async list(printed) {
      const table = await listTable(listing);
      if (printed) await print(table);
      return table.metadata?.resourceVersion ?? '';
    },
    print,
    versionOf: (table: Table) => table.rows?.[0]?.object?.metadata?.resourceVersion,
  };
}

async function objectView(listing: Listing): Promise<View> {
  const { options, session } = listing;
  const format = options.output ?? { name: 'name', argument: undefined };
  const printer = await objectPrinter(format, {
    headers: options.headers !== false,
    managedFields: options.showManagedFields ?? false,
  });
  return {
    async list(printed) {
      const { items, resourceVersion } = await listObjects(listing);
      if (printed) for (const item of items) await session.print(printer.one(item));
      return resourceVersion;
    },
    print: (object: AnyObject) => session.print(printer.one(object)),
    versionOf: (object: AnyObject) => object.metadata?.['resourceVersion'] as string | undefined,
  };
}

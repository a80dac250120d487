import { isNotFound } from '../../kube/client/status-error.ts';
import { objectPrinter } from '../output/object-printer.ts';
import type { AnyObject } from '../output/object-printer.ts';
import { throwCollected } from '../output/several-errors.ts';
import { sortBy } from '../output/sort.ts';
import { TablePrinter } from '../output/table.ts';
import type { Table, TableOptions } from '../output/table.ts';
import { callFor, isTable, listObjects, listTable } from './listing.ts';
import type { Listing } from './listing.ts';

/** Prints the collection or the named objects. Some may be missing: the others are printed, then the errors told. */
export async function printListing(listing: Listing): Promise<void> {
  const failures: unknown[] = [];
  if (isTable(listing)) await printTable(listing, failures);
  else await printObjects(listing, failures);
  throwCollected(failures);
}

/** How tables are to look. */
export function tableOptions({ options }: Listing): TableOptions {
  return {
    wide: options.output?.name === 'wide',
    noHeaders: options.headers === false,
    withNamespace: options.allNamespaces ?? false,
    showLabels: options.showLabels ?? false,
    labelColumns: options.labelColumns ?? [],
  };
}

async function printTable(listing: Listing, failures: unknown[]): Promise<void> {
  const table = listing.names.length > 0 ? await namedTable(listing, failures) : await listTable(listing);
  const rows = table.rows ?? [];
  const path = listing.options.sortBy;
  const sorted = path === undefined ? rows : sortBy(path, rows, (row) => row.object);
  const text = new TablePrinter(tableOptions(listing)).print({ ...table, rows: sorted });
  await listing.session.print(text);
  if (text === '' && failures.length === 0 && !listing.options.ignoreNotFound) noteNothingFound(listing);
}

function noteNothingFound({ options, session, namespace }: Listing): void {
  session.note(options.allNamespaces ? 'No resources found' : `No resources found in ${namespace} namespace.`);
}

async function namedTable(listing: Listing, failures: unknown[]): Promise<Table> {
  const tables = await getNamed<Table>(listing, failures);
  return { ...(tables[0] ?? { kind: 'Table' }), rows: tables.flatMap((table) => table.rows ?? []) };
}

async function getNamed<T>(listing: Listing, failures: unknown[]): Promise<T[]> {
  const found: T[] = [];
  for (const name of listing.names) {
    try {
      found.push(await listing.api.json<T>({ ...listing.ref, name }, callFor(listing)));
    } catch (error) {
      if (!isNotFound(error)) throw error;
      if (!listing.options.ignoreNotFound) failures.push(error);
    }
  }
  return found;
}

async function printObjects(listing: Listing, failures: unknown[]): Promise<void> {
  const { options, names } = listing;
  if (options.output === undefined) return;
  const printer = await objectPrinter(options.output, {
    headers: options.headers !== false,
    managedFields: options.showManagedFields ?? false,
  });
  const objects = names.length > 0 ? await getNamed<AnyObject>(listing, failures) : (await listObjects(listing)).items;
  const sorted = options.sortBy === undefined ? objects : sortBy(options.sortBy, objects, (object) => object);
  const [only] = sorted;
  if (names.length === 1 && only === undefined) return;
  await listing.session.print(names.length === 1 && only !== undefined ? printer.one(only) : printer.list(sorted));
}

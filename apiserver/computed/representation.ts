import type { ComputedKind } from '../../api/kinds.ts';
import { servedApiVersion } from '../../api/groups.ts';
import { goQuoted } from '../../api/meta/go-text.ts';
import { acceptedTypes, negotiate } from '../server/accept.ts';
import type { Encoding, Transform } from '../server/accept.ts';
import type { Exchange } from '../server/exchange.ts';
import { badRequest, notAcceptable } from '../server/failures.ts';
import type { ComputedObject } from './block.ts';
import { cellsOf, columnDefinitions } from './table.ts';

/** In which form objects are to be given. */
export interface Form {
  format: Encoding['format'];
  as: 'object' | 'metadata' | 'table';
  /** Of the meta.k8s.io types. */
  metaVersion: string;
  /** What the rows of a table carry. */
  include: 'None' | 'Metadata' | 'Object';
  kind: ComputedKind;
  now: () => Date;
}

/** The three shapes of an answer; each can be a Table, and each has its own name for metadata alone. */
export type Shape = 'object' | 'list' | 'watch';

/**
 * Picks the form that the client takes best.
 * @throws {StatusError} 406 when there is none, 400 for an unknown `includeObject`
 */
export function readForm(exchange: Exchange, kind: ComputedKind, of: { shape: Shape; now: () => Date }): Form {
  const { format, transform } = encodingOf(exchange, of.shape);
  const as = transform === undefined ? 'object' : transform.as === 'Table' ? 'table' : 'metadata';
  const include = as === 'table' ? readInclude(exchange.info.query) : 'Object';
  return { format, as, metaVersion: transform?.version ?? 'v1', include, kind, now: of.now };
}

function encodingOf({ request }: Exchange, shape: Shape): Encoding {
  const metadataOnly = shape === 'list' ? 'PartialObjectMetadataList' : 'PartialObjectMetadata';
  const encoding = negotiate(request.headers.accept, (transform) => isOurs(transform, metadataOnly));
  const accepted: readonly string[] = shape === 'watch' ? ['application/json'] : acceptedTypes;
  if (encoding === undefined || !accepted.includes(`application/${encoding.format}`)) throw notAcceptable(accepted);
  return encoding;
}

/** One object by itself, or in a watch event. `headers`: a table has its columns, which in a watch only the first one has. */
export function represent(form: Form, object: ComputedObject, headers = true): object {
  if (form.as === 'object') return object;
  if (form.as === 'metadata') return partial(form, object);
  const { resourceVersion } = object.metadata;
  return { ...tableHead(form, headers), metadata: { resourceVersion }, rows: [row(form, object)] };
}

/** An element of a list: an item, or a row. */
export function element(form: Form, object: ComputedObject): object {
  if (form.as === 'table') return row(form, object);
  return form.as === 'metadata' ? partial(form, object) : object;
}

/** What stands around the elements of a list, with the name of the member that holds them. */
export function envelope(form: Form): { head: object; elements: 'rows' | 'items' } {
  if (form.as === 'table') return { head: tableHead(form, true), elements: 'rows' };
  if (form.as === 'object') {
    return { head: { apiVersion: servedApiVersion, kind: `${form.kind.kind}List` }, elements: 'items' };
  }
  return { head: { kind: 'PartialObjectMetadataList', apiVersion: metaApi(form) }, elements: 'items' };
}

/** What a bookmark carries: an object with nothing but a resourceVersion. */
export function bookmark(form: Form, resourceVersion: number, annotations?: Record<string, string>): object {
  const { kind } = form.kind;
  const metadata = {
    resourceVersion: String(resourceVersion),
    ...(annotations === undefined ? {} : { annotations }),
  };
  const bare = { apiVersion: servedApiVersion, kind, metadata };
  if (form.as === 'object') return bare;
  const asPartial = { kind: 'PartialObjectMetadata', apiVersion: metaApi(form), metadata };
  if (form.as === 'metadata') return asPartial;
  const cells = ['', ...form.kind.columns.map(() => null)];
  // The annotation must arrive whatever the rows carry.
  const carried = form.include === 'Object' ? bare : asPartial;
  const only =
    form.include === 'None' && annotations === undefined ? { cells, object: null } : { cells, object: carried };
  return { ...tableHead(form, false), metadata: { resourceVersion: metadata.resourceVersion }, rows: [only] };
}

function row(form: Form, object: ComputedObject): object {
  const cells = cellsOf(form.kind, object, form.now());
  if (form.include === 'None') return { cells, object: null };
  return { cells, object: form.include === 'Object' ? object : partial(form, object) };
}

function partial(form: Form, { metadata }: ComputedObject): object {
  return { kind: 'PartialObjectMetadata', apiVersion: metaApi(form), metadata };
}

function tableHead(form: Form, headers: boolean): object {
  return {
    kind: 'Table',
    apiVersion: metaApi(form),
    columnDefinitions: headers ? columnDefinitions(form.kind) : null,
  };
}

function metaApi({ metaVersion }: Form): string {
  return `meta.k8s.io/${metaVersion}`;
}

function isOurs({ as, group, version }: Transform, metadataOnly: string): boolean {
  return (
    group === 'meta.k8s.io' && (version === 'v1' || version === 'v1beta1') && (as === 'Table' || as === metadataOnly)
  );
}

function readInclude(query: URLSearchParams): Form['include'] {
  const include = query.get('includeObject') ?? '';
  if (include === '') return 'Metadata';
  if (include === 'None' || include === 'Metadata' || include === 'Object') return include;
  throw badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: ${goQuoted(include)}: must be 'Metadata', 'Object', 'None', or empty`,
  );
}

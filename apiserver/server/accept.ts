import type { Exchange } from './exchange.ts';

/** How an answer is to be encoded. */
export interface Encoding {
  format: 'json' | 'yaml';
  /** A transformation that the client asked for (`as=Table;g=meta.k8s.io;v=v1`), and that the endpoint allows. */
  transform?: Transform;
}

export interface Transform {
  as: string;
  group: string;
  version: string;
}

export interface AcceptClause {
  type: string;
  /** Parameters but q, names in lower case. */
  parameters: ReadonlyMap<string, string>;
}

export const acceptedTypes = ['application/json', 'application/yaml'] as const;

/**
 * Picks the encoding for an Accept header, as kube-apiserver does: clause after clause by q, skipping those that this endpoint cannot
 * serve. Undefined when none is left (406). Without a header, JSON.
 *
 * @param allows says whether the endpoint can make this transformation.
 */
export function negotiate(accept: string | undefined, allows: (transform: Transform) => boolean): Encoding | undefined {
  if (accept === undefined || accept.trim() === '') return { format: 'json' };
  for (const clause of readAccept(accept)) {
    const format = formatOf(clause.type);
    const transform = transformOf(clause.parameters);
    if (format !== undefined && (transform === undefined || allows(transform))) {
      return transform === undefined ? { format } : { format, transform };
    }
  }
  return undefined;
}

/** The clauses of an Accept header, best first. A clause with q=0 is not acceptable and left out. */
export function readAccept(accept: string): AcceptClause[] {
  const clauses = accept.split(',').flatMap((text) => {
    const [type = '', ...rest] = text.split(';').map((part) => part.trim());
    if (type === '') return [];
    const parameters = new Map(rest.filter((part) => part !== '').map(readParameter));
    const q = Number(parameters.get('q') ?? '1');
    parameters.delete('q');
    return [{ type: type.toLowerCase(), parameters, q: Number.isNaN(q) ? 1 : q }];
  });
  return clauses
    .filter((clause) => clause.q > 0)
    .toSorted((a, b) => b.q - a.q)
    .map(({ type, parameters }) => ({ type, parameters }));
}

/** Whether JSON is to be indented though nobody asked: kube-apiserver does it for people, whom it knows by their programs. */
export function wantsPretty({ info, request }: Exchange): boolean {
  if (info.query.has('pretty')) return false;
  return /^(?:curl|Wget|Mozilla\/5\.0)/.test(request.headers['user-agent'] ?? '');
}

/** True when a media type or range covers application/json. */
export function coversJson(type: string): boolean {
  return type === 'application/json' || type === 'application/*' || type === '*/*';
}

function formatOf(type: string): 'json' | 'yaml' | undefined {
  if (coversJson(type)) return 'json';
  return type === 'application/yaml' ? 'yaml' : undefined;
}

function transformOf(parameters: ReadonlyMap<string, string>): Transform | undefined {
  const as = parameters.get('as');
  const group = parameters.get('g');
  const version = parameters.get('v');
  if (as === undefined && group === undefined && version === undefined) return undefined;
  return { as: as ?? '', group: group ?? '', version: version ?? '' };
}

function readParameter(part: string): [string, string] {
  const [name = '', ...value] = part.split('=');
  const text = value.join('=').trim();
  const bare = text.startsWith('"') && text.endsWith('"') && text.length > 1 ? text.slice(1, -1) : text;
  return [name.trim().toLowerCase(), bare];
}

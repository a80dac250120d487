import { badRequest } from '../server/failures.ts';

/** What a field selector can look at. */
export interface Fields {
  'metadata.name': string;
  /** Left out for kinds that are in no namespace. */
  'metadata.namespace'?: string;
}

export interface FieldTerm {
  field: keyof Fields;
  value: string;
  equal: boolean;
}

/**
 * Reads a field selector (`metadata.name=a,metadata.namespace!=b`). A term of an operator alone selects everything, as with kube-apiserver.
 * @throws {StatusError} 400 with kube-apiserver's text, also for a field that cannot be selected by
 */
export function readFieldSelector(text: string, scope: 'Namespaced' | 'Cluster'): FieldTerm[] {
  return text
    .split(',')
    .filter((part) => part !== '')
    .filter((part) => !/^(?:=|==|!=)$/.test(part))
    .map((part) => readTerm(text, part, scope));
}

/** Whether all terms hold. */
export function fieldsMatch(terms: readonly FieldTerm[], fields: Fields): boolean {
  return terms.every(({ field, value, equal }) => (fields[field] === value) === equal);
}

/** The only value that the terms leave for a field, if they leave one. */
export function demanded(terms: readonly FieldTerm[], field: keyof Fields): string | undefined {
  return terms.find((term) => term.equal && term.field === field)?.value;
}

function readTerm(selector: string, part: string, scope: 'Namespaced' | 'Cluster'): FieldTerm {
  const match = /^(.*?)(!=|==|=)(.*)$/s.exec(part);
  if (match === null) throw badRequest(`invalid selector: '${selector}'; can't understand '${part}'`);
  const [, field = '', operator, value = ''] = match;
  if (field !== 'metadata.name' && (field !== 'metadata.namespace' || scope === 'Cluster')) {
    throw badRequest(`field label not supported: ${field}`);
  }
  return { field, value, equal: operator !== '!=' };
}

import type { LabelSelector } from '../../api/meta/label-selector.ts';
import { parseSelector } from './selector.ts';
import { UsageError } from './usage-error.ts';

/** `a=b or c=d`: selectors of which one must hold; the flag may be repeated. @throws UsageError */
export function orSelectors(text: string, previous: LabelSelector[] | undefined): LabelSelector[] {
  return [...(previous ?? []), ...text.split(/\s+or\s+/).map(parseSelector)];
}

/** The name of a ConfigMap, as the reference that a spec holds. */
export function configMap(name: string): { kind: string; name: string } {
  return { kind: 'configmap', name };
}

/** `secret=key`. @throws UsageError */
export function secretKey(text: string): { name: string; key: string } {
  const [, name, key] = /^([^=]+)=([^=]+)$/.exec(text) ?? [];
  if (name === undefined || key === undefined) {
    throw new UsageError('must be formatted as SECRET=KEY: the name of a Secret and a key inside it');
  }
  return { name, key };
}

/** A whole number above 0. @throws UsageError */
export function count(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError('must be a whole number above 0');
  return Number(text);
}

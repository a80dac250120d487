import { recordApiVersion, recordGroup, servedApiVersion, servedGroup } from '../../api/groups.ts';
import { storedKinds } from '../../api/kinds.ts';

/** Names of a record and of the object that it is served as, one pair a kind, its list kind included. */
const kindPairs = storedKinds.flatMap(({ kind, record }) => [
  [record.kind, kind] as const,
  [`${record.kind}List`, `${kind}List`] as const,
]);
const toServed = new Map<string, string>(kindPairs);
const toRecord = new Map<string, string>(kindPairs.map(([record, served]) => [served, record]));
const pluralToServed = new Map<string, string>(storedKinds.map(({ plural, record }) => [record.plural, plural]));

/** `BackupRecord` -> `Backup`; undefined for a kind that is not a record. */
export function servedKind(kind: string): string | undefined {
  return toServed.get(kind);
}

/** `Backup` -> `BackupRecord`; undefined for a kind that is not served. */
export function recordKind(kind: string): string | undefined {
  return toRecord.get(kind);
}

/** `backuprecords` -> `backups`; other plurals stay. */
export function servedPlural(plural: string): string {
  return pluralToServed.get(plural) ?? plural;
}

const words = new Map<string, string>([
  ...storedKinds.map(({ plural, record }) => [record.plural, plural] as const),
  ...storedKinds.map(({ singular, record }) => [record.singular, singular] as const),
  ...kindPairs,
]);
/** What the names of records have in common, and nearly nothing else has. */
const inEachName = 'ecord';
const dotted = recordGroup.replaceAll('.', String.raw`\.`);

/**
 * `backuprecords.store.stowage.dev`, and whatever a client calls a kind. But not the names of quotas, nor those of webhooks and policies, which
 * stand in quotes: an administrator wrote them, who finds them by no other.
 */
const qualified = new RegExp(
  String.raw`(?<!\bcount/)\b(${[...words.keys()].join('|')}|(?<![\w.'"-])[A-Za-z][A-Za-z0-9]*)\.${dotted}(?![\w.-])`,
  'g',
);
const storageKey = new RegExp(String.raw`/${dotted}/(${[...pluralToServed.keys()].join('|')})/`, 'g');
const kindAlone = new RegExp(String.raw`\b(${[...toServed.keys()].join('|')})\b`, 'g');
const resourceAsked = new RegExp(`"(${[...pluralToServed.keys()].join('|')})(/[a-z]+)?"(?= in API group )`, 'g');
const groupAlone = new RegExp(String.raw`(?<![\w.-])${dotted}(?![\w.-])`, 'g');

/** Puts the served names in place of the records' in a text that kube-apiserver wrote: an error, a cause, a warning. */
export function servedText(text: string): string {
  // Most causes name nothing of ours, and there may be ten thousand of them.
  if (!text.includes(recordGroup) && !text.includes(inEachName)) return text;
  return text
    .replaceAll(qualified, (_, word: string) => `${words.get(word) ?? word}.${servedGroup}`)
    .replaceAll(storageKey, (_, plural: string) => `/${servedGroup}/${servedPlural(plural)}/`)
    .replaceAll(resourceAsked, (_, plural: string, sub?: string) => `"${servedPlural(plural)}${sub ?? ''}"`)
    .replaceAll(kindAlone, (kind) => servedKind(kind) ?? kind)
    .replaceAll(recordApiVersion, servedApiVersion)
    .replaceAll(groupAlone, servedGroup);
}

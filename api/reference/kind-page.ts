import { isStored, isWritable } from '../v1alpha1/kind-definition.ts';
import type { KindDefinition, StoredKind } from '../v1alpha1/kind-definition.ts';
import { fieldList } from './field-list.ts';
import { escape, fill } from './markdown.ts';

/** File name of the page of a kind, below docs/reference/. */
export function pageName(kind: KindDefinition): string {
  return `${kind.kind.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}.md`;
}

/** The page of a kind with its generated parts up to date. What people wrote around them stays. */
export function fillKindPage(page: string, kind: KindDefinition): string {
  let filled = fill(page, 'about', about(kind));
  if (kind.spec !== undefined) filled = fill(filled, 'spec', fieldList(kind.spec));
  filled = fill(filled, 'status', fieldList(kind.status));
  filled = fill(filled, 'columns', columns(kind));
  return !isStored(kind) || kind.downloads.length === 0 ? filled : fill(filled, 'downloads', downloads(kind));
}

function about(kind: KindDefinition): string {
  const names = [kind.plural, kind.singular, ...kind.shortNames].map((name) => `\`${name}\``).join(', ');
  return `${escape(kind.description)}\n\nGroup and version \`stowage.dev/v1alpha1\`, ${kind.scope === 'Namespaced' ? 'namespaced' : 'cluster-scoped'}${isWritable(kind) ? '' : ', read-only'}; kubectl knows it as ${names}.`;
}

function columns(kind: KindDefinition): string {
  return kind.columns
    .map(({ name, description, jsonPath, priority = 0 }) => {
      const shown = priority > 0 ? ', with `-o wide`' : '';
      return `- ${escape(name)} (\`${jsonPath}\`${shown}): ${escape(description)}`;
    })
    .join('\n');
}

function downloads(kind: StoredKind): string {
  return kind.downloads
    .map(({ name, description }) => `- \`${kind.plural}/${name}\`: ${escape(description)}`)
    .join('\n');
}

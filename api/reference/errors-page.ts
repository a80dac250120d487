import { catalogue } from '../errors/catalogue.ts';
import type { AnswerEntry, ErrorEntry } from '../errors/entry.ts';
import { escape } from './markdown.ts';

const headings: Record<keyof typeof catalogue, string> = {
  api: 'About the objects',
  apiserver: 'Answers of the apiserver',
  controllers: 'Ends of runs, and locations',
  plugin: 'kubectl backup',
};

/** docs/reference/errors.md: every reason, what it says and what to do. */
export function errorsPage(): string {
  const parts = Object.entries(catalogue).map(([room, entries]) => {
    const sections = Object.entries(entries as Record<string, ErrorEntry>)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([reason, of]) => section(reason, of));
    return `## ${headings[room as keyof typeof catalogue]}\n\n${sections.join('\n\n')}`;
  });
  return `${introduction}\n\n${parts.join('\n\n')}\n`;
}

const introduction = `# Errors

<!-- Made by npm run generate from api/errors/entries. Do not edit. -->

Each failure has a reason: one stable word that scripts may rely on. It shows as the reason of a condition in \`status.conditions\`, and as the
\`reason\` of a Status that answers a request. The texts may change. Words in braces stand for what is filled in.`;

function section(reason: string, of: ErrorEntry | AnswerEntry): string {
  const says = 'httpStatus' in of ? `HTTP status ${of.httpStatus}` : 'Message';
  return `### ${reason}\n\n${says}: ${escape(of.template)}.\n\nWhat to do: ${escape(of.action)}.`;
}

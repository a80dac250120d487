import { escapeTerminal } from './escape-terminal.ts';
import { goSprint } from './jsonpath/go-format.ts';
import { JsonPathError } from './jsonpath/nodes.ts';
import { relaxedPath } from './jsonpath/template.ts';
import { alignTabs, tableStops } from './tabs.ts';

/**
 * `-o custom-columns=NAME:.metadata.name,PHASE:.status.phase`. The result prints objects; headers come with the first call only.
 * @throws JsonPathError for a spec that cannot be read.
 */
export function customColumns(spec: string, noHeaders: boolean): (objects: readonly unknown[]) => string {
  const columns = parse(spec);
  const widths: number[] = [];
  let headers = noHeaders ? [] : [columns.map((column) => column.header)];
  return (objects) => {
    const rows = objects.map((object) => columns.map((column) => cellText(column.find(object))));
    const text = alignTabs([...headers, ...rows], tableStops, widths);
    headers = [];
    return text;
  };
}

interface Column {
  header: string;
  find: (data: unknown) => unknown[];
}

function parse(spec: string): Column[] {
  if (spec === '') throw new JsonPathError('custom-columns format specified but no custom columns given');
  return spec.split(',').map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0) {
      throw new JsonPathError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    }
    return { header: part.slice(0, colon), find: relaxedPath(part.slice(colon + 1)) };
  });
}

function cellText(values: readonly unknown[]): string {
  return values.length === 0 ? '<none>' : values.map((value) => escapeTerminal(goSprint(value))).join(',');
}

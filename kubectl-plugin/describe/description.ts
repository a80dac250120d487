import { escapeTerminal } from '../output/escape-terminal.ts';
import { formatLabels } from '../output/table.ts';
import { alignTabs, describeStops } from '../output/tabs.ts';

/** What a field may hold; undefined, '' and empty lists are shown as `<none>`. */
export type Value = string | number | boolean | readonly string[] | undefined;

/** The text of `describe`: names and values in columns, sections indented by two blanks, as kubectl and Velero write it. */
export class Description {
  readonly #lines: string[][] = [];
  #indent = '';

  /** `Name:  value`; further lines of a value stand under the first. */
  field(name: string, value: Value): void {
    const [first = '', ...more] = escapeTerminal(valueText(value)).split('\n');
    this.#lines.push([`${this.#indent}${name}:`, first]);
    for (const line of more) this.#lines.push([this.#indent, line]);
  }

  /** The field, but only if there is something to say. */
  optionalField(name: string, value: Value): void {
    if (valueText(value) !== none) this.field(name, value);
  }

  /** `key=value` on lines of their own, as kubectl shows labels. */
  pairs(name: string, pairs: Record<string, string> | undefined): void {
    const text = formatLabels(pairs);
    this.field(name, text === none ? undefined : sortedPairs(pairs).join('\n'));
  }

  /** `Name:` with an indented body; a blank line comes before it at the top level. */
  section(name: string, body: () => void): void {
    if (this.#indent === '') this.blank();
    this.#lines.push([`${this.#indent}${name}:`]);
    const outer = this.#indent;
    this.#indent = `${outer}  `;
    body();
    this.#indent = outer;
  }

  /** A line as it is, indented. */
  line(text: string): void {
    this.#lines.push([this.#indent + escapeTerminal(text)]);
  }

  /** Cells in columns, with a header and a line under it, as kubectl shows events. */
  table(header: readonly string[], rows: readonly (readonly string[])[]): void {
    const underline = header.map((name) => '-'.repeat(name.length));
    for (const row of [header, underline, ...rows]) {
      this.#lines.push(row.map((cell, index) => (index === 0 ? this.#indent : '') + escapeTerminal(cell)));
    }
  }

  /** A blank line; never two, never at the top. */
  blank(): void {
    const last = this.#lines.at(-1);
    if (last !== undefined && last.join('') !== '') this.#lines.push(['']);
  }

  text(): string {
    return alignTabs(this.#lines, describeStops);
  }
}

const none = '<none>';

function valueText(value: Value): string {
  if (value === undefined || value === '') return none;
  if (typeof value === 'object') return value.length === 0 ? none : value.join(', ');
  return String(value);
}

function sortedPairs(pairs: Record<string, string> | undefined): string[] {
  return Object.entries(pairs ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .toSorted();
}

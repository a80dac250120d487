import { escapeTerminal } from './escape-terminal.ts';
import { goSprint } from './jsonpath/go-format.ts';
import { alignTabs, tableStops } from './tabs.ts';

/** meta.k8s.io/v1 Table, the parts that are printed. */
export interface Table {
  kind: 'Table';
  metadata?: { resourceVersion?: string; continue?: string };
  /** Left out in all but the first event of a watch. */
  columnDefinitions?: TableColumn[] | null;
  rows?: TableRow[] | null;
}

export interface TableColumn {
  name: string;
  type?: string;
  /** 0 is always shown, more only with `-o wide`. */
  priority?: number;
}

export interface TableRow {
  cells: unknown[];
  object?: {
    metadata?: { name?: string; namespace?: string; resourceVersion?: string; labels?: Record<string, string> };
  };
}

export interface TableOptions {
  wide: boolean;
  noHeaders: boolean;
  withNamespace: boolean;
  showLabels: boolean;
  /** Labels with a column of their own (`-L`). */
  labelColumns: readonly string[];
}

/** Prints Tables as kubectl does, one after the other: headers once, columns that keep their widths. */
export class TablePrinter {
  readonly #options: TableOptions;
  readonly #widths: number[] = [];
  #columns: TableColumn[] = [];
  #headersPrinted = false;

  constructor(options: TableOptions) {
    this.#options = options;
  }

  /** The lines for one Table or one watch event's Table; '' when there is nothing to print. */
  print(table: Table): string {
    if (table.columnDefinitions?.length) this.#columns = table.columnDefinitions;
    const rows = (table.rows ?? []).map((row) => this.#row(row));
    if (rows.length === 0) return '';
    const headers = this.#options.noHeaders || this.#headersPrinted ? [] : [this.#headers()];
    this.#headersPrinted = true;
    return alignTabs([...headers, ...rows], tableStops, this.#widths);
  }

  #headers(): string[] {
    const { withNamespace, labelColumns, showLabels } = this.#options;
    const names = this.#columns.filter((column) => this.#shown(column)).map((column) => column.name);
    const labels = labelColumns.map((label) => label.split('/').at(-1) ?? label);
    const all = [...(withNamespace ? ['Namespace'] : []), ...names, ...labels, ...(showLabels ? ['Labels'] : [])];
    return all.map((name) => name.toUpperCase());
  }

  #row(row: TableRow): string[] {
    const { withNamespace, labelColumns, showLabels } = this.#options;
    const metadata = row.object?.metadata;
    const cells = this.#columns.flatMap((column, index) => (this.#shown(column) ? [cellText(row.cells[index])] : []));
    return [
      ...(withNamespace ? [metadata?.namespace ?? ''] : []),
      ...cells,
      ...labelColumns.map((label) => metadata?.labels?.[label] ?? ''),
      ...(showLabels ? [formatLabels(metadata?.labels)] : []),
    ];
  }

  #shown(column: TableColumn): boolean {
    return this.#options.wide || !column.priority;
  }
}

/** `a=b,c=d` in order, `<none>` without labels. */
export function formatLabels(labels: Record<string, string> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? '<none>' : pairs.toSorted().join(',');
}

/** A line break would tear the table: what follows it is cut off and said so. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string') return escapeTerminal(goSprint(cell));
  const end = cell.search(/[\f\n\r]/);
  return end < 0 ? escapeTerminal(cell) : `${escapeTerminal(cell.slice(0, end))}...`;
}

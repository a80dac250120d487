/** How wide a column is: at least `minimum`, and `padding` blanks more than its widest cell. */
export interface TabStops {
  minimum: number;
  padding: number;
}

/** kubectl's tables (cli-runtime `GetNewTabWriter`). */
export const tableStops: TabStops = { minimum: 6, padding: 3 };

/** `kubectl describe` and Velero's descriptions. */
export const describeStops: TabStops = { minimum: 0, padding: 2 };

/**
 * Aligns cells as Go's text/tabwriter does: a column is a run of lines that have a cell there which is followed by
 * another; the last cell of a line is not padded. `remembered` keeps widths between calls, for tables that grow by a watch.
 */
export function alignTabs(lines: readonly string[][], stops: TabStops, remembered?: number[]): string {
  const widths = lines.map((): number[] => []);
  measure({ lines, widths, stops, remembered }, 0, { from: 0, to: lines.length });
  return lines.map((line, row) => `${padded(line, widths[row] ?? [])}\n`).join('');
}

interface Layout {
  lines: readonly string[][];
  widths: number[][];
  stops: TabStops;
  /** Widths that each column has had so far, if they are to be kept. */
  remembered: number[] | undefined;
}

interface Range {
  from: number;
  to: number;
}

function measure(layout: Layout, column: number, range: Range): void {
  for (let row = range.from; row < range.to; row++) {
    if (!hasColumn(layout, row, column)) continue;
    const block = { from: row, to: blockEnd(layout, column, { from: row, to: range.to }) };
    const width = columnWidth(layout, column, block);
    for (let at = block.from; at < block.to; at++) layout.widths[at]?.push(width);
    measure(layout, column + 1, block);
    row = block.to - 1;
  }
}

function hasColumn(layout: Layout, row: number, column: number): boolean {
  return column < (layout.lines[row]?.length ?? 0) - 1;
}

function blockEnd(layout: Layout, column: number, range: Range): number {
  let end = range.from;
  while (end < range.to && hasColumn(layout, end, column)) end++;
  return end;
}

function columnWidth(layout: Layout, column: number, block: Range): number {
  const cells = layout.lines
    .slice(block.from, block.to)
    .map((line) => length(line[column] ?? '') + layout.stops.padding);
  const width = cells.reduce(
    (a, b) => Math.max(a, b),
    Math.max(layout.stops.minimum, layout.remembered?.[column] ?? 0),
  );
  if (layout.remembered) layout.remembered[column] = width;
  return width;
}

function padded(line: readonly string[], widths: readonly number[]): string {
  return line.map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - length(cell)))).join('');
}

/** Characters, not UTF-16 units. */
function length(text: string): number {
  return Array.from(text).length;
}

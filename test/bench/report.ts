import type { OneObjectRow } from './one-object.ts';

/** A job of Stowage's beside the bare API calls and Velero's. */
export interface JobRow {
  name: 'backup' | 'restore' | 'backup-100k';
  /** Seconds from the request to the final phase; medians of the rounds. */
  stowage: number;
  floor: number;
  velero: number | null;
  /** High-water mark of the resident set of the server process, so far in the run. */
  stowagePeakMiB: number;
  veleroPeakMiB: number | null;
}

/** The rows for a reader: ratios from one run; a time alone would say more of the machine than of the program. */
export function table(rows: readonly (JobRow | OneObjectRow)[]): string {
  return aligned(rows.map((row) => (row.name === 'one-object' ? oneObjectLine(row) : jobLine(row))));
}

function jobLine({ name, stowage, floor, velero, stowagePeakMiB, veleroPeakMiB }: JobRow): string[] {
  return [
    name,
    `${(stowage / floor).toFixed(2)}x the floor`,
    velero === null ? 'not run' : `${(velero / stowage).toFixed(1)}x faster than Velero`,
    veleroPeakMiB === null
      ? `${stowagePeakMiB.toFixed(0)} MiB`
      : `${(stowagePeakMiB / veleroPeakMiB).toFixed(2)}x Velero's memory`,
    `(${stowage.toFixed(2)} s; floor ${floor.toFixed(2)} s; Velero ${velero?.toFixed(1) ?? '-'} s; ${stowagePeakMiB.toFixed(0)} and ${veleroPeakMiB?.toFixed(0) ?? '-'} MiB)`,
  ];
}

function oneObjectLine({ name, reads, bytes, archiveBytes, goal, met }: OneObjectRow): string[] {
  const share = `${((100 * bytes) / archiveBytes).toFixed(1)}% of the archive's bytes`;
  return [name, `${reads} reads at the bucket`, `goal ${goal}${met ? '' : ', SHORT OF IT'}`, share];
}

/** Columns under one another. */
export function aligned(lines: readonly (readonly string[])[]): string {
  const columns = Math.max(...lines.map((line) => line.length));
  const widths = Array.from({ length: columns }, (_, at) => Math.max(...lines.map((line) => (line[at] ?? '').length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined) throw new Error('the median of nothing');
  return middle;
}

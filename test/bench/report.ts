export interface Row {
  name: 'backup' | 'restore';
  /** Seconds from the request to the final phase; medians of the rounds. */
  stowage: number;
  floor: number;
  velero: number | null;
  /** High-water mark of the resident set of the server process, so far in the run. */
  stowagePeakMiB: number;
  veleroPeakMiB: number | null;
}

/** The rows for a reader: ratios from one run; a time alone would say more of the machine than of the program. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map(({ name, stowage, floor, velero, stowagePeakMiB, veleroPeakMiB }) => [
    name,
    `${(stowage / floor).toFixed(2)}x the floor`,
    velero === null ? 'not run' : `${(velero / stowage).toFixed(1)}x faster than Velero`,
    veleroPeakMiB === null
      ? `${stowagePeakMiB.toFixed(0)} MiB`
      : `${(stowagePeakMiB / veleroPeakMiB).toFixed(2)}x Velero's memory`,
    `(${stowage.toFixed(2)} s; floor ${floor.toFixed(2)} s; Velero ${velero?.toFixed(1) ?? '-'} s; ${stowagePeakMiB.toFixed(0)} and ${veleroPeakMiB?.toFixed(0) ?? '-'} MiB)`,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined) throw new Error('the median of nothing');
  return middle;
}

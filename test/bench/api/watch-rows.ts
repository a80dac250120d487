/** So many watchers of a namespace on each side. */
export interface WatchRow {
  name: string;
  watchers: number;
  /** Writes for each side a round. */
  writes: number;
  /** Milliseconds that the p99 may be above the CRD's. */
  goalMs: number;
}

export const watchRows: readonly WatchRow[] = [
  { name: 'watch', watchers: 1, writes: 200, goalMs: 20 },
  { name: 'watch-100', watchers: 100, writes: 30, goalMs: 20 },
];

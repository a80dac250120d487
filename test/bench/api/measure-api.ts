import { compareWatches } from './compare-watches.ts';
import { compare } from './compare.ts';
import { requestRows } from './requests.ts';
import { apiTable } from './results.ts';
import type { ApiRow } from './results.ts';
import { bootSite } from './site.ts';
import { watchRows } from './watch-rows.ts';

/** Names of all rows of the served API. */
export const apiRowNames: readonly string[] = [...requestRows, ...watchRows].map(({ name }) => name);

export interface ApiOptions {
  /** Names of rows. */
  rows: readonly string[];
  rounds: number;
  /** Directory for a CPU profile of Stowage's apiserver. */
  profile: string | undefined;
}

/** Boots a cluster of its own and measures these rows of the served API one after the other. */
export async function measureApi(options: ApiOptions, tell: (line: string) => void): Promise<ApiRow[]> {
  await using stack = new AsyncDisposableStack();
  const site = await bootSite(stack, { profile: options.profile, tell });
  const rows: ApiRow[] = [];
  const add = (row: ApiRow): void => {
    rows.push(row);
    tell(apiTable([row]));
  };
  for (const row of requestRows) {
    if (options.rows.includes(row.name)) add(await compare(site, row, options.rounds));
  }
  for (const row of watchRows) {
    if (options.rows.includes(row.name)) add(await compareWatches(site.connection, row, options.rounds));
  }
  return rows;
}

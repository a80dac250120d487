import { Http } from '../lab/http.ts';
import { masters, personHeaders } from '../lab/lab.ts';
import type { LabCommon } from '../lab/lab.ts';

/** What a run under load tells at its end: how the backups ended, how late the apiserver's event loop was at worst, and where its profile will be. */
export async function loadReport(common: LabCommon, profile: string): Promise<string> {
  const backups = Object.entries(common.load?.ended ?? {}).map(([phase, count]) => `${count} ${phase}`);
  const longest = await longestDelay(common);
  return [
    `backups of 10,000 objects meanwhile: ${backups.join(', ')}`,
    `longest delay of the apiserver's event loop: ${longest === undefined ? 'not told by its metrics' : `${(longest * 1000).toFixed(0)} ms`}`,
    `CPU profile of the apiserver, once it has ended: ${profile}`,
  ].join('\n');
}

/** Seconds. */
async function longestDelay({ site, servingCa: ca }: LabCommon): Promise<number | undefined> {
  const headers = personHeaders('x-remote-', masters);
  const { cert, key } = site.frontProxy;
  const servername = 'stowage-apiserver.stowage-system.svc';
  await using http = new Http(`https://127.0.0.1:${site.apiserverPort}`, { ca, cert, key, servername, headers });
  const { text } = await http.ask({ path: '/metrics', accept: '*/*' });
  const found = /^stowage_eventloop_delay_max_seconds (\S+)$/m.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

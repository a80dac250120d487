import { Http } from '../lab/http.ts';
import { masters, personHeaders } from '../lab/lab.ts';
import type { LabCommon } from '../lab/lab.ts';

/** What a run under load tells at its end: how the backups ended, how late the apiserver's event loop was at worst and by whose fault, and where its profile will be. */
export async function loadReport(common: LabCommon, profile: string): Promise<string> {
  const backups = Object.entries(common.load?.ended ?? {}).map(([phase, count]) => `${count} ${phase}`);
  const metrics = await metricsOf(common);
  const longest = (part: string): string => {
    const seconds = new RegExp(`^stowage_eventloop_${part}_max_seconds (\\S+)$`, 'm').exec(metrics)?.[1];
    return seconds === undefined ? 'not told by its metrics' : `${(Number(seconds) * 1000).toFixed(0)} ms`;
  };
  return [
    `backups of 10,000 objects meanwhile: ${backups.join(', ')}`,
    `the apiserver's event loop was blocked by itself for at most ${longest('blocked')} (${longest('worked')} of work), waited for a processor for at most ${longest('waited')}, and was late by at most ${longest('delay')}`,
    `CPU profile of the apiserver, once it has ended: ${profile}`,
  ].join('\n');
}

async function metricsOf({ site, servingCa: ca }: LabCommon): Promise<string> {
  const headers = personHeaders('x-remote-', masters);
  const { cert, key } = site.frontProxy;
  const servername = 'stowage-apiserver.stowage-system.svc';
  await using http = new Http(`https://127.0.0.1:${site.apiserverPort}`, { ca, cert, key, servername, headers });
  return (await http.ask({ path: '/metrics', accept: '*/*' })).text;
}

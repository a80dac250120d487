import { wantsPretty } from '../server/accept.ts';
import type { Exchange } from '../server/exchange.ts';
import { flagParameter } from '../server/request-info.ts';
import { sendBody } from '../server/send.ts';
import { toYaml } from '../server/yaml.ts';

/** Sends something small that was made here. */
export function sendComputed(exchange: Exchange, format: 'json' | 'yaml', value: object): void {
  const pretty = wantsPretty(exchange) || flagParameter(exchange.info.query, 'pretty');
  const json = Buffer.from(`${JSON.stringify(value, undefined, pretty && format === 'json' ? 2 : 0)}\n`, 'utf8');
  const answer = { status: 200, contentType: `application/${format}` };
  sendBody(exchange.response, answer, format === 'yaml' ? toYaml(json) : json);
}

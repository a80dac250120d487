import type { Witness } from '../check.ts';
import { alike, alikeText } from './alike.ts';
import type { Answer, Ask, Http } from './http.ts';
import { askBoth } from './twins.ts';
import type { Twin } from './twins.ts';

/** An answer as a client sees it: status, type and warnings, and the body. */
export function seenOf(answer: Answer): object {
  const { status, headers } = answer;
  const warnings = (headers['warning'] ?? []).map((text) => alikeText(text));
  return {
    status,
    contentType: headers['content-type']?.[0],
    ...(warnings.length === 0 ? {} : { warnings }),
    body: isJson(headers) ? alike(answer.json) : alikeText(answer.text),
  };
}

/** Asks the same of both groups: answers must be alike in everything. Gives the answers, for what comes after. */
export async function compareAsk(
  http: Http,
  seen: Witness,
  what: string,
  ask: (group: string) => Ask,
): Promise<Twin<Answer>> {
  const twin = await askBoth(http, ask);
  seen.same(what, seenOf(twin.theirs), seenOf(twin.ours));
  return twin;
}

function isJson(headers: Answer['headers']): boolean {
  return headers['content-type']?.[0]?.startsWith('application/json') ?? false;
}

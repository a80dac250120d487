import { servedMessage } from './status.ts';

/** The texts of an answer's Warning headers, in our names. */
export function servedWarnings(header: string | string[] | undefined): string[] {
  if (header === undefined) return [];
  return [header].flat().flatMap((line) => textsOf(line).map(servedMessage));
}

/** A Warning header of our own: `299 - "text"`. Control characters would break the header and are left out. */
export function warning(text: string): string {
  const safe = text.replaceAll(/\p{Cc}+/gu, ' ').replaceAll(/["\\]/g, String.raw`\$&`);
  return `299 - "${safe}"`;
}

/** A header that came once may hold several warnings joined by ", ". Header bytes are UTF-8, as Go writes them. */
function textsOf(line: string): string[] {
  const utf8 = Buffer.from(line, 'latin1').toString('utf8');
  return [...utf8.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, quoted = '']) =>
    quoted.replaceAll(/\\(.)/g, '$1'),
  );
}

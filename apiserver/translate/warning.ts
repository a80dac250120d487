import { servedText } from './names.ts';

/** Translates the Warning headers of an answer. A header that came once may hold several warnings joined by ", ". */
export function servedWarnings(header: string | string[] | undefined): string[] {
  if (header === undefined) return [];
  return [header].flat().map(servedText);
}

/** A Warning header of our own: `299 - "text"`. Control characters would break the header and are left out. */
export function warning(text: string): string {
  const safe = text.replaceAll(/\p{Cc}+/gu, ' ').replaceAll(/["\\]/g, String.raw`\$&`);
  return `299 - "${safe}"`;
}

import { warningTexts } from '../../kube/client/warnings.ts';
import { servedMessage } from './status.ts';

/** The texts of an answer's Warning headers, in our names. */
export function servedWarnings(header: string | string[] | undefined): string[] {
  return warningTexts(header).map(servedMessage);
}

/** A Warning header of our own: `299 - "text"`. Control characters would break the header and are left out. */
export function warning(text: string): string {
  const safe = text.replaceAll(/\p{Cc}+/gu, ' ').replaceAll(/["\\]/g, String.raw`\$&`);
  return `299 - "${safe}"`;
}

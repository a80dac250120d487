import type { ServerResponse } from 'node:http';
import { addHeader } from '../server/exchange.ts';
import { warning } from '../translate/warning.ts';

/** Characters of all texts together above which each is cut to `longest`: kube-apiserver's limits. */
const totalLimit = 4 * 1024;
const longest = 256;

/** The warnings of one answer. */
interface Told {
  texts: Set<string>;
  /** Characters that went into headers. */
  written: number;
  cutting: boolean;
}

const told = new WeakMap<ServerResponse, Told>();

/**
 * Adds a Warning header, as kube-apiserver does: each text once, and when there are very many of them each is cut. So an answer put together
 * from several attempts and dry runs says nothing twice. Nothing happens once the headers have gone.
 */
export function addWarning(response: ServerResponse, text: string): void {
  const known = told.get(response) ?? { texts: new Set(), written: 0, cutting: false };
  told.set(response, known);
  if (response.headersSent || text === '' || known.texts.has(text) || isFull(known)) return;
  known.texts.add(text);
  if (known.cutting || known.written + lengthOf(text) <= totalLimit) {
    write(response, known, text);
    return;
  }
  known.cutting = true;
  known.written = 0;
  response.removeHeader('warning');
  for (const one of known.texts) write(response, known, one);
}

function isFull({ cutting, written }: Told): boolean {
  return cutting && written >= totalLimit;
}

function write(response: ServerResponse, known: Told, text: string): void {
  const shown = known.cutting ? Array.from(text).slice(0, longest).join('') : text;
  known.written += lengthOf(shown);
  addHeader(response, 'warning', warning(shown));
}

/** Characters as Go counts them. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}

import type { Exchange } from '../server/exchange.ts';
import { parameter } from '../server/exchange.ts';

/** Characters of a manager's name: kube-apiserver's limit. */
const longest = 128;

/**
 * Who managedFields shall say made a change: the client's own word, else the program that its User-Agent names (`kubectl/v1.34 ...`).
 * Passed on always: kube-apiserver would take our User-Agent.
 */
export function fieldManager(exchange: Exchange): string {
  const given = parameter(exchange, 'fieldManager');
  if (given !== undefined && given !== '') return given;
  return managerOf(exchange.request.headers['user-agent'] ?? '');
}

function managerOf(userAgent: string): string {
  const program = (userAgent.split('/')[0] ?? '').replaceAll(/\p{C}/gu, '');
  let name = '';
  for (const character of program) {
    if (Buffer.byteLength(name + character) > longest) break;
    name += character;
  }
  return name === '' ? 'unknown' : name;
}

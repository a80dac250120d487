import { badRequest } from '../server/failures.ts';
import type { Position } from './entries.ts';

/** Where a list that is read in pages goes on. */
export interface ContinueToken {
  /** Of the first page; -1: whatever is there now. */
  resourceVersion: number;
  after: Position;
  /** Objects on the pages so far. */
  seen: number;
}

export function writeToken({ resourceVersion, after, seen }: ContinueToken): string {
  const token = { v: 'meta.k8s.io/v1', rv: resourceVersion, start: `${after.namespace}/${after.name}`, seen };
  return Buffer.from(JSON.stringify(token), 'utf8').toString('base64url');
}

/** @throws {StatusError} 400 for a text that is no token */
export function readToken(text: string): ContinueToken {
  const illegal = firstIllegal(text);
  if (illegal !== undefined) {
    throw badRequest(`invalid continue token: continue key is not valid: illegal base64 data at input byte ${illegal}`);
  }
  const { rv, start, seen } = parse(text);
  if (typeof rv !== 'number' || typeof start !== 'string' || !Number.isSafeInteger(rv)) {
    throw badRequest('invalid continue token: continue key is not valid');
  }
  const slash = start.indexOf('/');
  return {
    resourceVersion: rv,
    after: { namespace: start.slice(0, Math.max(slash, 0)), name: start.slice(slash + 1) },
    seen: typeof seen === 'number' ? seen : 0,
  };
}

/** Where Go's decoder of base64 stops. */
function firstIllegal(text: string): number | undefined {
  const at = text.search(/[^A-Za-z0-9_-]/);
  if (at >= 0) return at;
  return text.length % 4 === 1 ? text.length - 1 : undefined;
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

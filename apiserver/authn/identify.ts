import type { RequestHeaderConfig } from './request-header-config.ts';
import { authenticatedGroup } from '../server/user.ts';
import type { User } from '../server/user.ts';

/**
 * Reads the user out of the headers that a trusted front proxy set. Call it only after `isFrontProxy` said yes.
 *
 * `rawHeaders` are Node's pairs as they came over the wire: `headers` joins repeated ones with ", ", and a group whose name holds ", "
 * (`CN=a, system:masters`) would fall apart into groups that nobody gave. One line is one group.
 *
 * Undefined when there is no user name, or more than one.
 */
export function identify(rawHeaders: readonly string[], config: RequestHeaderConfig): User | undefined {
  const headers = readHeaders(rawHeaders);
  const username = single(headers, config.usernameHeaders);
  if (username === undefined || username === '') return undefined;
  const uid = single(headers, config.uidHeaders);
  const groups = config.groupHeaders.flatMap((name) => valuesOf(headers, name)).filter((group) => group !== '');
  return {
    username,
    ...(uid === undefined || uid === '' ? {} : { uid }),
    groups: groups.includes(authenticatedGroup) ? groups : [...groups, authenticatedGroup],
    extra: readExtra(headers, config.extraPrefixes),
  };
}

interface Header {
  name: string;
  value: string;
}

/** Header values are UTF-8 to Go and latin1 to Node. */
function readHeaders(raw: readonly string[]): Header[] {
  const headers: Header[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const value = Buffer.from(raw[at + 1] ?? '', 'latin1').toString('utf8');
    headers.push({ name: (raw[at] ?? '').toLowerCase(), value });
  }
  return headers;
}

function valuesOf(headers: readonly Header[], name: string): string[] {
  return headers.filter((header) => header.name === name).map((header) => header.value);
}

/** The value of the first of these headers that is there; nothing when it is there twice, since one of the two is somebody else's. */
function single(headers: readonly Header[], names: readonly string[]): string | undefined {
  const present = names.map((name) => valuesOf(headers, name)).find((values) => values.length > 0);
  return present?.length === 1 ? present[0] : undefined;
}

function readExtra(headers: readonly Header[], prefixes: readonly string[]): Record<string, readonly string[]> {
  const extra = new Map<string, string[]>();
  for (const { name, value } of headers) {
    const prefix = prefixes.find((candidate) => name.startsWith(candidate));
    if (prefix === undefined) continue;
    const key = decodeKey(name.slice(prefix.length));
    const values = extra.get(key);
    if (values) values.push(value);
    else extra.set(key, [value]);
  }
  return Object.fromEntries(extra);
}

function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

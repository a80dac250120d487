import { LocationError } from '../location.ts';

export interface StaticCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

const staticKeys = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token'];
/** Often found in such files; they say nothing that a location does not say itself. */
const ignoredKeys = ['region', 'output'];

/**
 * Reads AWS INI text. A credential is a pair of keys, not a program: `credential_process`, `role_arn`, `sso_*`, `web_identity_token_file`
 * and whatever else makes an SDK run or call something is refused by name, in any profile. No value is ever in an error.
 */
export function parseCredentials(text: string, profile = 'default'): StaticCredentials {
  const found = sections(text).get(profile);
  if (!found) throw new LocationError('credential', `it has no profile [${profile}]`);
  const [accessKeyId, secretAccessKey, sessionToken] = staticKeys.map((key) => found.get(key));
  if (!accessKeyId || !secretAccessKey)
    throw new LocationError('credential', `profile [${profile}] needs aws_access_key_id and aws_secret_access_key`);
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

function sections(text: string): Map<string, Map<string, string>> {
  const all = new Map<string, Map<string, string>>();
  let current: Map<string, string> | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    const header = /^\[\s*(?:profile\s+)?([^\]]+?)\s*\]$/.exec(line);
    if (header?.[1] !== undefined) {
      current = all.get(header[1]) ?? new Map<string, string>();
      all.set(header[1], current);
    } else if (line !== '' && !line.startsWith('#') && !line.startsWith(';')) {
      addLine(current, line, index + 1);
    }
  }
  return all;
}

function addLine(section: Map<string, string> | undefined, line: string, number: number): void {
  const equals = line.indexOf('=');
  const key = line.slice(0, Math.max(equals, 0)).trim().toLowerCase();
  if (!section || !/^[a-z0-9_]+$/.test(key))
    throw new LocationError('credential', `line ${number} is not of the form "name = value" in a [profile]`);
  if (!staticKeys.includes(key) && !ignoredKeys.includes(key)) {
    const named = key.length <= 40 ? key : `on line ${number}`;
    throw new LocationError('credential', `${named} is not accepted: only static keys are, ${staticKeys.join(', ')}`);
  }
  section.set(key, line.slice(equals + 1).trim());
}

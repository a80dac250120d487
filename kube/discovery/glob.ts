/**
 * Compiles one include/exclude pattern: `*` any run of characters, `?` one character, `[a-z]` and `[!a-z]` one of a set.
 * Written out instead of becoming a RegExp because patterns come from tenants: matching costs at most pattern × name steps, whatever the pattern.
 */
export function compileGlob(pattern: string): (name: string) => boolean {
  const tokens = tokenize(pattern);
  if (tokens.every((token) => typeof token === 'string' && token !== '*')) return (name) => name === pattern;
  return (name) => matches(tokens, name);
}

/** Whether a name in a list is a pattern and not one plain name. */
export function isGlob(text: string): boolean {
  return /[*?[\]]/u.test(text);
}

type Token = string | ((char: string) => boolean);

function tokenize(pattern: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < pattern.length) {
    const char = pattern.charAt(at);
    const close = char === '[' ? pattern.indexOf(']', at + 2) : -1;
    if (close > 0) {
      tokens.push(characterSet(pattern.slice(at + 1, close)));
      at = close + 1;
      continue;
    }
    tokens.push(char === '?' ? anyCharacter : char);
    at += 1;
  }
  return tokens;
}

function anyCharacter(): boolean {
  return true;
}

function characterSet(body: string): (char: string) => boolean {
  const negated = body.startsWith('!') || body.startsWith('^');
  const members = negated ? body.slice(1) : body;
  const ranges: [string, string][] = [];
  for (let at = 0; at < members.length; at += 1) {
    const isRange = members.charAt(at + 1) === '-' && at + 2 < members.length;
    ranges.push([members.charAt(at), members.charAt(isRange ? at + 2 : at)]);
    if (isRange) at += 2;
  }
  return (char) => ranges.some(([low, high]) => char >= low && char <= high) !== negated;
}

/** The usual two-pointer walk: on a mismatch only the last star is stretched by one. */
function matches(tokens: Token[], name: string): boolean {
  let token = 0;
  let at = 0;
  let star = -1;
  let starAt = 0;
  while (at < name.length) {
    if (tokens[token] === '*') {
      star = token;
      starAt = at;
      token += 1;
    } else if (token < tokens.length && accepts(tokens[token], name.charAt(at))) {
      token += 1;
      at += 1;
    } else if (star >= 0) {
      token = star + 1;
      starAt += 1;
      at = starAt;
    } else return false;
  }
  return tokens.slice(token).every((rest) => rest === '*');
}

function accepts(token: Token | undefined, char: string): boolean {
  return typeof token === 'function' ? token(char) : token === char;
}

/** Lists that are remembered at most, and texts. What is forgotten is kept twice, no more. */
const mostLists = 1_000;
const mostTexts = 100_000;

/** One list for all equal ones, of one text for all equal ones: thousands of backups name the same hundreds of namespaces. */
export function interning(): (texts: readonly string[]) => readonly string[] {
  const known = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  return (texts) => {
    const own = texts.map((text) => remembered(known, text, { value: text, most: mostTexts }));
    const key = `${own.length} ${own[0] ?? ''} ${own.at(-1) ?? ''}`;
    const found = remembered(lists, key, { value: own, most: mostLists });
    if (found.every((text, at) => text === own[at])) return found;
    lists.set(key, own);
    return own;
  };
}

function remembered<T>(known: Map<string, T>, key: string, { value, most }: { value: T; most: number }): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= most) known.clear();
  known.set(key, value);
  return value;
}

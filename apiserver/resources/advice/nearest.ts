/** The words that a mistyped one may have meant, nearest first: a third of its letters may be wrong. */
export function nearest<Word extends { text: string }>(typed: string, words: Iterable<Word>, most: number): Word[] {
  const text = typed.toLowerCase();
  const limit = Math.max(1, Math.floor(text.length / 3));
  const near: { word: Word; distance: number }[] = [];
  for (const word of words) {
    if (Math.abs(word.text.length - text.length) > limit) continue;
    const distance = editDistance(text, word.text, limit);
    if (distance <= limit) near.push({ word, distance });
  }
  return near
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ word }) => word);
}

/** Letters to insert, delete, replace or swap with their neighbour. More than `limit` is some number above it. */
function editDistance(a: string, b: string, limit: number): number {
  let rows: Rows = { beforeLast: [], last: Array.from({ length: b.length + 1 }, (_, letter) => letter) };
  for (let i = 1; i <= a.length; i++) {
    const row = nextRow(rows, { a, b, i });
    if (Math.min(...row) > limit) return limit + 1;
    rows = { beforeLast: rows.last, last: row };
  }
  return rows.last[b.length] ?? 0;
}

/** Distances of the first letters of one word to the first letters of the other. */
interface Rows {
  beforeLast: number[];
  last: number[];
}

function nextRow({ beforeLast, last }: Rows, { a, b, i }: { a: string; b: string; i: number }): number[] {
  const row = [i];
  for (let j = 1; j <= b.length; j++) {
    const change = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
    const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
    const swap = isSwapped ? at(beforeLast, j - 2) + 1 : Infinity;
    row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, change, swap));
  }
  return row;
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}

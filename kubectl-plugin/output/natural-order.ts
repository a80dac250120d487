/**
 * The order of keys in kubectl's YAML (go-yaml): numbers inside text count as numbers (`a2` before `a10`), and what is not
 * a letter comes before letters.
 */
export function naturalOrder(a: string, b: string): number {
  const [x, y] = [pieces(a), pieces(b)];
  for (let at = 0; at < Math.min(x.length, y.length); at++) {
    const order = piece(x[at] ?? '', y[at] ?? '');
    if (order !== 0) return order;
  }
  return x.length - y.length;
}

/** Runs of digits, and single other characters. */
function pieces(text: string): string[] {
  return text.match(/\d+|\D/gu) ?? [];
}

function piece(a: string, b: string): number {
  if (a === b) return 0;
  const [letterA, letterB] = [letter.test(a), letter.test(b)];
  if (letterA !== letterB) return letterA ? 1 : -1;
  const [digitA, digitB] = [digit.test(a), digit.test(b)];
  if (digitA && digitB) return Number(a) - Number(b) || a.length - b.length;
  if (digitA !== digitB) return digitA ? 1 : -1;
  return a < b ? -1 : 1;
}

const letter = /\p{L}/u;
const digit = /\d/;

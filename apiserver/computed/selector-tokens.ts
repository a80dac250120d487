/** The tokens of a label selector, one after the other. */
export interface Tokens {
  /** The next one, '' at the end. */
  peek(): string;
  take(): string;
  /** Whether the next one can be a name or a value: `in` and `notin` can. */
  atWord(): boolean;
}

/** Splits a selector as apimachinery's lexer does: operators and brackets by themselves, everything between them and blanks a word. */
export function readTokens(text: string): Tokens {
  const all = text.match(/[(),]|[=!<>]=?=?|[^(),=!<>\s]+/g)?.flatMap(operators) ?? [];
  let at = 0;
  const peek = (): string => all[at] ?? '';
  const atWord = (): boolean => peek() !== '' && !/^[(),=!<>]/.test(peek());
  const take = (): string => {
    const token = peek();
    at += 1;
    return token;
  };
  return { peek, take, atWord };
}

/** Signs that stand together and are no operator are several. */
function operators(token: string): string[] {
  return !/^[=!<>]/.test(token) || known.has(token) ? [token] : token.split('');
}

const known: ReadonlySet<string> = new Set(['=', '==', '!=', '!', '<', '>']);

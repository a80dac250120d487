import { JsonPathError } from './nodes.ts';
import type { Piece } from './nodes.ts';
import { parseSteps } from './parse-steps.ts';
import { unquotedIndex } from './unquote.ts';

/**
 * Parses a template in kubectl's jsonpath dialect (text with `{actions}`), which is not the JSONPath of npm's libraries.
 * Source: https://kubernetes.io/docs/reference/kubectl/jsonpath/.
 * @throws JsonPathError with kubectl's words for what is wrong.
 */
export function parseTemplate(template: string): Piece[] {
  const open: { steps: Piece & { type: 'range' }; parent: Piece[] }[] = [];
  let pieces: Piece[] = [];
  for (const token of tokens(template)) {
    if (token.type === 'text') {
      pieces.push({ type: 'text', text: token.text });
      continue;
    }
    const action = parseSteps(token.text);
    if (action.keyword === 'range') {
      const range: Piece = { type: 'range', steps: action.steps, body: [] };
      pieces.push(range);
      open.push({ steps: range, parent: pieces });
      pieces = range.body;
    } else if (action.keyword === 'end') {
      const range = open.pop();
      if (!range) throw new JsonPathError('not in range, nothing to end');
      pieces = range.parent;
    } else {
      pieces.push({ type: 'path', steps: action.steps });
    }
  }
  if (open.length > 0) throw new JsonPathError('unclosed range, {end} is missing');
  return pieces;
}

interface Token {
  type: 'text' | 'action';
  text: string;
}

/** Cuts the template at `{` and the matching `}`; a brace in a quoted string belongs to the string. */
function* tokens(template: string): Generator<Token> {
  let at = 0;
  while (at < template.length) {
    const open = template.indexOf('{', at);
    if (open < 0) {
      yield { type: 'text', text: template.slice(at) };
      return;
    }
    if (open > at) yield { type: 'text', text: template.slice(at, open) };
    const close = actionEnd(template, open + 1);
    yield { type: 'action', text: template.slice(open + 1, close) };
    at = close + 1;
  }
}

function actionEnd(template: string, start: number): number {
  const end = unquotedIndex(template, start, /[}\r\n]/);
  if (end === -2) throw new JsonPathError('unterminated quoted string');
  if (end === -1 || template.charAt(end) !== '}') throw new JsonPathError('unclosed action');
  return end;
}

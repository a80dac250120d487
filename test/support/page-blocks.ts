import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './run-step.ts';

/** What a page says below a heading, up to the next one: its code blocks of one language, `sh` if not said, one text a block. Throws when there are none. */
export function pageBlocks(page: string, heading: string, language = 'sh'): string[] {
  const lines = readFileSync(path.join(root, page), 'utf8').split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
  const rest = start === -1 ? [] : lines.slice(start + 1);
  const blocks: string[] = [];
  let block: { language: string; lines: string[] } | undefined;
  for (const line of rest) {
    if (block === undefined) {
      if (/^#+ /.test(line)) break;
      if (line.startsWith('```')) block = { language: line.slice(3), lines: [] };
    } else if (line === '```') {
      if (block.language === language) blocks.push(block.lines.join('\n'));
      block = undefined;
    } else block.lines.push(line);
  }
  if (blocks.length === 0) throw new Error(`${page} has no ${language} block below "${heading}"`);
  return blocks;
}

/** Text with what Markdown would read as its own taken literally. */
export function escape(text: string): string {
  return text.replaceAll(/[\\`*_<>[\]#|]/g, String.raw`\$&`);
}

/**
 * Puts `content` between the markers `<!-- generated: name -->` and `<!-- end: name -->` of a page.
 *
 * @throws RangeError when the page has no such markers
 */
export function fill(page: string, name: string, content: string): string {
  const begin = `<!-- generated: ${name} -->`;
  const end = `<!-- end: ${name} -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from)
    throw new RangeError(`the page has no place for ${name}: write ${begin} and ${end} into it`);
  return `${page.slice(0, from + begin.length)}\n\n${content}\n\n${page.slice(to)}`;
}

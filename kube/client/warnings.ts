/** The texts of an answer's Warning headers (RFC 7234: `299 - "text"`). A header that came once may hold several. */
export function warningTexts(header: string | string[] | undefined): string[] {
  return header === undefined ? [] : [header].flat().flatMap(textsOf);
}

/** Header bytes are UTF-8, as Go writes them; Node hands out one character a byte. */
function textsOf(line: string): string[] {
  const utf8 = Buffer.from(line, 'latin1').toString('utf8');
  return [...utf8.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, quoted = '']) =>
    quoted.replaceAll(/\\(.)/g, '$1'),
  );
}

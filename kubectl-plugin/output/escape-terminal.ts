/** Takes the power over the terminal from text that came from others: escape sequences and carriage returns are shown, not done. */
export function escapeTerminal(text: string): string {
  return text.replaceAll('\u001B', '^[').replaceAll('\r', String.raw`\r`);
}

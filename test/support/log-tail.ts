import { readFileSync } from 'node:fs';

/** The end of a log for an error message. */
export function logTail(file: string, lines = 30): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return `there is no log ${file}`;
  }
  const tail = text.trimEnd().split('\n').slice(-lines).join('\n');
  return tail === '' ? `its log ${file} is empty` : `the end of its log ${file}:\n${tail}`;
}

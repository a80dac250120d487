import { describe, expect, it } from 'vitest';
import { servedLines } from './watch-lines.ts';

const event = (name: string): string =>
  `${JSON.stringify({ type: 'ADDED', object: { kind: 'BackupRecord', apiVersion: 'store.stowage.dev/v1alpha1', metadata: { name } } })}\n`;

async function collect(chunks: (string | Buffer)[]): Promise<string[]> {
  async function* source(): AsyncGenerator<Buffer> {
    for (const chunk of chunks) yield Buffer.from(chunk);
  }
  const pieces: string[] = [];
  for await (const piece of servedLines(source())) pieces.push(String(piece));
  return pieces;
}

const names = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { object } = JSON.parse(line) as { object: { kind: string; metadata: { name: string } } };
      return `${object.kind} ${object.metadata.name}`;
    });

describe('servedLines', () => {
  it('translates whole lines wherever the chunks are cut', async () => {
    const text = event('a') + event('bü') + event('c');
    const bytes = Buffer.from(text);
    for (let cut = 1; cut < bytes.length; cut++) {
      const pieces = await collect([bytes.subarray(0, cut), bytes.subarray(cut)]);
      expect(names(pieces.join(''))).toEqual(['Backup a', 'Backup bü', 'Backup c']);
    }
    expect(names((await collect([text])).join(''))).toEqual(['Backup a', 'Backup bü', 'Backup c']);
  });

  it('hands on what is complete without waiting for the rest', async () => {
    const pieces = await collect([event('a') + event('b').slice(0, 5), event('b').slice(5)]);
    expect(pieces.map(names)).toEqual([['Backup a'], ['Backup b']]);
  });

  it('never passes on a line that was cut off', async () => {
    expect(names((await collect([event('a'), event('b').slice(0, 30)])).join(''))).toEqual(['Backup a']);
  });
});

import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { object, writeArchive } from './corpus/objects.ts';

const page = join(import.meta.dirname, '../../docs/formats/archive.md');
const settings = object({ name: 'settings', namespace: 'shop' }, '{"kind":"ConfigMap","data":{"answer":"42"}}');

/** The commands of the page, in its order. */
const blocks = [...(await readFile(page, 'utf8')).matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((found) => found[1] ?? '');

/** jq is not on every machine; the commands without it are. */
const runnable = blocks.filter((block) => !block.includes('jq') || hasJq());

function hasJq(): boolean {
  try {
    return execFileSync('bash', ['-c', 'command -v jq']).length > 0;
  } catch {
    return false;
  }
}

describe('docs/formats/archive.md', () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'stowage-plain-'));
    const others = Array.from({ length: 500 }, (_, index) => object({ name: `other-${index}`, namespace: 'shop' }));
    const { bytes, summary } = await writeArchive([...others, settings, object({ name: 'node' })], {
      memberBytes: 20_000,
    });
    await writeFile(join(directory, 'nightly.tar.gz'), bytes);
    await writeFile(join(directory, 'nightly-index.json.gz'), summary.index);
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('has commands', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(4);
    expect(runnable.length).toBeGreaterThanOrEqual(2);
  });

  it.each(runnable)('says what is true: %s', async (commands) => {
    const { stdout } = await promisify(execFile)('bash', ['-e', '-c', commands], { cwd: directory });
    expect(stdout).toMatch(/settings\.json|nightly\.tar\.gz: OK|configmaps\tshop\tsettings\t|"answer":"42"/);
    if (commands.includes('member.tar'))
      expect(await readFile(join(directory, 'settings.json'))).toEqual(settings.json);
  });
});

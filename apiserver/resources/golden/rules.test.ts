import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('there is an answer for every rule', async () => {
  expect(await rulesWithoutGolden()).toEqual([]);
}, 60_000);

/** What V8 writes of each script that it ran: ranges of characters, the inner ones decide. */
interface Coverage {
  result: { url: string; functions: { ranges: Range[] }[] }[];
}

interface Range {
  startOffset: number;
  endOffset: number;
  count: number;
}

/** Where api/validate makes a FieldError: one rule each. */
const makesError = /\b(?:invalid|invalidFor|required|forbidden|notSupported|duplicate|notFound)\((?!field: string)/g;

/**
 * The rules of api/validate that no golden file breaks, as `file.ts:line`. A process of its own validates the objects of the files, and V8
 * says which parts of the code were never reached.
 */
async function rulesWithoutGolden(): Promise<string[]> {
  const directory = await mkdtemp(path.join(tmpdir(), 'rules-'));
  try {
    await promisify(execFile)(process.execPath, [path.join(import.meta.dirname, 'run-goldens.ts')], {
      env: { NODE_V8_COVERAGE: directory },
      timeout: 60_000,
    });
    const [file = ''] = await readdir(directory);
    const { result } = JSON.parse(await readFile(path.join(directory, file), 'utf8')) as Coverage;
    const rules = result.filter(({ url }) => /\/api\/validate\/(?!field-error)[^/]+$/.test(url));
    return (await Promise.all(rules.map(unreached))).flat().toSorted();
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function unreached({ url, functions }: Coverage['result'][number]): Promise<string[]> {
  const source = await readFile(fileURLToPath(url), 'utf8');
  const ranges = functions.flatMap((one) => one.ranges);
  return [...source.matchAll(makesError)]
    .filter(({ index }) => countAt(ranges, index) === 0)
    .map(({ index }) => `${path.basename(url)}:${source.slice(0, index).split('\n').length}`);
}

/** Types are stripped in place, so that offsets are those of the file. */
function countAt(ranges: readonly Range[], offset: number): number {
  const around = ranges.filter(({ startOffset, endOffset }) => startOffset <= offset && offset < endOffset);
  const innermost = around.toSorted((a, b) => a.endOffset - a.startOffset - (b.endOffset - b.startOffset))[0];
  return innermost?.count ?? 0;
}

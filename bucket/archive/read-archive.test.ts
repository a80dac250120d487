import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { collect, streamOf } from './corpus/objects.ts';
import { rawEntry, tarGz } from './corpus/tar-builder.ts';
import { readArchive } from './read-archive.ts';
import type { ReadArchiveOptions } from './read-archive.ts';
import { surveyArchive } from './survey-archive.ts';

const directory = 'resources/horizontalpodautoscalers.autoscaling';

function copy(version: string, name: string): Buffer {
  const path = `${directory}/${version}namespaces/a/${name}.json`;
  return rawEntry({ name: path, content: JSON.stringify({ version, name }) });
}

/** As Velero with EnableAPIGroupVersions writes it: kinds in several versions, some objects in one that is not preferred. */
const bytes = tarGz(
  copy('v1/', 'only-old'),
  copy('v1/', 'everywhere'),
  copy('v1/', 'preferred-late'),
  copy('', 'everywhere'),
  copy('v2-preferredversion/', 'everywhere'),
  copy('v2-preferredversion/', 'preferred-late'),
  copy('v2-preferredversion/', 'plain-late'),
  copy('v2beta1/', 'only-old'),
  copy('', 'plain-late'),
  copy('v2-preferredversion/', 'preferred-first'),
  copy('v1/', 'preferred-first'),
);

const expected = {
  everywhere: '',
  'plain-late': '',
  'only-old': 'v1/',
  'preferred-late': 'v2-preferredversion/',
  'preferred-first': 'v2-preferredversion/',
};

async function versionsOf(options?: ReadArchiveOptions): Promise<Record<string, string>> {
  const items = await collect(readArchive(streamOf(bytes), options));
  return Object.fromEntries(
    items.map(({ name, json }) => [name, (JSON.parse(String(json)) as { version: string }).version]),
  );
}

describe("Velero's archive", () => {
  it('gives each object once: the plain file, else the preferred version, else the first', async () => {
    expect(await versionsOf()).toEqual(expected);
    const items = await collect(readArchive(streamOf(bytes)));
    expect(items).toHaveLength(5);
    expect(items.find(({ name }) => name === 'only-old')).toMatchObject({
      path: `${directory}/v1/namespaces/a/only-old.json`,
      resource: 'horizontalpodautoscalers.autoscaling',
      namespace: 'a',
      version: 'v1',
    });
    expect(items.find(({ name }) => name === 'everywhere')?.version).toBeUndefined();
  });

  it('gives the same after a survey, in the order of the archive', async () => {
    const survey = await surveyArchive(streamOf(bytes));
    expect(survey).toMatchObject({ items: 5, size: bytes.length, sha256: hash('sha256', bytes, 'hex') });
    expect(await versionsOf({ survey })).toEqual(expected);
    const items = await collect(readArchive(streamOf(bytes), { survey }));
    expect(items.map(({ name }) => name)).toEqual([
      'only-old',
      'everywhere',
      'preferred-late',
      'plain-late',
      'preferred-first',
    ]);
  });

  it('that would have to be held in memory is refused without a survey', async () => {
    const big = `{"a":"${'x'.repeat(2 * 1024 * 1024)}"}`;
    const entries = Array.from({ length: 40 }, (_, index) =>
      rawEntry({ name: `resources/pods/v1/namespaces/a/pod-${index}.json`, content: big }),
    );
    const large = tarGz(...entries);
    await expect(collect(readArchive(streamOf(large, 65_536)))).rejects.toMatchObject({ reason: 'TooLarge' });
    const survey = await surveyArchive(streamOf(large, 65_536));
    expect(await collect(readArchive(streamOf(large, 65_536), { survey }))).toHaveLength(40);
  });
});

describe('readArchive', () => {
  it('passes an error of the stream itself', async () => {
    const broken = beginning(() => Promise.reject(new Error('the connection was cut')));
    await expect(collect(readArchive(broken))).rejects.toThrow('the connection was cut');
  });

  it('stops at once when aborted, also while nothing arrives', async () => {
    const hanging = beginning(() => new Promise(() => undefined));
    const reading = collect(readArchive(hanging, { signal: AbortSignal.timeout(30) }));
    await expect(reading).rejects.toThrow(/abort|timeout/i);
  });
});

async function* beginning(then: () => Promise<void>): AsyncGenerator<Buffer> {
  yield bytes.subarray(0, 200);
  await then();
}

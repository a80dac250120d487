import { describe, expect, it } from 'vitest';
import { isWritable, kinds } from '../../../api/kinds.ts';
import { goldenCauses } from './golden-causes.ts';
import { goldenFiles, readGoldens } from './read-goldens.ts';

/* The YAML files here are what users are told, word for word. */

describe.each(goldenFiles)('the answers to a bad %s', (file) => {
  const goldens = readGoldens(file);

  it.each(goldens)('$of', ({ object, causes }) => {
    expect(goldenCauses(object)).toEqual(causes);
  });

  it('are of one kind, each with its own description', () => {
    expect(new Set(goldens.map(({ object }) => object.kind)).size).toBe(1);
    expect(new Set(goldens.map(({ of }) => of)).size).toBe(goldens.length);
  });
});

it('there are answers for every kind that can be written', () => {
  expect(goldenFiles.length).toBe(kinds.filter(isWritable).length);
});

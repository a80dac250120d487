import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

const MiB = 1024 * 1024;

test('a fast line is asked for more each time, up to a whole slice', () => {
  const pace = new Pace(8 * MiB);
  const asked = [pace.bytes];
  for (let i = 0; i < 3; i++) {
    pace.finished(pace.bytes, 10);
    asked.push(pace.bytes);
  }
  expect(asked).toEqual([MiB, 4 * MiB, 8 * MiB, 8 * MiB]);
});

test('a slow line is asked for what it brings in 15 s', () => {
  const pace = new Pace(8 * MiB);
  pace.finished(MiB, 30_000);
  expect(pace.bytes).toBe(MiB / 2);
  pace.finished(MiB / 2, 15_000);
  expect(pace.bytes).toBe(MiB / 2);
});

test('the short end of a slice says nothing of how much more there could be', () => {
  const pace = new Pace(8 * MiB);
  pace.finished(100, 1);
  expect(pace.bytes).toBe(MiB);
  pace.finished(MiB / 4, 30_000);
  expect(pace.bytes).toBe(MiB / 8);
});

test('a cut halves what came, and never asks for next to nothing', () => {
  const pace = new Pace(8 * MiB);
  pace.cut(MiB / 2, 60_000);
  expect(pace.bytes).toBe(MiB / 4);
  for (let i = 0; i < 9; i++) pace.cut(0, 0);
  expect(pace.bytes).toBe(16 * 1024);
});

test('where requests are cut early they are made to end earlier', () => {
  const pace = new Pace(8 * MiB);
  pace.finished(MiB, 1000);
  pace.cut(4 * MiB, 5000);
  expect(pace.bytes).toBe(2 * MiB);
  pace.finished(2 * MiB, 2000);
  expect(pace.bytes).toBe(2.5 * MiB);
});

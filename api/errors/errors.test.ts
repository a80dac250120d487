import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue, errors, StowageError } from './catalogue.ts';
import type { ErrorEntry } from './entry.ts';

const entries = Object.values(catalogue).flatMap((room) => Object.entries(room as Record<string, ErrorEntry>));

describe('the catalogue', () => {
  it('uses each reason once, over all rooms', () => {
    const reasons = entries.map(([reason]) => reason);
    expect(reasons.filter((reason, at) => reasons.indexOf(reason) !== at)).toEqual([]);
  });

  it.each(entries)('%s is one CamelCase word with two texts', (reason, entry) => {
    expect(reason).toMatch(/^([A-Z][a-z0-9]+)+$/);
    // Both parts are joined into one sentence by a semicolon.
    for (const text of [entry.template, entry.action]) {
      expect(text).toMatch(/^\S/);
      expect(text).not.toMatch(/[.;\s]$/);
      expect(text.length).toBeGreaterThan(10);
    }
  });

  it.each(Object.entries(catalogue.apiserver))('%s has an HTTP error status', (_, { httpStatus }) => {
    expect(httpStatus).toBeGreaterThanOrEqual(400);
    expect(httpStatus).toBeLessThan(600);
  });

  it('names no error that nobody raises', () => {
    const root = path.join(import.meta.dirname, '../..');
    const sources = ['apiserver', 'controllers', 'kube', 'kubectl-plugin']
      .flatMap((room) =>
        readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' }).map((file) =>
          path.join(root, room, file),
        ),
      )
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const raised = new Set([...sources.matchAll(/errors\.(\w+)\(|'(\w+)'/g)].map(([, made, named]) => made ?? named));
    expect(entries.map(([reason]) => reason).filter((reason) => !raised.has(reason))).toEqual([]);
  });

  it('is documented, reason by reason, and the page tells of no other', () => {
    const page = readFileSync(path.join(import.meta.dirname, '../../docs/reference/errors.md'), 'utf8');
    const documented = [...page.matchAll(/^### (\w+)$/gm)].map((match) => match[1] ?? '');
    expect(documented.toSorted()).toEqual(entries.map(([reason]) => reason).toSorted());
    const answers = [...page.matchAll(/^### (\w+)\n\nHTTP status \d{3}: /gm)].map((match) => match[1] ?? '');
    expect(answers).toEqual(Object.keys(catalogue.apiserver).toSorted());
  });
});

describe('errors', () => {
  it('fill in what, where and what to do', () => {
    const error = errors.LocationNotFound({ location: 'gone', namespace: 'shop' });
    expect(error).toBeInstanceOf(StowageError);
    expect(error).toMatchObject({ name: 'StowageError', reason: 'LocationNotFound' });
    expect(error.message).toBe(
      'no BackupStorageLocation "gone" in the namespace shop or stowage-system; create it (kubectl backup location create gone) or name another one (kubectl backup location get)',
    );
  });

  it('carry causes and what led to them', () => {
    const cause = new Error('ECONNREFUSED');
    const causes = [{ field: 'spec.storageLocation', message: 'x' }];
    const error = errors.LocationNotFound({ location: 'a', namespace: 'b' }, { cause, causes });
    expect(error.cause).toBe(cause);
    expect(error.causes).toEqual(causes);
    expect(errors.LocationNotFound({ location: 'a', namespace: 'b' }).causes).toBeUndefined();
  });

  it('take arguments literally, whatever is in them', () => {
    const error = errors.LocationNotFound({ location: '{namespace} $&', namespace: 'shop' });
    expect(error.message).toContain('no BackupStorageLocation "{namespace} $&" in the namespace shop');
  });
});

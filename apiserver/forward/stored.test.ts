import { describe, expect, it } from 'vitest';
import { backupKind } from '../../api/v1alpha1/backup.ts';
import { StatusError } from '../../kube/client/status-error.ts';
import type { Call, ForwardDependencies } from './call.ts';
import { onStored, versionOf } from './stored.ts';
import type { State } from './stored.ts';

const refused = (code: number, reason = '') =>
  new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code, reason });

const objectOf = (version: string): Buffer => Buffer.from(JSON.stringify({ metadata: { resourceVersion: version } }));

/** kube-apiserver with one state in memory and the given ones, one after the other, in etcd. Undefined: not there. */
function storage(inMemory: string | undefined, inEtcd: (string | undefined)[], remembered?: string) {
  const read: string[] = [];
  const call = async ({ query = {} }: { query?: Record<string, unknown> }) => {
    const fromMemory = query['resourceVersion'] === '0';
    read.push(fromMemory ? 'memory' : 'etcd');
    const version = fromMemory ? inMemory : inEtcd.length > 1 ? inEtcd.shift() : inEtcd[0];
    if (version === undefined) throw refused(404);
    return { status: 200, body: objectOf(version) };
  };
  const recall = () => (remembered === undefined ? undefined : objectOf(remembered));
  return { read, dependencies: { backend: { call, recall } } as unknown as Pick<ForwardDependencies, 'backend'> };
}

const request = {
  exchange: { signal: new AbortController().signal },
  kind: backupKind,
  resource: { group: '', version: '', plural: 'backups', named: true, name: 'a', rest: [] },
} as unknown as Call;

/** Fails as told for a state, and gives it back otherwise. */
function act(errors: Record<string, Error> = {}) {
  const seen: string[] = [];
  return {
    seen,
    act: async (stored: Parameters<typeof versionOf>[0]) => {
      const version = (versionOf(stored) ?? 'none') as string;
      seen.push(version);
      const error = errors[version];
      if (error !== undefined) throw error;
      return version;
    },
  };
}

describe('onStored', () => {
  it.each<[State, string[]]>([
    ['recent', ['memory']],
    ['latest', ['etcd']],
    ['named', ['etcd']],
  ])('reads the %s state from %j', async (state, from) => {
    const { read, dependencies } = storage('1', ['1']);
    expect(await onStored(request, dependencies, act().act, state)).toBe('1');
    expect(read).toEqual(from);
  });

  it('reads nothing of what has just passed through, and the latest state if that is too old', async () => {
    const { read, dependencies } = storage('2', ['3'], '1');
    expect(await onStored(request, dependencies, act().act, 'recent')).toBe('1');
    expect(read).toEqual([]);
    expect(await onStored(request, dependencies, act({ 1: refused(409, 'Conflict') }).act, 'recent')).toBe('3');
    expect(read).toEqual(['etcd']);
  });

  it('believes no memory that an object is not there', async () => {
    const { read, dependencies } = storage(undefined, ['1']);
    expect(await onStored(request, dependencies, act().act, 'recent')).toBe('1');
    expect(read).toEqual(['memory', 'etcd']);
  });

  it.each([refused(422), refused(404), refused(409, 'Conflict')])(
    'refuses nobody for an old state (%s)',
    async (error) => {
      const { dependencies } = storage('1', ['2']);
      const { act: write, seen } = act({ 1: error });
      expect(await onStored(request, dependencies, write, 'recent')).toBe('2');
      expect(seen).toEqual(['1', '2']);
    },
  );

  it('refuses what is still wrong with the latest state, once', async () => {
    const { dependencies } = storage('1', ['1']);
    const { act: write, seen } = act({ 1: refused(422) });
    await expect(onStored(request, dependencies, write, 'recent')).rejects.toMatchObject({ code: 422 });
    expect(seen).toEqual(['1']);
  });

  it('does again what somebody else came before, but nothing whose fate is unknown', async () => {
    const conflict = refused(409, 'Conflict');
    const first = storage('1', ['2', '3']);
    expect(await onStored(request, first.dependencies, act({ 1: conflict, 2: conflict }).act, 'latest')).toBe('3');
    for (const error of [refused(503), refused(429), new Error('cut')]) {
      const { dependencies } = storage('1', ['2']);
      await expect(onStored(request, dependencies, act({ 1: error }).act, 'recent')).rejects.toBe(error);
    }
  });

  it('leaves a conflict to a client that named the state, and one between managers to them', async () => {
    const conflict = refused(409, 'Conflict');
    const named = storage('1', ['1', '2']);
    await expect(onStored(request, named.dependencies, act({ 1: conflict }).act, 'named')).rejects.toBe(conflict);
    const causes = [{ reason: 'FieldManagerConflict', field: '.spec.ttl' }];
    const managers = new StatusError({ ...conflict.status, details: { causes } });
    const applied = storage('1', ['1', '2']);
    await expect(onStored(request, applied.dependencies, act({ 1: managers }).act, 'latest')).rejects.toBe(managers);
  });

  it('gives up at last', async () => {
    const many = Array.from({ length: 50 }, (_, at) => `${at}`);
    const errors = Object.fromEntries(many.map((version) => [version, refused(409, 'Conflict')]));
    const { act: write, seen } = act(errors);
    await expect(onStored(request, storage('0', many).dependencies, write, 'latest')).rejects.toMatchObject({
      code: 409,
    });
    expect(seen).toHaveLength(6);
  });
});

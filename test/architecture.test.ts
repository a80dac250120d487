import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isStored, kinds } from '../api/kinds.ts';
import { root } from './support/run-step.ts';

const rooms: Record<string, readonly string[]> = {
  api: [],
  bucket: [],
  kube: ['api'],
  apiserver: ['api', 'kube', 'bucket'],
  controllers: ['api', 'kube', 'bucket'],
  'node-agent': ['api', 'kube', 'bucket'],
  'kubectl-plugin': ['api', 'kube'],
  manifests: ['api'],
};

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(path.join(root, file)));
const ours = files.filter((file) => (file.split('/')[0] ?? '') in rooms);
const source = new Map(files.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));

describe('rooms', () => {
  it('import only what they may', () => {
    const broken = ours.flatMap((file) =>
      imports(file)
        .filter((target) => !mayImport(file, target))
        .map((target) => `${file} -> ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('keep main.ts to themselves: it composes and nobody imports it', () => {
    const broken = files.flatMap((file) =>
      imports(file)
        .filter((target) => path.basename(target) === 'main.ts')
        .map((t) => `${file} -> ${t}`),
    );
    expect(broken).toEqual([]);
  });

  it('have folders with an order: none is reached again from what it imports', () => {
    expect(Object.keys(rooms).flatMap(circles)).toEqual([]);
  });

  it('have no drawer for everything', () => {
    const drawers = files.filter((file) => /(^|\/)(common|utils?|shared|types|helpers|misc)\//.test(file));
    expect(drawers).toEqual([]);
  });

  it('keep typebox in api/ and the bucket SDK in bucket/', () => {
    const strays = ours
      .filter((file) => !file.endsWith('.test.ts'))
      .flatMap((file) => {
        const text = source.get(file) ?? '';
        const found: string[] = [];
        if (!file.startsWith('api/') && /from 'typebox/.test(text)) found.push(`${file} -> typebox`);
        if (!file.startsWith('bucket/') && /from '@aws-sdk/.test(text)) found.push(`${file} -> @aws-sdk`);
        return found;
      });
    expect(strays).toEqual([]);
  });

  it('let decide.ts see the kinds alone', () => {
    const broken = ours
      .filter((file) => path.basename(file) === 'decide.ts')
      .flatMap((file) =>
        imports(file)
          .filter((target) => !target.startsWith('api/'))
          .map((t) => `${file} -> ${t}`),
      );
    expect(broken).toEqual([]);
  });
});

describe('files', () => {
  it('are at most 300 lines, files of tests 500', () => {
    const long = files
      .filter((file) => lines(file) > (file.endsWith('.test.ts') ? 500 : 300))
      .map((file) => `${file}: ${lines(file)}`);
    expect(long).toEqual([]);
  });

  it('have a median of at most 90 lines', () => {
    const sizes = ours
      .filter((file) => !file.endsWith('.test.ts'))
      .map(lines)
      .toSorted((a, b) => a - b);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(90);
  });
});

/** Served and stored; their controllers come with the handling of volume data. Whoever writes one takes its kind out. */
const ofVolumes = new Set(['VolumeSnapshotLocation', 'VolumeBackup', 'VolumeRestore', 'BackupRepository']);

describe('kinds', () => {
  it('each have one schema file, one strategy and one page, and those that are stored one controller folder', () => {
    const missing = kinds.flatMap((of) => {
      const { kind, plural } = of;
      const name = kebab(kind);
      return [
        `api/v1alpha1/${name}.ts`,
        `apiserver/resources/${plural}/strategy.ts`,
        ...(isStored(of) && !ofVolumes.has(kind) ? [`controllers/${name}/controller.ts`] : []),
        `docs/reference/${name}.md`,
      ].filter((file) => !existsSync(path.join(root, file)));
    });
    expect(missing).toEqual([]);
  });
});

describe('the repository', () => {
  it('speaks of the project alone: no path of a machine', () => {
    const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
    const told = tracked.filter(
      (file) =>
        existsSync(path.join(root, file)) &&
        /\/(work|root|home\/[a-z]+)\/(main|shared|\.cache)\b/.test(readFileSync(path.join(root, file), 'utf8')),
    );
    expect(told.filter((file) => file !== 'test/architecture.test.ts')).toEqual([]);
  });
});

function lines(file: string): number {
  return (source.get(file) ?? '').split('\n').length - 1;
}

/** Relative imports of a file, as paths from the root. */
function imports(file: string): string[] {
  const found = (source.get(file) ?? '').matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g);
  return [...found].map((match) => path.posix.normalize(path.posix.join(path.posix.dirname(file), match[1] ?? '')));
}

/** Folders of a room that import each other, also by way of others; tests apart, which may look at the whole from within. */
function circles(room: string): string[] {
  const folders = new Map<string, Set<string>>();
  for (const file of ours.filter((one) => one.startsWith(`${room}/`) && !one.endsWith('.test.ts'))) {
    const from = folderOf(file);
    const targets = imports(file).filter((target) => target.startsWith(`${room}/`));
    folders.set(from, new Set([...(folders.get(from) ?? []), ...targets.map(folderOf)]));
  }
  const reached = (from: string, seen = new Set<string>()): Set<string> => {
    for (const to of folders.get(from) ?? []) if (to !== from && !seen.has(to)) reached(to, seen.add(to));
    return seen;
  };
  return [...folders.keys()].filter((folder) => reached(folder).has(folder));
}

/** `room/folder`, or the room itself for what lies in no folder of it. */
function folderOf(file: string): string {
  return file.split('/').slice(0, -1).slice(0, 2).join('/');
}

function mayImport(file: string, target: string): boolean {
  const from = file.split('/')[0] ?? '';
  const to = target.split('/')[0] ?? '';
  return to === from || target === 'package.json' || (rooms[from] ?? []).includes(to);
}

function kebab(kind: string): string {
  return kind.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
}

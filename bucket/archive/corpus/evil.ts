import { gzipSync } from 'node:zlib';
import type { ArchiveErrorReason } from '../errors.ts';
import { endMark, goodJson, paxEntry, rawEntry, tarGz, versionEntry } from './tar-builder.ts';
import type { RawEntry } from './tar-builder.ts';

export interface EvilArchive {
  what: string;
  bytes: Buffer;
  reason: ArchiveErrorReason;
}

const pod = rawEntry({ content: goodJson });

/** Archives that a reader must refuse, and why. */
export const evilArchives: readonly EvilArchive[] = [
  ...paths(),
  ...kinds(),
  ...longNames(),
  ...damaged(),
  ...contents(),
  ...foreign(),
];

function evil(what: string, reason: ArchiveErrorReason, ...entries: Buffer[]): EvilArchive {
  return { what, reason, bytes: tarGz(...entries) };
}

function named(name: string | Buffer, change: RawEntry = {}): Buffer {
  return rawEntry({ name, content: goodJson, ...change });
}

function paths(): EvilArchive[] {
  const names: [string, string | Buffer][] = [
    ['a parent directory in front', '../resources/pods/namespaces/a/b.json'],
    ['a parent directory inside', 'resources/pods/namespaces/../../../../etc/cron.d/x.json'],
    ['a parent directory as namespace', 'resources/pods/namespaces/../x.json'],
    ['a parent directory as name', 'resources/pods/cluster/...json/../x.json'],
    ['two dots as name', 'resources/pods/cluster/...json'],
    ['an absolute path', '/resources/pods/namespaces/a/b.json'],
    ['an absolute path elsewhere', '/etc/passwd'],
    ['an absolute path behind a dot', './/etc/passwd'],
    ['a dot inside', 'resources/./pods/namespaces/a/b.json'],
    ['an empty segment', 'resources//pods/namespaces/a/b.json'],
    ['an empty name', 'resources/pods/namespaces/a/.json'],
    ['no name at all', ''],
    ['a newline', 'resources/pods/namespaces/a/b\n.json'],
    ['an escape sequence', 'resources/pods/namespaces/a/\x1b[2J.json'],
    ['another ending', 'resources/pods/namespaces/a/b.yaml'],
    ['no ending', 'resources/pods/namespaces/a/b'],
    ['a file where a directory must be', 'resources/pods.json'],
    ['a deeper path', 'resources/pods/namespaces/a/b/c.json'],
    ['a namespace that is none', 'resources/pods/namespaces/A_B/c.json'],
    ['a backslash path as namespace', 'resources/pods/namespaces/..\\..\\x/c.json'],
    ['a resource that is none', 'resources/Pods!/cluster/c.json'],
    ['a version directory that is none', 'resources/pods/v1 /cluster/c.json'],
  ];
  return names.map(([what, name]) => evil(what, 'UnsafePath', named(name)));
}

function kinds(): EvilArchive[] {
  const types: [string, string][] = [
    ['a hard link', '1'],
    ['a symbolic link', '2'],
    ['a character device', '3'],
    ['a block device', '4'],
    ['a pipe', '6'],
    ['a contiguous file', '7'],
    ['a GNU sparse file', 'S'],
    ['a GNU link name', 'K'],
    ['a GNU multi-volume part', 'M'],
    ['a kind that nobody knows', 'Z'],
  ];
  return [
    ...types.map(([what, type]) => evil(what, 'UnsafePath', rawEntry({ type, linkname: '/etc/passwd' }))),
    evil('a directory with content', 'UnsafePath', rawEntry({ name: 'resources/', type: '5', content: goodJson })),
    evil('a directory elsewhere', 'UnsafePath', rawEntry({ name: '../up/', type: '5' })),
    evil('a directory in disguise', 'UnsafePath', rawEntry({ name: '/tmp/', type: '0' })),
    evil('a duplicate', 'UnsafePath', pod, pod),
    evil('a duplicate behind a dot', 'UnsafePath', pod, named('./resources/pods/namespaces/a/b.json')),
  ];
}

function longNames(): EvilArchive[] {
  const long = `resources/pods/namespaces/a/${'x'.repeat(300)}.json`;
  return [
    evil('a PAX path that leads out', 'UnsafePath', paxEntry({ path: '../../etc/passwd' }), pod),
    evil('a PAX path with a NUL', 'UnsafePath', paxEntry({ path: 'resources/pods/namespaces/a/b.json\0.txt' }), pod),
    evil('a PAX path that is too long', 'UnsafePath', paxEntry({ path: long }), pod),
    evil('two PAX headers', 'UnsafePath', paxEntry({ path: 'resources/a' }), paxEntry({ path: 'resources/b' }), pod),
    evil('a PAX and a GNU name', 'UnsafePath', paxEntry({ path: 'x' }), rawEntry({ type: 'L', content: 'y' }), pod),
    evil('a GNU name with a NUL', 'UnsafePath', rawEntry({ type: 'L', content: 'resources/\0x' }), pod),
    evil('a PAX sparse file', 'UnsafePath', paxEntry({ 'GNU.sparse.name': '/etc/passwd' }), pod),
    evil('a global PAX path', 'Corrupt', paxEntry({ path: 'resources/x' }, 'g'), pod),
    evil('a PAX size that is none', 'Corrupt', paxEntry({ size: '12abc' }), pod),
    evil('a PAX size that is too large', 'TooLarge', paxEntry({ size: '99999999999' }), pod),
    evil('a PAX length that is wrong', 'Corrupt', rawEntry({ type: 'x', content: '99 path=a\n' }), pod),
    evil('a PAX record without end', 'Corrupt', rawEntry({ type: 'x', content: '9 path=ab' }), pod),
    evil('a PAX header of megabytes', 'TooLarge', rawEntry({ type: 'x', content: Buffer.alloc(3_000_000, 0x61) }), pod),
    evil('a name that is for nothing', 'Corrupt', pod, paxEntry({ path: 'resources/x' })),
    evil('a name that is not UTF-8', 'Corrupt', named(Buffer.from('resources/pods/cluster/\xff\xfe.json', 'latin1'))),
  ];
}

function damaged(): EvilArchive[] {
  const whole = Buffer.concat([versionEntry, pod, endMark]);
  return [
    evil('a wrong header checksum', 'Corrupt', rawEntry({ content: goodJson, checksum: '0000000\0' })),
    evil('a size that is no number', 'Corrupt', rawEntry({ size: Buffer.from('99999999999\0') })),
    evil('a negative size', 'Corrupt', rawEntry({ size: Buffer.alloc(12, 0xff) })),
    evil(
      'a binary size beyond all bounds',
      'Corrupt',
      rawEntry({ size: Buffer.concat([Buffer.from([0x80]), Buffer.alloc(11, 0x7f)]) }),
    ),
    evil('a size beyond the limit', 'TooLarge', rawEntry({ size: 0o77777777777 })),
    evil('a size beyond the end', 'Truncated', rawEntry({ content: goodJson, size: 1500 })),
    { what: 'no end mark', reason: 'Truncated', bytes: gzipSync(whole.subarray(0, -1024)) },
    { what: 'half an end mark', reason: 'Truncated', bytes: gzipSync(whole.subarray(0, -512)) },
    { what: 'half an entry', reason: 'Truncated', bytes: gzipSync(whole.subarray(0, 1300)) },
    { what: 'an entry behind the end mark', reason: 'Corrupt', bytes: gzipSync(Buffer.concat([whole, pod])) },
    {
      what: 'one zero block between entries',
      reason: 'Corrupt',
      bytes: gzipSync(Buffer.concat([versionEntry, Buffer.alloc(512), pod, endMark])),
    },
    {
      what: 'bytes behind the gzip',
      reason: 'Corrupt',
      bytes: Buffer.concat([gzipSync(whole), Buffer.from('hello, this is more')]),
    },
    { what: 'zeros behind the gzip', reason: 'Corrupt', bytes: Buffer.concat([gzipSync(whole), Buffer.alloc(512)]) },
    { what: 'a wrong CRC', reason: 'Corrupt', bytes: withFlippedByte(gzipSync(whole), -8) },
    { what: 'a wrong length', reason: 'Corrupt', bytes: withFlippedByte(gzipSync(whole), -2) },
  ];
}

function contents(): EvilArchive[] {
  const deep = `{"a":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`;
  return [
    evil('JSON of a million levels', 'TooLarge', rawEntry({ content: deep })),
    evil('a list instead of an object', 'Corrupt', rawEntry({ content: '[1]' })),
    evil('no JSON at all', 'Corrupt', rawEntry({ content: 'kind: Pod' })),
    evil('nothing', 'Corrupt', rawEntry({ content: '' })),
    evil('half of an object', 'Corrupt', rawEntry({ content: '{"a":{"b":"}"}' })),
    evil('an item over the limit', 'TooLarge', rawEntry({ content: `{"a":"${'x'.repeat(3 * 1024 * 1024)}"}` })),
  ];
}

function foreign(): EvilArchive[] {
  return [
    evil('somebody else’s archive', 'Foreign', rawEntry({ name: 'home/user/.bashrc', content: 'x' })),
    { what: 'a tar that is not compressed', reason: 'Foreign', bytes: Buffer.concat([versionEntry, endMark]) },
    { what: 'compressed text', reason: 'Foreign', bytes: gzipSync('hello '.repeat(1000)) },
    { what: 'a zip', reason: 'Foreign', bytes: Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(600)]) },
    {
      what: 'an old tar without magic',
      reason: 'Foreign',
      bytes: gzipSync(Buffer.concat([rawEntry({ magic: '' }), endMark])),
    },
    { what: 'an empty tar', reason: 'Foreign', bytes: gzipSync(endMark) },
    { what: 'an empty file', reason: 'Truncated', bytes: Buffer.alloc(0) },
    { what: 'an empty gzip', reason: 'Truncated', bytes: gzipSync('') },
  ];
}

function withFlippedByte(bytes: Buffer, index: number): Buffer {
  const copy = Buffer.from(bytes);
  const at = (copy.length + index) % copy.length;
  copy[at] = (copy[at] ?? 0) ^ 0x10;
  return copy;
}

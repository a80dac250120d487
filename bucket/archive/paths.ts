import type { ObjectId } from './entry.ts';
import { ArchiveError } from './errors.ts';

export const versionPath = 'metadata/version';

/** A path of an object, or of something else that a backup may have in it. */
export type ParsedPath =
  | {
      kind: 'object';
      id: ObjectId;
      /** Of a copy in a version directory. */
      version?: string | undefined;
      preferred: boolean;
    }
  | { kind: 'version' | 'ignored' };

/** `resources/<group-resource>/{cluster|namespaces/<ns>}/<name>.json`. @throws {ArchiveError} for what no reader would take back. */
export function objectPath(id: ObjectId): string {
  return objectFile(objectDirectory(id), id.name);
}

/** The directory of a kind's objects, with its slash. @throws {ArchiveError} */
export function objectDirectory({ resource, namespace }: Omit<ObjectId, 'name'>): string {
  const directory = `resources/${resource}/${namespace ? `namespaces/${namespace}` : 'cluster'}/`;
  if (!isResource(resource) || (namespace !== undefined && !isLabel(namespace)))
    throw unsafe(directory, 'it is not the directory of a kind');
  return directory;
}

/** The file of an object in that directory. @throws {ArchiveError} */
export function objectFile(directory: string, name: string): string {
  const path = `${directory}${name}.json`;
  if (!isName(name)) throw unsafe(path, 'no Kubernetes object has such a name');
  return path;
}

/**
 * Reads a path of a tar entry by a grammar in which there is no place for `..`, an absolute path or a control character. What is not in
 * the grammar is refused when it is under `resources/`; elsewhere it is foreign, but for `metadata/`, which is ignored.
 */
export function parsePath(path: string): ParsedPath {
  checkSegments(path);
  const plain = withoutDot(path);
  if (plain.startsWith('resources/')) return parseObject(plain);
  if (plain.startsWith('metadata/')) return { kind: plain === versionPath ? 'version' : 'ignored' };
  throw new ArchiveError({
    reason: 'Foreign',
    path: quoted(path),
    message: `this is not the archive of a backup: it has ${quoted(path)} in it`,
  });
}

/** Checks a directory's path; it says nothing else. */
export function checkDirectoryPath(path: string): void {
  const trimmed = path.replace(/\/+$/, '');
  if (trimmed !== '.') checkSegments(trimmed);
}

/** For messages: no control character gets out. */
export function quoted(path: string): string {
  return JSON.stringify(path.length > 300 ? `${path.slice(0, 300)}...` : path);
}

/** The error for a path that no reader may follow. `path` is quoted here: give it as it is. */
export function unsafe(path: string, problem: string): ArchiveError {
  return new ArchiveError({
    reason: 'UnsafePath',
    path: quoted(path),
    message: `the archive has ${quoted(path)} in it, which is refused: ${problem}`,
  });
}

/** `tar -c .` begins every path with it. */
export function withoutDot(path: string): string {
  return path.startsWith('./') ? path.slice(2) : path;
}

function checkSegments(path: string): void {
  if (/\p{Cc}/u.test(path) || !path.isWellFormed()) throw unsafe(path, 'it has control characters');
  if (path.startsWith('/')) throw unsafe(path, 'it is absolute');
  const segments = withoutDot(path).split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..'))
    throw unsafe(path, 'it leads to another place than it says');
  if (Buffer.byteLength(path) > 1024) throw unsafe(path, 'it is longer than 1024 bytes');
}

/** Without a version directory where the path can be read so: a namespace may be called "cluster". */
const objectGrammar =
  /^resources\/(?<resource>[^/]+)\/(?:(?<version>[^/]+?)(?<preferred>-preferredversion)?\/)??(?:cluster|namespaces\/(?<namespace>[^/]+))\/(?<name>[^/]+)\.json$/;

function parseObject(path: string): ParsedPath {
  const { resource = '', version, preferred, namespace, name = '' } = objectGrammar.exec(path)?.groups ?? {};
  const labels = [version, namespace].filter((label) => label !== undefined);
  if (!isResource(resource) || !isName(name) || !labels.every(isLabel))
    throw unsafe(path, 'it is not a path of an object');
  const id = namespace === undefined ? { resource, name } : { resource, namespace, name };
  return { kind: 'object', id, version, preferred: preferred !== undefined };
}

/** DNS label. */
function isLabel(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text);
}

/** `pods`, `deployments.apps`. */
function isResource(text: string): boolean {
  return text.length <= 253 + 64 && text.split('.').every(isLabel);
}

/** What Kubernetes takes as a name at all: RBAC's may have colons, spaces, any letters; never a slash, "." or "..". */
function isName(text: string): boolean {
  return plainName.test(text) || isOddName(text);
}

const plainName = /^[a-z0-9][-a-z0-9.:]{0,252}$/;

function isOddName(text: string): boolean {
  const bytes = Buffer.byteLength(text);
  return bytes > 0 && bytes <= 253 && text !== '.' && text !== '..' && !/[/\p{Cc}]/u.test(text) && text.isWellFormed();
}

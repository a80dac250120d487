import { hash } from 'node:crypto';
import type { ArchiveItem } from './entry.ts';
import { scanArchive, type ScannedItem, type ScanOptions } from './scan-archive.ts';
import { tooLarge } from './problems.ts';
import { checkDigest, type ArchiveSurvey } from './verify-archive.ts';

export interface ReadArchiveOptions extends ScanOptions {
  /** Of a first pass over the same bytes; without it, items stored under version directories are held back until the end. */
  survey?: ArchiveSurvey | undefined;
  /** sha256 (hex) by path, from an index: what is in it is compared, what is not in it is refused. */
  checksums?: ReadonlyMap<string, string> | undefined;
}

/** Without a survey, more than this of versioned copies is refused. */
const heldBytes = 64 * 1024 * 1024;

/**
 * Reads any backup tar.gz, ours or Velero's, as untrusted input. Each object comes once: the file without a version directory where there
 * is one, else the preferred version's, else the first. `json` is a part of a larger buffer: copy what
 * is kept. An error may come after items were yielded,
 * so whoever writes something calls `surveyArchive` first. Throws ArchiveError.
 */
export async function* readArchive(
  stream: AsyncIterable<Uint8Array>,
  options: ReadArchiveOptions = {},
): AsyncGenerator<ArchiveItem> {
  const choice = options.survey ? surveyed(options.survey) : new HeldItems();
  for await (const item of scanArchive(stream, options)) {
    checkItem(item, options.checksums);
    if (choice.take(item)) {
      yield plainItem(item);
    }
  }
  yield* choice.remaining();
}

/** Decides which of an object's files is yielded. */
interface Choice {
  /** Whether this one is, now. */
  take: (item: ScannedItem) => boolean;
  /** What is left at the end. */
  remaining: () => Iterable<ArchiveItem>;
}

function surveyed({ versionedOnly }: ArchiveSurvey): Choice {
  return {
    take: (item) => item.version === undefined || versionedOnly.has(item.path),
    remaining: () => [],
  };
}

function checkItem(item: ScannedItem, checksums: ReadonlyMap<string, string> | undefined): void {
  if (checksums) {
    checkDigest(item.path, checksums.get(item.path) ?? 'none', hash('sha256', item.json, 'hex'));
  }
}

function plainItem({ path, resource, namespace, name, version, json }: ScannedItem): ArchiveItem {
  return { path, resource, namespace, name, version, json };
}

/** Versioned copies whose plain file has not come (yet). Velero writes the two next to each other, so these are few. */
class HeldItems implements Choice {
  readonly #plain = new Set<string>();
  readonly #versioned = new Map<string, ScannedItem>();
  #bytes = 0;

  take(item: ScannedItem): boolean {
    const id = idOf(item);
    if (item.version === undefined) {
      this.#plain.add(id);
      this.#drop(id);
      return true;
    }
    const former = this.#versioned.get(id);
    if (!this.#plain.has(id) && (!former || (item.preferred && !former.preferred))) {
      this.#hold(id, item);
    }
    return false;
  }

  *remaining(): Generator<ArchiveItem> {
    for (const item of this.#versioned.values()) {
      yield plainItem(item);
    }
  }

  #hold(id: string, item: ScannedItem): void {
    this.#drop(id);
    this.#bytes += item.json.length;
    if (this.#bytes > heldBytes) {
      throw tooLarge('it has too many objects under version directories only to be read in one pass');
    }
    this.#versioned.set(id, { ...item, json: Buffer.from(item.json) });
  }

  #drop(id: string): void {
    this.#bytes -= this.#versioned.get(id)?.json.length ?? 0;
    this.#versioned.delete(id);
  }
}

function idOf({ resource, namespace, name }: ScannedItem): string {
  return `${resource}/${namespace ?? ''}/${name}`;
}

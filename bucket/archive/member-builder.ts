import type { PendingEntry } from './index-format.ts';
import { blockBytes, HeaderWriter, padded } from './tar/header.ts';

/** A member that is full: its tar bytes and what is in it. */
export interface FilledMember {
  bytes: Buffer;
  entries: PendingEntry[];
}

/** Fills a member with tar entries. */
export class MemberBuilder {
  readonly #headers: HeaderWriter;
  readonly #memberBytes: number;
  #target: Buffer;
  #used = 0;
  #entries: PendingEntry[] = [];

  constructor(mtime: Date, memberBytes: number) {
    this.#headers = new HeaderWriter(mtime);
    this.#memberBytes = memberBytes;
    this.#target = Buffer.allocUnsafeSlow(memberBytes);
  }

  /** Whether an entry of this size still goes into the member; an empty member takes any. */
  fits(path: string, size: number): boolean {
    return this.#used === 0 || this.#used + this.#entryBytes(path, size) <= this.#target.length;
  }

  /** Copies a file in and returns its bytes, as they lie in the member, and their position. */
  add(path: string, content: readonly Buffer[]): { bytes: Buffer; position: number } {
    const size = content.reduce((total, piece) => total + piece.length, 0);
    if (this.#used === 0 && this.#entryBytes(path, size) > this.#target.length)
      this.#target = Buffer.allocUnsafeSlow(this.#entryBytes(path, size));
    const position = this.#headers.write(this.#target, this.#used, path, size);
    let end = position;
    for (const piece of content) end += piece.copy(this.#target, end);
    this.#used = position + padded(size);
    this.#target.fill(0, end, this.#used);
    return { bytes: this.#target.subarray(position, end), position };
  }

  note(entry: PendingEntry): void {
    this.#entries.push(entry);
  }

  /** The two blocks of zeros that end a tar. */
  addEnd(): void {
    const end = 2 * blockBytes;
    if (this.#used + end > this.#target.length)
      this.#target = Buffer.concat([this.#target.subarray(0, this.#used)], this.#used + end);
    else this.#target.fill(0, this.#used, this.#used + end);
    this.#used += end;
  }

  /** Hands the member out and begins an empty one. */
  take(): FilledMember {
    const filled = { bytes: this.#target.subarray(0, this.#used), entries: this.#entries };
    this.#target = Buffer.allocUnsafeSlow(this.#memberBytes);
    this.#used = 0;
    this.#entries = [];
    return filled;
  }

  #entryBytes(path: string, size: number): number {
    return this.#headers.size(path) + padded(size);
  }
}

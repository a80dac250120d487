import type { StatusError } from '../../kube/client/status-error.ts';
import type { Exchange } from './exchange.ts';
import { tooLarge, tooManyRequests } from './failures.ts';

/** Bytes of a request body that are taken at most: kube-apiserver's limit. */
export const bodyLimit = 3 * 1024 * 1024;

/** Bytes above which the rest of a body that is too large anyway is not even read to its end. */
const readOnBytes = 16 * bodyLimit;

/** A body up to this many bytes is always taken. */
const small = 64 * 1024;

/**
 * Bytes of larger bodies that are held at once. As many writes as may be under way could hold 600 MB between them, more than the container may have,
 * and one user can send them.
 */
const heldLimit = 32 * 1024 * 1024;

/** The bodies of all requests of a server. */
export class Bodies {
  #held = 0;

  /**
   * Reads a whole body. One that is refused is read to its end and forgotten, within bounds: a client that is still writing does not see
   * the answer when the connection is cut under it.
   * @throws {StatusError} 413, and 429 while there are too many large ones
   */
  async read({ request, signal }: Pick<Exchange, 'request' | 'signal'>): Promise<Buffer> {
    const body = new Body((bytes) => (this.#held += bytes));
    signal.addEventListener('abort', () => body.forget(), { once: true });
    for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      // Nobody gives back what is held from now on.
      signal.throwIfAborted();
      if (!body.add(piece)) break;
    }
    signal.throwIfAborted();
    return body.whole();
  }
}

class Body {
  /** Adds to the bytes that are held of all bodies, and says how many there are then. */
  readonly #hold: (bytes: number) => number;
  readonly #pieces: Buffer[] = [];
  #size = 0;
  #held = 0;
  #refusal: StatusError | undefined;

  constructor(hold: (bytes: number) => number) {
    this.#hold = hold;
  }

  /** False when it is no use to go on. */
  add(piece: Buffer): boolean {
    this.#size += piece.length;
    this.#refusal = this.#refusal ?? this.#refusalOf(piece);
    if (this.#refusal === undefined) this.#pieces.push(piece);
    else this.forget();
    return this.#size <= readOnBytes;
  }

  whole(): Buffer {
    if (this.#refusal !== undefined) throw this.#refusal;
    return this.#pieces.length === 1 ? (this.#pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#pieces);
  }

  forget(): void {
    this.#pieces.length = 0;
    this.#hold(-this.#held);
    this.#held = 0;
  }

  #refusalOf({ length }: Buffer): StatusError | undefined {
    if (this.#size > bodyLimit) return tooLarge(`limit is ${bodyLimit}`);
    if (this.#size <= small) return undefined;
    this.#held += length;
    return this.#hold(length) > heldLimit
      ? tooManyRequests('Too many large requests, please try again later.')
      : undefined;
  }
}

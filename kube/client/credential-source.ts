import type { Clock } from '../process/clock.ts';
import type { Connection, Credentials } from './connection.ts';

/** client-go's: a rotated token file is noticed long before the old token ends. */
const refreshMs = 60_000;

/** The credentials as of at most a minute ago. While a refresh fails the old ones are kept: they may well be good still. */
export class CredentialSource {
  readonly #connection: Connection;
  readonly #clock: Clock;
  #current: Credentials;
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(connection: Connection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
    this.#current = connection;
  }

  /** Undefined unless something has to be waited for. @throws when the very first reading fails. */
  refresh(): Promise<void> | undefined {
    if (this.#connection.refresh === undefined || this.#clock.monotonic() - this.#readAt < refreshMs) return undefined;
    this.#reading ??= this.#read(this.#connection.refresh).finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  get current(): Credentials {
    return this.#current;
  }

  async #read(read: () => Promise<Credentials>): Promise<void> {
    try {
      this.#current = await read();
    } catch (error) {
      if (this.#readAt === Number.NEGATIVE_INFINITY) throw error;
    }
    this.#readAt = this.#clock.monotonic();
  }
}

/** The Authorization header line, if any. */
export function authorizationLine(credentials: Credentials): string[] {
  const { token, basic } = credentials;
  if (token !== undefined && token !== '') return ['authorization', `Bearer ${token.trim()}`];
  if (basic === undefined) return [];
  return ['authorization', `Basic ${Buffer.from(`${basic.username}:${basic.password}`).toString('base64')}`];
}

import { LocationError } from '../blob/location.ts';

export interface SecretKey {
  name: string;
  key: string;
}

/** The data of a Secret (base64 by key), or undefined when there is no such Secret. */
export type ReadSecret = (namespace: string, name: string) => Promise<Record<string, string> | undefined>;

/** A location names a Secret, or a key of it, that is not there. */
export class MissingCredential extends LocationError {
  readonly reference: SecretKey;

  constructor(field: string, namespace: string, reference: SecretKey) {
    super(field, `there is no Secret ${namespace}/${reference.name} with the key ${reference.key}`);
    this.reference = reference;
  }
}

/** The Secrets of one location: those of its own namespace, whatever its spec says. */
export class LocationSecrets {
  readonly #readSecret: ReadSecret;
  readonly #namespace: string;

  constructor(readSecret: ReadSecret, namespace: string) {
    this.#readSecret = readSecret;
    this.#namespace = namespace;
  }

  /** Undefined when nothing is referred to. @throws {MissingCredential} */
  async read(field: string, reference: SecretKey | undefined): Promise<Buffer | undefined> {
    if (reference === undefined) return undefined;
    const value = (await this.#readSecret(this.#namespace, reference.name))?.[reference.key];
    if (value === undefined) throw new MissingCredential(field, this.#namespace, reference);
    return Buffer.from(value, 'base64');
  }
}

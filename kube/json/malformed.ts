/** Bytes that are not the JSON that was expected. `offset` counts bytes from the start of the scanned buffer. */
export class MalformedJson extends Error {
  readonly offset: number;

  constructor(expected: string, offset: number) {
    super(`malformed JSON: ${expected} at byte ${offset}`);
    this.name = 'MalformedJson';
    this.offset = offset;
  }
}

/** JSON that is nested deeper than is read here. */
export class NestedTooDeeply extends MalformedJson {}

/** Random JSON texts for tests, the same ones for the same seed. */
export class RandomJson {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number below `limit`. */
  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state % limit;
  }

  value(depth = 0): string {
    const scalars = ['null', 'true', 'false', this.number(), this.string(), this.string()];
    const kind = this.below(depth > 4 ? 6 : 10);
    if (kind < 6) return scalars[kind] ?? 'null';
    return kind < 8 ? this.list(depth) : this.object(depth);
  }

  object(depth = 0): string {
    const members = Array.from(
      { length: this.below(5) },
      () => `${this.key()}${this.#space()}:${this.value(depth + 1)}`,
    );
    return `{${this.#space()}${members.join(`${this.#space()},${this.#space()}`)}${this.#space()}}`;
  }

  list(depth = 0): string {
    const items = Array.from({ length: this.below(5) }, () => this.value(depth + 1));
    return `[${this.#space()}${items.join(`,${this.#space()}`)}${this.#space()}]`;
  }

  /** Without escapes: JSON.parse, which is the measure here, has a bug with escaped keys (nodejs/node#63785). */
  key(): string {
    const parts = ['a', 'metadata', ' ', 'ü', '😀', '\u2028', '{', '[', ',', ':', '}', '/'];
    return `"${Array.from({ length: this.below(6) }, () => parts[this.below(parts.length)]).join('')}"`;
  }

  string(): string {
    const parts = ['a', 'metadata', ' ', '"', '\\', '\n', 'ü', '😀', '\u2028', '{', '[', ',', ':', '}', '\u0001', '/'];
    const text = Array.from({ length: this.below(6) }, () => parts[this.below(parts.length)]).join('');
    return this.below(3) === 0 ? this.#escaped(text) : JSON.stringify(text);
  }

  number(): string {
    const texts = ['0', '-0', '7', '-12', '1.5', '1e3', '2E-2', '9007199254740993', '18446744073709551615', '1.0'];
    return texts[this.below(texts.length)] ?? '0';
  }

  /** Every character as \\uXXXX. */
  #escaped(text: string): string {
    const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i).toString(16).padStart(4, '0'));
    return `"${units.map((unit) => `\\u${this.below(2) === 0 ? unit : unit.toUpperCase()}`).join('')}"`;
  }

  #space(): string {
    return ['', '', '', ' ', '\n\t', '\r\n '][this.below(6)] ?? '';
  }
}

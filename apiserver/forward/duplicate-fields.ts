import { tooLarge } from '../server/failures.ts';
import {
  closeArray,
  closeObject,
  comma,
  openArray,
  openObject,
  quote,
  skipSpace,
  skipString,
  skipValue,
} from '../../kube/json/scan.ts';

/** A key that an object has twice. */
export interface Twice {
  /** As Kubernetes writes it: `spec.list[0].key`. */
  path: string;
  key: string;
  /** Offset of the later value. */
  at: number;
}

/** As Kubernetes' strict decoder words it: `duplicate field "spec.ttl"`. */
export function duplicateFields(twice: readonly Twice[]): string[] {
  return twice.map(({ path }) => `duplicate field ${JSON.stringify(path)}`);
}

/**
 * Names that the members of a body may have. Objects that fit our schemas have a few hundred different ones, a few thousand with labels and annotations;
 * for each that is new JavaScript makes the shape of the object anew, which takes ten times as long as a name that it knows.
 */
const maxNames = 10_000;

/** Bytes that are walked through in one go. */
const stride = 256 * 1024;

/**
 * Finds the keys that an object has twice. `pause` is awaited now and then, to let others have their turn.
 * @throws {MalformedJson} @throws {StatusError} 413 for an object of too many names
 */
export async function fieldsTwice(json: Buffer, pause: () => Promise<void>): Promise<Twice[]> {
  const start = skipSpace(json, 0);
  // The whole grammar and the depth are checked first: the walk takes them for granted.
  const walk = new Walk(json, start, skipValue(json, start));
  do await pause();
  while (walk.goOn());
  return walk.found;
}

interface Container {
  /** Keys of an object so far; a list has none. */
  keys?: Set<string>;
  /** Whether a string is the next key. */
  awaitsKey: boolean;
  /** Where the walk is in it: the last key, or the index. */
  key: string;
  index: number;
}

/** From token to token, with what is open instead of a recursion, so that it can be left and gone on with anywhere. */
class Walk {
  readonly found: Twice[] = [];
  readonly #json: Buffer;
  readonly #end: number;
  readonly #names = new Set<string>();
  readonly #open: Container[] = [];
  #at: number;

  constructor(json: Buffer, start: number, end: number) {
    this.#json = json;
    this.#at = start;
    this.#end = end;
  }

  /** Goes on for a stride; false at the end. */
  goOn(): boolean {
    const until = Math.min(this.#at + stride, this.#end);
    while (this.#at < until) this.#at = this.#pass(this.#at);
    return this.#at < this.#end;
  }

  /** The offset behind what begins here: a bracket, a comma, a string, or one byte of anything else. */
  #pass(at: number): number {
    const inner = this.#open.at(-1);
    switch (this.#json[at]) {
      case openObject:
        this.#open.push({ keys: new Set(), awaitsKey: true, key: '', index: 0 });
        return at + 1;
      case openArray:
        this.#open.push({ awaitsKey: false, key: '', index: 0 });
        return at + 1;
      case closeObject:
      case closeArray:
        this.#open.pop();
        return at + 1;
      case comma:
        if (inner !== undefined) next(inner);
        return at + 1;
      case quote:
        return inner?.awaitsKey === true ? this.#passKey(at, inner) : skipString(this.#json, at);
      default:
        return at + 1;
    }
  }

  /** The offset of the key's value. */
  #passKey(at: number, object: Container): number {
    const end = skipString(this.#json, at);
    const value = skipSpace(this.#json, skipSpace(this.#json, end) + 1);
    const key = keyBetween(this.#json, at + 1, end - 1);
    object.awaitsKey = false;
    object.key = key;
    if (object.keys?.has(key) === true) this.found.push({ path: pathOf(this.#open), key, at: value });
    object.keys?.add(key);
    if (this.#names.add(key).size > maxNames)
      throw tooLarge(`an object of more than ${maxNames} different names is not read`);
    return value;
  }
}

function next(container: Container): void {
  container.awaitsKey = container.keys !== undefined;
  container.index += 1;
}

function keyBetween(json: Buffer, start: number, end: number): string {
  const text = json.toString('utf8', start, end);
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text;
}

function pathOf(open: readonly Container[]): string {
  const steps = open.map(({ keys, key, index }) => (keys === undefined ? `[${index}]` : key));
  return steps.reduce((path, step) => (path === '' || step.startsWith('[') ? path + step : `${path}.${step}`), '');
}

import { expect, test } from 'vitest';
import { mapUid } from '../../api/meta/uid.ts';
import { RandomJson } from '../../kube/testing/random-json.ts';
import { ServedStream } from './served-stream.ts';

test('translates what is to be translated and no other byte, wherever the list is cut', () => {
  const random = new RandomJson(21);
  for (let i = 0; i < 12; i++) {
    const { records, served } = randomList(random);
    const bytes = Buffer.from(records);
    for (let at = 0; at <= bytes.length; at++) {
      expect(translated([bytes.subarray(0, at), bytes.subarray(at)], 1)).toBe(served);
    }
    expect(translated([bytes], 1)).toBe(served);
    expect(translated(piecesOf(bytes, 1 + random.below(40)), random.below(500))).toBe(served);
    // It belongs to whoever gave it.
    expect(String(bytes)).toBe(records);
  }
});

function translated(pieces: readonly Buffer[], batch: number): string {
  const stream = new ServedStream(batch);
  return String(Buffer.concat([...pieces.map((piece) => stream.push(piece)), stream.end()]));
}

function piecesOf(bytes: Buffer, size: number): Buffer[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
}

/** The text of a list of records, and what is to become of it, put together from the same random parts. */
function randomList(random: RandomJson): { records: string; served: string } {
  const items = Array.from({ length: random.below(4) }, () => ({
    uid: randomUid(random),
    annotation: random.string(),
    fields: random.object(),
    spec: random.value(),
    status: random.below(2) === 0 ? lookalike : random.value(),
  }));
  const more = random.value();
  const text = (apiVersion: string, kind: string, uidOf: (uid: string) => string): string => {
    const list = items.map(({ uid, annotation, fields, spec, status }) =>
      [
        `{"apiVersion":"${apiVersion}","kind":"${kind}"`,
        `"metadata":{"annotations":{"a":${annotation},"uid":${JSON.stringify(lookalike)}}`,
        `"managedFields":[{"apiVersion":"${apiVersion}","fieldsV1":${fields}}],"name":"n","uid":"${uidOf(uid)}"}`,
        `"spec":${spec},"status":${status}}`,
      ].join(','),
    );
    return `{"apiVersion":"${apiVersion}","items":[${list.join(',')}],"kind":"${kind}List","more":${more}}\n`;
  };
  return {
    records: text('store.stowage.dev/v1alpha1', 'BackupRecord', (uid) => uid),
    served: text('stowage.dev/v1alpha1', 'Backup', mapUid),
  };
}

/** All that is to be translated, where it is not. */
const lookalike =
  '{"apiVersion":"store.stowage.dev/v1alpha1","kind":"BackupRecord","metadata":{"uid":"b0b3c1de-58d1-4f4c-9d33-111111111111"}}';

function randomUid(random: RandomJson): string {
  const digits = Array.from({ length: 32 }, () => random.below(16).toString(16)).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

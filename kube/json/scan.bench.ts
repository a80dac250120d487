/** `npx vitest bench --run --project unit kube/json`: each row beside what JSON.parse and JSON.stringify need for the same bytes in the same run. */
import { bench, describe } from 'vitest';
import { editObject, serverMetadata } from './edit-object.ts';
import { parseSafe, stringifySafe } from './safe.ts';
import { sliceList } from './slice-list.ts';
import { withTypeMeta } from './type-meta.ts';

const small = page(500, 200);
const large = page(50, 20_000);

describe.each([
  ['500 objects of 1 KB', small],
  ['50 objects of 20 KB', large],
])('a page of %s into archive entries', (_, bytes) => {
  bench('slices with metadata and type', () => {
    for (const { bytes: item, meta } of sliceList(bytes).items) withTypeMeta(item, 'v1', 'ConfigMap', meta);
  });
  bench('JSON.parse, JSON.stringify', () => {
    const list: { items: object[] } = JSON.parse(bytes.toString());
    for (const item of list.items) Buffer.from(JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', ...item }));
  });
  bench('parseSafe, stringifySafe', () => {
    const list = parseSafe(bytes.toString()) as { items: object[] };
    for (const item of list.items) Buffer.from(stringifySafe({ apiVersion: 'v1', kind: 'ConfigMap', ...item }));
  });
});

const edits = {
  dropTop: ['status'],
  dropMetadata: serverMetadata,
  setMetadata: { namespace: 'restored' },
  addLabels: { 'velero.io/restore-name': 'r' },
};

describe.each([
  ['1 KB', small],
  ['20 KB', large],
])('an object of %s made ready to be restored', (_, bytes) => {
  const items = sliceList(bytes).items.map((item) => item.bytes);
  bench('editObject', () => {
    for (const item of items) editObject(item, edits);
  });
  bench('JSON.parse, JSON.stringify', () => {
    for (const item of items) {
      const object: { metadata: Record<string, object> } = JSON.parse(item.toString());
      const kept = Object.entries(object.metadata).filter(([name]) => !serverMetadata.includes(name));
      const labels = { ...object.metadata['labels'], ...edits.addLabels };
      Buffer.from(
        JSON.stringify({ ...object, metadata: { ...Object.fromEntries(kept), namespace: 'restored', labels } }),
      );
    }
  });
});

function page(count: number, dataBytes: number): Buffer {
  const items = Array.from({ length: count }, (_, i) => ({
    metadata: {
      name: `config-${i}`,
      namespace: 'team-a',
      uid: `3a7b2f0e-1111-4222-8333-${String(i).padStart(12, '0')}`,
      resourceVersion: String(1_000 + i),
      creationTimestamp: '2026-11-21T07:00:00Z',
      labels: { app: 'example', tier: 'backend' },
      managedFields: [
        {
          manager: 'kubectl',
          operation: 'Update',
          apiVersion: 'v1',
          time: '2026-11-21T07:00:00Z',
          fieldsType: 'FieldsV1',
          fieldsV1: {
            'f:data': { '.': {}, 'f:text': {}, 'f:lines': {} },
            'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
          },
        },
      ],
    },
    data: { text: 'lorem ipsum '.repeat(dataBytes / 24), lines: 'key: "value"\n'.repeat(dataBytes / 26) },
  }));
  return Buffer.from(
    JSON.stringify({ kind: 'ConfigMapList', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items }),
  );
}

export const oldNamespace = 'old';

/** What is in every old archive. The values are odd on purpose: they must come back to the letter. */
export const oldObjects: object[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: oldNamespace, labels: { team: 'archive' } } },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: oldNamespace, name: 'settings', annotations: { 'example.com/note': 'a "quoted" \\ note' } },
    data: { greeting: 'Grüß Gott, 世界 👋', empty: '' },
  },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace: oldNamespace, name: 'token' },
    stringData: { token: 'not-a-real-one' },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: oldNamespace, name: 'web' },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'example.com/web:1' }] },
      },
    },
  },
];

import { expect, test } from 'vitest';
import { resourceResolver } from './resource-names.ts';

const resolve = resourceResolver([
  { group: '', plural: 'pods', singular: 'pod', kind: 'Pod', shortNames: ['po'] },
  { group: '', plural: 'events', singular: 'event', kind: 'Event', shortNames: ['ev'] },
  { group: 'apps', plural: 'deployments', singular: 'deployment', kind: 'Deployment', shortNames: ['deploy'] },
  { group: 'events.k8s.io', plural: 'events', singular: 'event', kind: 'Event', shortNames: ['ev'] },
  { group: 'metrics.k8s.io', plural: 'pods', singular: '', kind: 'PodMetrics', shortNames: [] },
]);

test.each([
  ['pods', 'pods'],
  ['po', 'pods'],
  ['Pod', 'pods'],
  ['deployment', 'deployments.apps'],
  ['deploy', 'deployments.apps'],
  ['deployments.apps', 'deployments.apps'],
  ['deploy.apps', 'deployments.apps'],
  ['ev', 'events'],
  ['events.events.k8s.io', 'events.events.k8s.io'],
  ['podmetrics', 'pods.metrics.k8s.io'],
  ['gone.example.com', 'gone.example.com'],
  ['*.example.com', '*.example.com'],
])('%s is %s', (name, expected) => {
  expect(resolve(name)).toBe(expected);
});

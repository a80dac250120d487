import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../manifest/manifest.ts';
import type { ActionContext } from './action.ts';
import { actionOf } from './actions.ts';

const plain: ActionContext = {
  mapNamespace: (namespace) => (namespace === 'shop' ? 'shop-copy' : namespace),
  tenant: false,
  preserveNodePorts: false,
  hasVolume: (name) => name === 'pv-static',
};
const tenant = { ...plain, tenant: true };
const unchanged = Symbol('unchanged');

interface Case {
  kind: string;
  before: Manifest;
  after?: Manifest | typeof unchanged;
  skipped?: RegExp;
  context?: ActionContext;
}

const lastApplied = (spec: unknown) => ({
  annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ spec }) },
});
const ports = [
  { name: 'http', port: 80, nodePort: 30080 },
  { name: 'https', port: 443, nodePort: 30443 },
];
const bare = [
  { name: 'http', port: 80 },
  { name: 'https', port: 443 },
];
const uid = { 'controller-uid': 'u', 'batch.kubernetes.io/controller-uid': 'u' };

const cases: Record<string, Case> = {
  'a job loses the labels of its UID': {
    kind: 'jobs.batch',
    before: { spec: { selector: { matchLabels: uid }, template: { metadata: { labels: { ...uid, app: 'a' } } } } },
    after: { spec: { selector: {}, template: { metadata: { labels: { app: 'a' } } } } },
  },
  'a pod is placed anew': {
    kind: 'pods',
    before: { spec: { nodeName: 'n', priority: 7, priorityClassName: 'high', containers: [{ name: 'c' }] } },
    after: { spec: { priorityClassName: 'high', containers: [{ name: 'c' }] } },
  },
  'a pod loses the token Secret of its account and its mounts, and nothing else': {
    kind: 'pods',
    before: {
      spec: {
        serviceAccountName: 'app',
        volumes: [{ name: 'app-token-x1' }, { name: 'other-token-x1' }, { name: 'kube-api-access-z' }],
        containers: [{ name: 'c', volumeMounts: [{ name: 'app-token-x1' }, { name: 'kube-api-access-z' }] }],
        initContainers: [{ name: 'i', volumeMounts: [{ name: 'app-token-x1' }] }],
      },
    },
    after: {
      spec: {
        serviceAccountName: 'app',
        volumes: [{ name: 'other-token-x1' }, { name: 'kube-api-access-z' }],
        containers: [{ name: 'c', volumeMounts: [{ name: 'kube-api-access-z' }] }],
        initContainers: [{ name: 'i', volumeMounts: [] }],
      },
    },
  },
  'a service gets new addresses and ports': {
    kind: 'services',
    before: { spec: { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1'], healthCheckNodePort: 3, ports } },
    after: { spec: { ports: bare } },
  },
  'a headless service stays headless': {
    kind: 'services',
    before: { spec: { clusterIP: 'None', clusterIPs: ['None'] } },
    after: unchanged,
  },
  'an external name keeps what it has': {
    kind: 'services',
    before: { spec: { type: 'ExternalName', externalName: 'a.example.com', ports } },
    after: unchanged,
  },
  'node ports stay when the restore says so': {
    kind: 'services',
    before: { spec: { ports, healthCheckNodePort: 3 } },
    after: unchanged,
    context: { ...plain, preserveNodePorts: true },
  },
  'a node port that was applied stays, by name': {
    kind: 'services',
    before: { metadata: lastApplied({ ports: [{ name: 'http', nodePort: 30080 }] }), spec: { ports } },
    after: {
      metadata: lastApplied({ ports: [{ name: 'http', nodePort: 30080 }] }),
      spec: { ports: [ports[0], bare[1]] },
    },
  },
  'a node port that was applied stays, by number when unnamed': {
    kind: 'services',
    before: {
      metadata: lastApplied({ ports: [{ nodePort: 30080 }] }),
      spec: { ports: [{ port: 80, nodePort: 30080 }] },
    },
    after: unchanged,
  },
  'a node port that a manager owns stays': {
    kind: 'services',
    before: {
      metadata: {
        managedFields: [
          { fieldsV1: { 'f:spec': { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { 'f:nodePort': {} } } } } },
        ],
      },
      spec: { ports: [{ port: 80, protocol: 'TCP', nodePort: 30080 }] },
    },
    after: unchanged,
  },
  'an unreadable last-applied annotation counts as none': {
    kind: 'services',
    before: {
      metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{' } },
      spec: { ports },
    },
    after: {
      metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{' } },
      spec: { ports: bare },
    },
  },
  "a tenant's service loses addresses that are not his": {
    kind: 'services',
    before: { spec: { externalIPs: ['1.1.1.1'], loadBalancerIP: '2.2.2.2', type: 'LoadBalancer' } },
    after: { spec: { type: 'LoadBalancer' } },
    context: tenant,
  },
  'an account loses its made tokens': {
    kind: 'serviceaccounts',
    before: { metadata: { name: 'app' }, secrets: [{ name: 'app-token-x' }, { name: 'registry' }] },
    after: { metadata: { name: 'app' }, secrets: [{ name: 'registry' }] },
  },
  'a made token is not restored': {
    kind: 'secrets',
    before: {
      type: 'kubernetes.io/service-account-token',
      metadata: { name: 'app-token-x', annotations: { 'kubernetes.io/service-account.name': 'app' } },
    },
    skipped: /makes its own/,
  },
  'a token that a user asked for is issued anew': {
    kind: 'secrets',
    before: {
      type: 'kubernetes.io/service-account-token',
      metadata: {
        name: 'ci',
        annotations: { 'kubernetes.io/service-account.name': 'app', 'kubernetes.io/service-account.uid': 'u' },
      },
      data: { token: 't', 'ca.crt': 'c', namespace: 'n' },
    },
    after: {
      type: 'kubernetes.io/service-account-token',
      metadata: { name: 'ci', annotations: { 'kubernetes.io/service-account.name': 'app' } },
      data: { namespace: 'n' },
    },
  },
  'a binding follows the mapping': {
    kind: 'rolebindings.rbac.authorization.k8s.io',
    before: { subjects: [{ name: 'a', namespace: 'shop' }, { name: 'b', namespace: 'bank' }, { name: 'alice' }] },
    after: { subjects: [{ name: 'a', namespace: 'shop-copy' }, { name: 'b', namespace: 'bank' }, { name: 'alice' }] },
  },
  'an aggregated role leaves its rules to the cluster': {
    kind: 'clusterroles.rbac.authorization.k8s.io',
    before: { aggregationRule: {}, rules: [{ verbs: ['*'] }] },
    after: { aggregationRule: {} },
  },
  'a claim is untied from a volume that is gone': {
    kind: 'persistentvolumeclaims',
    before: {
      metadata: { annotations: { 'pv.kubernetes.io/bind-completed': 'yes', mine: 'x' } },
      spec: { volumeName: 'pv-gone' },
    },
    after: { metadata: { annotations: { mine: 'x' } }, spec: {} },
  },
  'a claim keeps a volume that is there': {
    kind: 'persistentvolumeclaims',
    before: { metadata: {}, spec: { volumeName: 'pv-static', storageClassName: '' } },
    after: unchanged,
  },
  "a tenant's claim is always provisioned anew": {
    kind: 'persistentvolumeclaims',
    before: { spec: { volumeName: 'pv-static', dataSource: {}, dataSourceRef: {}, storageClassName: 'fast' } },
    after: { spec: { storageClassName: 'fast' } },
    context: tenant,
  },
  'a volume that went with its claim is not restored': {
    kind: 'persistentvolumes',
    before: { spec: { persistentVolumeReclaimPolicy: 'Delete' } },
    skipped: /provisioned anew/,
  },
  'a retained volume waits for the claim in its new namespace': {
    kind: 'persistentvolumes',
    before: {
      spec: {
        persistentVolumeReclaimPolicy: 'Retain',
        claimRef: { namespace: 'shop', name: 'data', uid: 'u', resourceVersion: '1' },
      },
    },
    after: {
      spec: { persistentVolumeReclaimPolicy: 'Retain', claimRef: { namespace: 'shop-copy', name: 'data' } },
    },
  },
  'a definition keeps unknown fields the v1 way': {
    kind: 'customresourcedefinitions.apiextensions.k8s.io',
    before: { spec: { preserveUnknownFields: true, versions: [{ schema: { openAPIV3Schema: { type: 'object' } } }] } },
    after: {
      spec: {
        preserveUnknownFields: false,
        versions: [{ schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }],
      },
    },
  },
  'a webhook has no side effects': {
    kind: 'validatingwebhookconfigurations.admissionregistration.k8s.io',
    before: { webhooks: [{ sideEffects: 'Unknown' }, { sideEffects: 'NoneOnDryRun' }] },
    after: { webhooks: [{ sideEffects: 'None' }, { sideEffects: 'NoneOnDryRun' }] },
  },
  'an APIService is never restored': { kind: 'apiservices.apiregistration.k8s.io', before: {}, skipped: /serves them/ },
};

describe('item actions', () => {
  test.each(Object.entries(cases))('%s', (_, { kind, before, after, skipped, context = plain }) => {
    const manifest = structuredClone(before);
    const why = actionOf(kind)?.(manifest, context);
    if (skipped !== undefined) {
      expect(why).toMatch(skipped);
      return;
    }
    const expected = after === unchanged ? before : after;
    expect(why).toBeUndefined();
    expect(manifest).toEqual(expected);
    actionOf(kind)?.(manifest, context);
    expect(manifest, 'the same again when repeated').toEqual(expected);
  });

  test('kinds without one are never parsed', () => {
    expect(actionOf('configmaps')).toBeUndefined();
  });
});

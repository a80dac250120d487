import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as names from '../api/groups.ts';
import { isWritable, kinds, storedKinds } from '../api/kinds.ts';
import type { KubeObject } from '../api/meta/list.ts';
import { fieldErrorText } from '../api/validate/field-error.ts';
import { validate } from '../api/validate/validate.ts';
import { recordWriters } from './admission-policy.ts';
import { baseObjects, objectsIn } from './base.ts';
import { generatedFiles } from './generated-files.ts';
import type { PolicyRule } from './rules.ts';

interface Anything {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  rules?: PolicyRule[];
  roleRef?: { kind: string; name: string };
  subjects?: { kind: string; name: string; namespace?: string }[];
  spec?: Record<string, unknown>;
}

const root = path.join(import.meta.dirname, '..');
const base = baseObjects() as Anything[];
const of = (kind: string): Anything[] => base.filter((object) => object.kind === kind);

const rules = (name: string): PolicyRule[] =>
  of('ClusterRole').find((role) => role.metadata.name === name)?.rules ?? [];

const may = (name: string, verb: string, resource: string, group: string = names.servedGroup): boolean =>
  rules(name).some(
    ({ apiGroups, resources, verbs }) =>
      apiGroups.some((one) => one === group || one === '*') &&
      resources.some((one) => one === resource || one === '*') &&
      verbs.includes(verb),
  );

describe('generated files', () => {
  it.each([...generatedFiles()])('%s is up to date (npm run generate)', (file, text) => {
    expect(readFileSync(path.join(root, file), 'utf8')).toBe(text);
  });
});

describe('the base', () => {
  it('lists every file of its directory', () => {
    const directory = path.join(import.meta.dirname, 'base');
    const { resources } = parse(readFileSync(path.join(directory, 'kustomization.yaml'), 'utf8')) as {
      resources: string[];
    };
    const files = (readdirSync(directory, { recursive: true }) as string[]).filter((file) => file.endsWith('.yaml'));
    expect(files.filter((file) => file !== 'kustomization.yaml').toSorted()).toEqual(resources.toSorted());
  });

  it('begins with the namespace and ends with the APIService', () => {
    expect(base[0]).toMatchObject({ kind: 'Namespace', metadata: { name: names.systemNamespace } });
    expect(base.at(-1)).toMatchObject({
      kind: 'APIService',
      metadata: { name: names.apiServiceName },
      spec: { group: names.servedGroup, version: names.version, versionPriority: 15 },
    });
  });

  it('puts our kubectl get backups before that of a CRD, and trusts a CA only', () => {
    const spec = of('APIService')[0]?.spec;
    expect(spec?.['groupPriorityMinimum']).toBeGreaterThan(1000);
    expect(JSON.stringify(base)).not.toContain('insecureSkipTLSVerify');
    expect(spec?.['service']).toEqual({ name: names.apiserverService, namespace: names.systemNamespace, port: 443 });
  });

  it('defines a record for every kind', () => {
    expect(of('CustomResourceDefinition').map(({ metadata }) => metadata.name)).toEqual(
      storedKinds.map(({ record }) => `${record.plural}.${names.recordGroup}`),
    );
  });

  it('binds roles that are there to accounts that are there', () => {
    const accounts = of('ServiceAccount').map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    expect(accounts).toEqual(
      [names.apiserverAccount, names.controllersAccount].map((name) => `${names.systemNamespace}/${name}`),
    );
    const bindings = [...of('ClusterRoleBinding'), ...of('RoleBinding')];
    const loose = bindings.filter(({ roleRef, subjects = [], metadata }) => {
      const builtIn = /^(system:auth-delegator|extension-apiserver-authentication-reader)$/.test(roleRef?.name ?? '');
      const role = of(roleRef?.kind ?? '').some(
        (one) =>
          one.metadata.name === roleRef?.name &&
          one.metadata.namespace === (roleRef.kind === 'Role' ? metadata.namespace : undefined),
      );
      return (
        !(builtIn || role) || !subjects.every((subject) => accounts.includes(`${subject.namespace}/${subject.name}`))
      );
    });
    expect(loose.map(({ metadata }) => metadata.name)).toEqual([]);
  });
});

describe('the ClusterRoles', () => {
  it('give nobody but the two processes a right on records', () => {
    const holders = of('ClusterRole').filter(({ rules: all = [] }) =>
      all.some(({ apiGroups }) => apiGroups.includes(names.recordGroup) || apiGroups.includes('*')),
    );
    expect(holders.map(({ metadata }) => metadata.name)).toEqual([names.apiserverAccount, names.controllersAccount]);
  });

  it('give the apiserver neither Secrets cluster-wide, nor impersonation, nor a wildcard', () => {
    const all = rules(names.apiserverAccount);
    expect(all.flatMap(({ apiGroups, resources, verbs }) => [...apiGroups, ...resources, ...verbs])).not.toContain('*');
    expect(may(names.apiserverAccount, 'get', 'secrets', '')).toBe(false);
    expect(all.flatMap(({ verbs }) => verbs)).not.toContain('impersonate');
    const ownApiService = all.filter(({ resources }) => resources.includes('apiservices'));
    expect(ownApiService.map(({ resourceNames }) => resourceNames)).toEqual([[names.apiServiceName]]);
  });

  it('let the controllers impersonate every part of an identity', () => {
    for (const resource of ['users', 'groups', 'serviceaccounts']) {
      expect(may(names.controllersAccount, 'impersonate', resource, '')).toBe(true);
    }
    for (const resource of ['uids', 'userextras/authentication.kubernetes.io/credential-id']) {
      expect(may(names.controllersAccount, 'impersonate', resource, 'authentication.k8s.io')).toBe(true);
    }
    expect(may(names.controllersAccount, 'delete', 'secrets', '')).toBe(false);
  });

  it('aggregate to view, edit and admin, and the others to nothing', () => {
    const aggregate = Object.fromEntries(
      of('ClusterRole').map(({ metadata }) => [
        metadata.name,
        Object.keys(metadata.labels ?? {}).filter((label) => label.startsWith('rbac.authorization.k8s.io/')),
      ]),
    );
    expect(aggregate).toEqual({
      'stowage-apiserver': [],
      'stowage-controllers': [],
      'stowage-view': ['rbac.authorization.k8s.io/aggregate-to-view'],
      'stowage-edit': ['rbac.authorization.k8s.io/aggregate-to-edit'],
      'stowage-admin': ['rbac.authorization.k8s.io/aggregate-to-admin'],
      'stowage-operator': [],
      'stowage-auditor': [],
    });
  });

  it('let view read objects and logs, and nothing that names or holds a Secret', () => {
    for (const { plural, scope } of kinds) expect(may('stowage-view', 'watch', plural)).toBe(scope === 'Namespaced');
    expect(may('stowage-auditor', 'watch', 'serverstatuses')).toBe(true);
    expect(may('stowage-view', 'get', 'backups/log')).toBe(true);
    for (const name of ['contents', 'resources', 'results'])
      expect(may('stowage-view', 'get', `backups/${name}`)).toBe(false);
    expect(rules('stowage-view').flatMap(({ verbs }) => verbs)).not.toContain('create');
  });

  it('let edit run and download, and keep locations for admin', () => {
    expect(may('stowage-edit', 'create', 'backups')).toBe(true);
    expect(may('stowage-edit', 'restore', 'backups')).toBe(true);
    expect(may('stowage-edit', 'get', 'backups/contents')).toBe(true);
    expect(may('stowage-edit', 'create', 'backupstoragelocations')).toBe(false);
    expect(may('stowage-admin', 'create', 'backupstoragelocations')).toBe(true);
  });

  it('let nobody write a status', () => {
    const writers = ['view', 'edit', 'admin', 'operator', 'auditor'].filter((name) =>
      rules(`stowage-${name}`).some(
        ({ resources, verbs }) => resources.some((one) => one.includes('/')) && verbs.some((verb) => verb !== 'get'),
      ),
    );
    expect(writers).toEqual([]);
  });
});

describe('the admission policy', () => {
  it('names the accounts that the base makes', () => {
    for (const account of of('ServiceAccount')) {
      expect(recordWriters).toContain(`system:serviceaccount:${account.metadata.namespace}:${account.metadata.name}`);
    }
    expect(JSON.stringify(of('ValidatingAdmissionPolicy'))).not.toContain('system:masters');
  });

  it('fails closed, is bound, and covers every record with its status', () => {
    const policy = of('ValidatingAdmissionPolicy')[0];
    expect(policy?.spec).toMatchObject({
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [
          { apiGroups: [names.recordGroup], resources: ['*/*'], operations: ['CREATE', 'UPDATE', 'DELETE'] },
        ],
      },
    });
    expect(of('ValidatingAdmissionPolicyBinding')[0]?.spec).toEqual({
      policyName: policy?.metadata.name,
      validationActions: ['Deny'],
    });
  });
});

describe('the Deployments', () => {
  it.each(of('Deployment').map((object) => [object.metadata.name, object] as const))(
    '%s is restricted, spread, bounded in memory and probed',
    (_, deployment) => {
      const pod = (deployment.spec as { template: { spec: Record<string, unknown> } }).template.spec;
      const [container] = pod['containers'] as Record<string, unknown>[];
      expect(pod).toMatchObject({
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        terminationGracePeriodSeconds: expect.any(Number) as number,
      });
      expect(container?.['securityContext']).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(container).toMatchObject({ resources: { limits: { memory: expect.any(String) as string } } });
      expect(Object.keys(container ?? {})).toEqual(expect.arrayContaining(['readinessProbe', 'livenessProbe']));
      expect(pod['topologySpreadConstraints']).toHaveLength(1);
      expect(deployment.spec?.['replicas']).toBe(2);
    },
  );

  it('of the apiserver never has fewer replicas than it wants, and is evicted one at a time', () => {
    const deployment = of('Deployment').find(({ metadata }) => metadata.name === 'stowage-apiserver');
    expect(deployment?.spec).toMatchObject({
      minReadySeconds: 10,
      strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: { spec: { priorityClassName: 'system-cluster-critical' } },
    });
    expect(of('PodDisruptionBudget').map(({ spec }) => spec?.['minAvailable'])).toEqual([1, 1]);
  });

  it('start programs and take ports that the Service knows', () => {
    const service = of('Service')[0]?.spec as { ports: { targetPort: string }[]; selector: Record<string, string> };
    const apiserver = of('Deployment').find(({ metadata }) => metadata.name === names.apiserverService);
    expect(apiserver?.spec).toMatchObject({ template: { metadata: { labels: service.selector } } });
    expect(JSON.stringify(apiserver)).toContain(`"name":"${service.ports[0]?.targetPort}","containerPort"`);
  });
});

describe('examples', () => {
  const directory = path.join(import.meta.dirname, 'examples');
  const examples = readdirSync(directory).map((file) => [file, path.join(directory, file)] as const);

  it('are there for every kind that is written through the API', () => {
    const shown = examples.flatMap(([, file]) => objectsIn(file).map((object) => (object as Anything).kind));
    expect(shown).toEqual(expect.arrayContaining(kinds.filter(isWritable).map(({ kind }) => kind)));
  });

  it.each(examples)('%s is valid and is what its page shows', (name, file) => {
    const [object] = objectsIn(file) as KubeObject[];
    expect(object?.apiVersion).toBe(names.servedApiVersion);
    expect(kinds.map(({ kind }) => kind)).toContain(object?.kind);
    expect(object && validate(object.kind, object).map(fieldErrorText)).toEqual([]);
    const page = readFileSync(path.join(root, 'docs/reference', name.replace('.yaml', '.md')), 'utf8');
    expect(page).toContain(`\`\`\`yaml\n${readFileSync(file, 'utf8')}\`\`\``);
  });
});

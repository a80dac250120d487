import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backupKind } from '../../../api/v1alpha1/backup.ts';
import { systemNamespace } from '../../../api/groups.ts';
import type { KubeList } from '../../../api/meta/list.ts';
import { recordsRef } from '../../../controllers/records/record-store.ts';
import { waitFor } from '../../support/wait.ts';
import { startStage } from './stage.ts';
import type { Seen, Stage } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await startStage();
  await stage.cluster.apply([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'shop', name: 'settings' } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace: 'shop', name: 'nightly' } },
  ]);
});

afterAll(() => stage?.[Symbol.asyncDispose]());

describe('a schedule', () => {
  it('makes backups, one after the other, that say where they come from', async () => {
    const at = { namespace: systemNamespace, name: 'often' };
    const labels = { team: 'platform' };
    await stage.make(
      'Schedule',
      { ...at, labels },
      { schedule: '@every 2s', template: { includedNamespaces: ['shop'] } },
    );
    const made = await waitFor('two backups', async () => {
      const done = (await backups(systemNamespace)).filter(({ status }) => status?.phase === 'Completed');
      return done.length >= 2 ? done : undefined;
    });
    expect(made[0]?.metadata.name).toMatch(/^often-\d{14}$/u);
    expect(made[0]?.metadata.labels).toMatchObject({ team: 'platform', 'velero.io/schedule-name': 'often' });
    expect(made[0]?.spec).toMatchObject({ includedNamespaces: ['shop'] });
    await stage.patch('Schedule', at, { spec: { paused: true } });
  });

  it('of a tenant runs as the account that it names', async () => {
    const at = { namespace: 'shop', name: 'own' };
    await stage.make('Schedule', at, { schedule: '@every 2s', serviceAccountName: 'nightly', template: {} });
    const [first] = await waitFor('a backup', async () => {
      const done = (await backups('shop')).filter(({ status }) => status?.phase === 'Completed');
      return done.length > 0 ? done : undefined;
    });
    expect(first?.spec).toMatchObject({ serviceAccountName: 'nightly' });
    await stage.remove('Schedule', 'shop', 'own');
    const reads = await stage.cluster.auditEvents(
      ({ verb, objectRef, impersonatedUser }) =>
        verb === 'list' &&
        objectRef?.resource === 'secrets' &&
        impersonatedUser?.username === 'system:serviceaccount:shop:nightly',
    );
    expect(reads.length).toBeGreaterThan(0);
  });

  it.each([
    ['bad-table', systemNamespace, { schedule: '61 * * * *' }, /schedule/],
    ['no-account', 'shop', { schedule: '@daily' }, /serviceAccountName/],
  ])('that cannot work says so: %s', async (name, namespace, spec, message) => {
    await stage.make('Schedule', { namespace, name }, { template: {}, ...spec });
    const seen = await stage.until('Schedule', { namespace, name }, ({ status }) => status?.phase !== undefined);
    expect(seen.status?.phase).toBe('FailedValidation');
    expect(seen.status?.validationErrors?.join()).toMatch(message);
  });
});

async function backups(namespace: string): Promise<Seen[]> {
  const list: KubeList<Seen> = await stage.admin.list({ ...recordsRef(backupKind), namespace });
  return list.items;
}

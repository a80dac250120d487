import { describe, expect, it } from 'vitest';
import type { StatusCause } from '../../api/meta/status.ts';
import { notFound } from '../../api/validate/field-error.ts';
import type { FieldError } from '../../api/validate/field-error.ts';
import { backupKind } from '../../api/v1alpha1/backup.ts';
import { StatusError } from '../../kube/client/status-error.ts';
import { systemClock } from '../../kube/process/clock.ts';
import { createValidator } from '../resources/validate.ts';
import type { Call, ForwardDependencies } from './call.ts';
import { judge } from './judge.ts';
import type { Body } from './objections.ts';

const body: Body = { method: 'POST', contentType: 'application/json', body: '{}' };

interface Stage {
  spec: unknown;
  /** What kube-apiserver answers to the trial; undefined when it would take the object. */
  objection?: StatusError;
  /** What the strategy finds out. */
  checked?: FieldError[];
}

/** Judges a Backup of the system namespace: the causes, or the other error, and whether advice was given. */
async function judged({ spec, objection, checked = [] }: Stage) {
  let advised = false;
  const call = {
    kind: backupKind,
    resource: { namespace: 'stowage-system' },
    exchange: { info: { query: new URLSearchParams() }, user: {}, response: {} },
    validate: createValidator(backupKind, {}),
    strategy: { check: async () => checked },
    advise: async () => {
      advised = true;
    },
  } as unknown as Call;
  const backend = {
    call: async () => {
      if (objection !== undefined) throw objection;
      return { status: 201, body: Buffer.from('{}') };
    },
  } as unknown as ForwardDependencies['backend'];
  const error = await judge(
    call,
    { backend, clock: systemClock },
    { object: { metadata: { name: 'x' }, spec }, body },
  ).then(
    () => undefined,
    (reason: StatusError) => reason,
  );
  const causes = error?.status.details?.causes?.map(({ field, message }) => `${field}: ${message}`);
  return { code: error?.code, reason: error?.status.reason, causes, advised };
}

function answer(code: number, reason: string, causes: StatusCause[] = []): StatusError {
  const details = { causes };
  return new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code, reason, details });
}

describe('an object', () => {
  it('without fault passes, with advice', async () => {
    expect(await judged({ spec: { ttl: '1h' } })).toMatchObject({ code: undefined, advised: true });
  });

  it('is refused with what all judges say, in the order of the fields', async () => {
    const objection = answer(422, 'Invalid', [
      { reason: 'FieldValueTypeInvalid', field: 'spec.includedNamespaces', message: 'Invalid value: "string": ...' },
      { field: '<nil>', message: 'Invalid value: null: some validation rules were not checked' },
      { field: 'metadata.name', message: 'Invalid value: "X": ...' },
    ]);
    const spec = { includedNamespaces: 'x', ttl: 'soon', includedResources: ['a/b'] };
    const { code, causes, advised } = await judged({
      spec,
      objection,
      checked: [notFound('spec.storageLocation', 'y')],
    });
    expect(code).toBe(422);
    expect(causes?.map((cause) => cause.replace(/: .*/, ''))).toEqual([
      'metadata.name',
      'spec.includedNamespaces',
      'spec.includedResources[0]',
      'spec.ttl',
      'spec.storageLocation',
      '<nil>',
    ]);
    expect(advised).toBe(false);
  });

  it('that is wrong in a field is not told that what it names is not there', async () => {
    const checked = [notFound('spec.storageLocation', 'A')];
    expect((await judged({ spec: { storageLocation: 'A' }, checked })).causes).toHaveLength(1);
  });

  it('that is wrong is told so although there is one of its name', async () => {
    const exists = await judged({ spec: { ttl: 'soon' }, objection: answer(409, 'AlreadyExists') });
    expect(exists).toMatchObject({ code: 422, reason: 'Invalid' });
    const forbidden = await judged({ spec: { ttl: 'soon' }, objection: answer(403, 'Forbidden') });
    expect(forbidden).toMatchObject({ code: 403, causes: [] });
  });

  it('that does not fit the schema is refused also when kube-apiserver would take it', async () => {
    expect(await judged({ spec: { ttl: 5 } })).toMatchObject({
      code: 422,
      causes: ['spec.ttl: Invalid value: must be string'],
    });
    const huge = { includedNamespaces: Array.from({ length: 20_000 }, () => 1) };
    expect(await judged({ spec: huge })).toMatchObject({ code: 422 });
    expect(await judged({ spec: huge, objection: answer(422, 'Invalid') })).toMatchObject({ code: 422, causes: [] });
  });
});

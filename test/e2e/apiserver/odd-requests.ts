import type { Sent } from './http.ts';
import { collection, json, object } from './request-parts.ts';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
/** What `kubectl apply` keeps of an object, as it writes it. */
const text = (name: string) => `${JSON.stringify(object(name))}\n`;
const apply = (manager: string, body: object): Sent => ({
  method: 'PATCH',
  path: `${collection}/brought?fieldManager=${manager}`,
  headers: json('apply-patch+yaml'),
  body,
});
const type = { apiVersion: 'stowage.dev/v1alpha1', kind: 'BackupStorageLocation' };
/** kubectl leaves the time out; then ours has one in the end, and a custom resource has none. */
const manager = (name: string, fieldsV1: object) => ({
  manager: name,
  operation: 'Apply',
  apiVersion: type.apiVersion,
  time: '2026-11-21T12:00:00Z',
  fieldsType: 'FieldsV1',
  fieldsV1,
});
const annotated = { 'f:metadata': { 'f:annotations': { [`f:${lastApplied}`]: {} } } };
const specified = { 'f:spec': { 'f:provider': {}, 'f:objectStorage': { 'f:bucket': {} }, 'f:credential': {} } };

/** `kubectl apply --server-side` of an object that was applied without: kubectl takes what its other self owned over, request by request. */
const broughtOver: [string, Sent][] = [
  [
    'create by kubectl apply',
    {
      method: 'POST',
      path: `${collection}?fieldManager=kubectl-client-side-apply`,
      body: object('brought', { metadata: { name: 'brought', annotations: { [lastApplied]: text('brought') } } }),
    },
  ],
  ['apply by kubectl', apply('kubectl', object('brought'))],
  [
    'apply of what was applied',
    apply('kubectl-last-applied', {
      ...type,
      metadata: { name: 'brought', annotations: { [lastApplied]: text('brought') } },
    }),
  ],
  [
    'JSON patch that gives the fields another manager',
    {
      method: 'PATCH',
      path: `${collection}/brought?fieldManager=kubectl`,
      headers: json('json-patch+json'),
      body: [
        {
          op: 'replace',
          path: '/metadata/managedFields',
          value: [manager('kubectl', { ...annotated, ...specified }), manager('kubectl-last-applied', annotated)],
        },
      ],
    },
  ],
  ['apply by kubectl afterwards', apply('kubectl', object('brought'))],
  ['get what was brought over', { path: `${collection}/brought` }],
  ['apply by kubectl of another value', apply('kubectl', { ...object('brought'), ...labelled('brought') })],
  ['get what was brought over and changed', { path: `${collection}/brought` }],
  ['delete what was brought over', { method: 'DELETE', path: `${collection}/brought` }],
];

/** A location with this in its spec, besides what has to be there. */
function created(member: string): Sent {
  const body = JSON.stringify(object('odd')).replace('"spec":{', `"spec":{${member},`);
  return { method: 'POST', path: `${collection}?dryRun=All&fieldManager=me`, body };
}

function jsonPatch(...body: object[]): Sent {
  const path = `${collection}/a?dryRun=All&fieldManager=me`;
  return { method: 'PATCH', path, headers: json('json-patch+json'), body };
}

function labelled(name: string): object {
  return { metadata: { name, labels: { a: 'b' } } };
}

/** What a client writes by mistake, or to find out what happens. */
export const oddRequests: [string, Sent][] = [
  ...broughtOver,
  ['create with a fraction for a text', created('"validationFrequency":1.50')],
  ['create with a number beyond all numbers', created('"default":1e400')],
  ['create with a fraction for an object', created('"config":1.50')],
  ['JSON patch that copies from nowhere', jsonPatch({ op: 'copy', path: '/spec/default' })],
  ['JSON patch that moves from nowhere', jsonPatch({ op: 'move', path: '/spec/default' })],
  [
    'JSON patch for what is not there yet',
    jsonPatch(
      { op: 'test', path: '/spec/validationFrequency', value: null },
      { op: 'add', path: '/spec/validationFrequency', value: '1h' },
    ),
  ],
  [
    'JSON patch for what should not be there',
    jsonPatch({ op: 'test', path: '/spec/provider', value: null }, { op: 'add', path: '/spec/default', value: true }),
  ],
  ['JSON patch without a value', jsonPatch({ op: 'add', path: '/spec/validationFrequency' })],
  [
    'create with an owner whose UID is none',
    {
      method: 'POST',
      path: `${collection}?dryRun=All`,
      body: object('u', {
        metadata: {
          name: 'u',
          ownerReferences: [{ apiVersion: type.apiVersion, kind: 'Schedule', name: 'x', uid: 'none' }],
        },
      }),
    },
  ],
];

import { apiserverAccount, controllersAccount, recordGroup, systemNamespace } from '../api/groups.ts';
import { partOf } from './cluster-role.ts';

const name = `records.${recordGroup}`;

/** Who may write records: our two processes, and the parts of Kubernetes that clean up after an owner or a namespace. */
export const recordWriters = [
  `system:serviceaccount:${systemNamespace}:${apiserverAccount}`,
  `system:serviceaccount:${systemNamespace}:${controllersAccount}`,
  'system:serviceaccount:kube-system:generic-garbage-collector',
  'system:serviceaccount:kube-system:namespace-controller',
  // The two above, where kube-controller-manager runs without --use-service-account-credentials.
  'system:kube-controller-manager',
];

/**
 * The policy that keeps everybody else from writing records, cluster administrators included: a record says as whom a run acts, and the
 * apiserver is what vouches for it. Removing the binding switches it off, which takes the right to do so and shows in the audit log.
 */
export function admissionPolicy(): object[] {
  const rules = [
    {
      apiGroups: [recordGroup],
      apiVersions: ['*'],
      resources: ['*/*'],
      operations: ['CREATE', 'UPDATE', 'DELETE'],
      scope: '*',
    },
  ];
  return [
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name, labels: partOf },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: { matchPolicy: 'Equivalent', resourceRules: rules },
        validations: [
          {
            expression: `request.userInfo.username in ${JSON.stringify(recordWriters).replaceAll('"', "'")}`,
            messageExpression: `"records are written by Stowage alone; use the kinds of stowage.dev (kubectl get backups), not " + request.resource.resource`,
            message: 'records are written by Stowage alone; use the kinds of stowage.dev',
            reason: 'Forbidden',
          },
        ],
      },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name, labels: partOf },
      spec: { policyName: name, validationActions: ['Deny'] },
    },
  ];
}

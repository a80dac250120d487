import { binding, clusterRole, secret, serviceAccount } from './accounts.ts';
import type { Action } from './action.ts';
import { apiService, customResourceDefinition, webhookConfiguration } from './extensions.ts';
import { job } from './job.ts';
import { pod } from './pod.ts';
import { service } from './service.ts';
import { persistentVolume, persistentVolumeClaim } from './volumes.ts';

/** The action of a group-resource, or undefined for the kinds whose objects are created as they are, and therefore are never parsed. */
export function actionOf(groupResource: string): Action | undefined {
  return actions.get(groupResource);
}

const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['apiservices.apiregistration.k8s.io', apiService],
  ['clusterrolebindings.rbac.authorization.k8s.io', binding],
  ['clusterroles.rbac.authorization.k8s.io', clusterRole],
  ['customresourcedefinitions.apiextensions.k8s.io', customResourceDefinition],
  ['jobs.batch', job],
  ['mutatingwebhookconfigurations.admissionregistration.k8s.io', webhookConfiguration],
  ['persistentvolumeclaims', persistentVolumeClaim],
  ['persistentvolumes', persistentVolume],
  ['pods', pod],
  ['rolebindings.rbac.authorization.k8s.io', binding],
  ['secrets', secret],
  ['serviceaccounts', serviceAccount],
  ['services', service],
  ['validatingwebhookconfigurations.admissionregistration.k8s.io', webhookConfiguration],
]);

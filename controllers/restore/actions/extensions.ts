import type { Manifest } from '../../manifest/manifest.ts';
import { mapAt, mapsAt } from '../../manifest/manifest.ts';

/** Turns the v1beta1 way of keeping unknown fields, which v1 refuses, into the v1 way. */
export function customResourceDefinition(manifest: Manifest): undefined {
  const spec = mapAt(manifest, 'spec');
  if (spec?.['preserveUnknownFields'] !== true) return;
  spec['preserveUnknownFields'] = false;
  for (const version of mapsAt(spec, 'versions')) {
    const schema = mapAt(version, 'schema', 'openAPIV3Schema');
    if (schema !== undefined) schema['x-kubernetes-preserve-unknown-fields'] = true;
  }
}

/** v1 refuses webhooks with unknown or some side effects, which v1beta1 had stored. */
export function webhookConfiguration(manifest: Manifest): undefined {
  for (const webhook of mapsAt(manifest, 'webhooks'))
    if (webhook['sideEffects'] !== 'None' && webhook['sideEffects'] !== 'NoneOnDryRun') webhook['sideEffects'] = 'None';
}

/** Restoring an APIService could take a whole API group away from the cluster while its server does not run. */
export function apiService(): string {
  return 'APIServices are registered by the component that serves them';
}

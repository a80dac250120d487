import type { Manifest } from '../../manifest/manifest.ts';
import { dropKeys, isMap, mapAt, mapsAt, stringAt, valueAt } from '../../manifest/manifest.ts';
import type { ActionContext } from './action.ts';

/**
 * Lets the cluster give the Service new addresses and node ports. A node port stays when somebody had asked for it: it stands in the
 * last-applied configuration or, without that annotation, some manager owns the field. Headless Services stay headless.
 */
export function service(manifest: Manifest, { preserveNodePorts, tenant }: ActionContext): undefined {
  if (stringAt(manifest, 'spec', 'clusterIP') !== 'None') dropKeys(manifest, ['spec'], ['clusterIP', 'clusterIPs']);
  // Traffic for an address that is not the tenant's could be drawn to the tenant's pods (CVE-2020-8554).
  if (tenant) dropKeys(manifest, ['spec'], ['externalIPs', 'loadBalancerIP']);
  if (preserveNodePorts || stringAt(manifest, 'spec', 'type') === 'ExternalName') return;
  const asked = readLastApplied(manifest) ?? readManagers(manifest);
  for (const port of mapsAt(manifest, 'spec', 'ports')) if (!asked.port(port)) delete port['nodePort'];
  if (!asked.healthCheck) dropKeys(manifest, ['spec'], ['healthCheckNodePort']);
}

interface Asked {
  port: (port: Record<string, unknown>) => boolean;
  healthCheck: boolean;
}

function readLastApplied(manifest: Manifest): Asked | undefined {
  const text = stringAt(manifest, 'metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration');
  const applied = text === undefined ? undefined : parse(text);
  if (applied === undefined) return undefined;
  const ports = mapsAt(applied, 'spec', 'ports').filter((port) => Number(port['nodePort']) > 0);
  const names = new Set(ports.map((port) => port['name']).filter((name) => name !== undefined));
  const numbers = new Set(ports.filter((port) => port['name'] === undefined).map((port) => Number(port['nodePort'])));
  return {
    port: (port) => (port['name'] === undefined ? numbers.has(Number(port['nodePort'])) : names.has(port['name'])),
    healthCheck: valueAt(applied, 'spec', 'healthCheckNodePort') !== undefined,
  };
}

function readManagers(manifest: Manifest): Asked {
  const specs = mapsAt(manifest, 'metadata', 'managedFields').map((entry) => mapAt(entry, 'fieldsV1', 'f:spec') ?? {});
  const owned = (key: string) => specs.some((spec) => mapAt(spec, 'f:ports', key)?.['f:nodePort'] !== undefined);
  return {
    port: ({ port, protocol = 'TCP' }) => owned(`k:${JSON.stringify({ port, protocol })}`),
    healthCheck: specs.some((spec) => spec['f:healthCheckNodePort'] !== undefined),
  };
}

function parse(text: string): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMap(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

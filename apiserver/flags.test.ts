import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { createCommand, limitsOf, readFlags } from './flags.ts';
import type { Flags } from './flags.ts';
import { defaultLimits } from './server/limiter.ts';

const root = path.join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

describe('the flags', () => {
  it('have the limits that are meant', () => {
    expect(limitsOf(readFlags([], '1.0.0'))).toEqual(defaultLimits);
    expect(limitsOf(readFlags(['--max-downloads-per-user=0'], '1.0.0')).downloadsPerUser).toBe(0);
    expect(readFlags(['--shutdown-delay=500ms', '--shutdown-timeout=2m'], '1.0.0')).toMatchObject({
      shutdownDelay: 500,
      shutdownTimeout: 120_000,
    });
  });

  it.each([
    ['--max-requests-inflight=-1', 'whole number'],
    ['--max-watches=many', 'whole number'],
    ['--shutdown-delay=20', 'as in 20s'],
    ['--secure-port=70000', '0 to 65535'],
  ])('refuse %s', (flag, why) => {
    const command = createCommand('1.0.0')
      .exitOverride()
      .configureOutput({ writeErr: () => undefined });
    expect(() => command.parse([flag], { from: 'user' })).toThrow(why);
  });
});

describe('the Deployment', () => {
  it('gives a replica time enough to end as it should', () => {
    const { shutdownDelay, shutdownTimeout }: Flags = readFlags([], '1.0.0');
    const spec = deployment()?.spec.template.spec;
    const watchesMs = 3_000;
    expect((spec?.terminationGracePeriodSeconds ?? 0) * 1000).toBeGreaterThan(
      shutdownDelay + watchesMs + shutdownTimeout,
    );
    // Half of the delay is for probes to fail and endpoints to change, where nobody has told them of the end.
    const { periodSeconds = 0, failureThreshold = 0 } = spec?.containers[0]?.readinessProbe ?? {};
    expect(periodSeconds * failureThreshold * 1000).toBeLessThanOrEqual(shutdownDelay / 2);
  });
});

interface Deployment {
  kind: string;
  spec: {
    template: {
      spec: {
        terminationGracePeriodSeconds?: number;
        containers: { readinessProbe?: { periodSeconds?: number; failureThreshold?: number } }[];
      };
    };
  };
}

function deployment(): Deployment | undefined {
  const objects = parseAllDocuments(read('manifests/base/apiserver.yaml')).map((one) => one.toJS() as Deployment);
  return objects.find(({ kind }) => kind === 'Deployment');
}

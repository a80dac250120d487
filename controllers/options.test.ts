import { expect, test } from 'vitest';
import { readOptions } from './options.ts';

test('flags have defaults that suit a pod', () => {
  expect(readOptions([])).toMatchObject({
    healthPort: 8080,
    logPort: 8444,
    systemNamespace: 'stowage-system',
    tenantNetworks: [],
  });
});

test('flags are read', () => {
  const options = readOptions([
    '--health-port=1',
    '--metrics-port',
    '0',
    '--tenant-network',
    '10.0.0.0/8',
    'fd00::/8',
    '--concurrent-runs=2',
  ]);
  expect(options).toMatchObject({
    healthPort: 1,
    metricsPort: 0,
    tenantNetworks: ['10.0.0.0/8', 'fd00::/8'],
    concurrentRuns: 2,
  });
});

test.each([
  [['--health-port=http']],
  [['--log-port=70000']],
  [['--concurrent-runs=0']],
  [['--log-level=loud']],
  [['stray']],
  [['--unknown']],
])('%j is refused', (argv) => {
  expect(() => readOptions(argv)).toThrow();
});

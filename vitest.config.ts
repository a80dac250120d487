import { defineConfig } from 'vitest/config';

/** Two projects: `unit` stands beside the code and needs nothing; `cluster` needs the real parts that test/cluster builds. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{api,kube,bucket,apiserver,controllers,kubectl-plugin,manifests}/**/*.test.ts',
            'test/*.test.ts',
            'test/support/*.test.ts',
          ],
          // Against what hangs. A test of milliseconds takes seconds while others use the machine.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'cluster',
          include: ['test/{cluster,e2e,interop}/**/*.test.ts'],
          globalSetup: 'test/e2e/set-up.ts',
          // After the unit tests. A cluster waits more than it works: two at a time fit on two cores.
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 300_000,
          expect: { poll: { timeout: 10_000 } },
        },
      },
    ],
  },
});

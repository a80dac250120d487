import path from 'node:path';
import type { Plugin } from 'esbuild';

/** Where @kubernetes/client-node keeps its modules. It has no `exports` map, so its parts can be bundled alone. */
export const clientNodeDirectory = path.resolve(import.meta.dirname, '../../node_modules/@kubernetes/client-node/dist');

/**
 * Of client-node only the reader of kubeconfigs is used, and of its generated API client only two names. Without the 700
 * model files behind them a program starts in half the time and with some 60 MiB less.
 */
export const withoutModels: Plugin = {
  name: 'without-models',
  setup(bundle) {
    bundle.onLoad({ filter: /client-node[\\/]dist[\\/]gen[\\/]index\.js$/ }, () => ({
      contents: `export { createConfiguration } from './configuration.js';\nexport { ServerConfiguration } from './servers.js';`,
      resolveDir: path.join(clientNodeDirectory, 'gen'),
    }));
  },
};

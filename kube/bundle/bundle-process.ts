import path from 'node:path';
import { build } from 'esbuild';
import { clientNodeDirectory, withoutModels } from './without-models.ts';

/** CommonJS modules among the dependencies ask for Node's own modules by `require`, which an ES module has not. */
const requireForDependencies = `import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);`;

/**
 * Bundles a process of ours into one ES module. It does what the sources do, with a third of the memory at the start (neither TypeScript to strip nor
 * a thousand files to load), so it is what an image runs. Names are kept: stack traces still say where.
 */
export async function bundleProcess(main: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [main],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    keepNames: true,
    legalComments: 'eof',
    banner: { js: requireForDependencies },
    alias: { '@kubernetes/client-node': path.join(clientNodeDirectory, 'config.js') },
    plugins: [withoutModels],
    logLevel: 'warning',
  });
}

// `npm run build`: the plugin as one file that runs where Node 24 is, and the wrapper that kubectl asks for completions.
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { clientNodeDirectory, withoutModels } from '../kube/bundle/without-models.ts';

const root = path.dirname(import.meta.dirname);
const dist = path.join(root, 'dist');

/**
 * Runs before anything of the bundle: an older Node cannot even load some of its libraries. The syntax is lowered to
 * what Node 18 parses for the same reason: what cannot be parsed cannot say why.
 */
const guard = `#!/usr/bin/env node
if (parseInt(process.versions.node, 10) < 24) {
  process.stderr.write('error: kubectl backup needs Node 24 or newer, and ' + process.execPath + ' is ' + process.version + '; install a newer one from https://nodejs.org or put it first in the PATH\\n');
  process.exit(1);
}`;

/** kubectl's completion runs \`kubectl_complete-<plugin>\`; the plugin itself knows the answers. */
const completionWrapper = `#!/bin/sh
exec kubectl-backup __complete "$@"
`;

await mkdir(dist, { recursive: true });
const plugin = path.join(dist, 'kubectl-backup');
await build({
  entryPoints: [path.join(import.meta.dirname, 'main.ts')],
  outfile: plugin,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node18',
  minify: true,
  keepNames: true,
  legalComments: 'eof',
  banner: { js: guard },
  alias: { '@kubernetes/client-node': path.join(clientNodeDirectory, 'config.js') },
  plugins: [withoutModels],
  logLevel: 'warning',
});
// Inside this package, whose type is module, Node would take a file without extension for an ES module.
await writeFile(path.join(dist, 'package.json'), '{ "type": "commonjs" }\n');
const wrapper = path.join(dist, 'kubectl_complete-backup');
await writeFile(wrapper, completionWrapper);
for (const file of [plugin, wrapper]) await chmod(file, 0o755);

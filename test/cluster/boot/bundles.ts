import path from 'node:path';
import { bundleProcess } from '../../../kube/bundle/bundle-process.ts';
import { root } from '../../support/run-step.ts';
import type { StowageComponent } from './stowage-processes.ts';

/** Names a directory that has both bundles already: a test run makes them once, not for each of its clusters. */
const variable = 'STOWAGE_TEST_BUNDLES';

/** The processes run as they are shipped: bundled, from what stands in the sources. Bundles into `directory` unless this run has done so. */
export async function bundled(name: StowageComponent, directory: string): Promise<string> {
  const made = process.env[variable];
  return made === undefined ? bundle(name, directory) : fileOf(name, made);
}

/** Bundles both for everything that this process starts from now on. */
export async function bundleForAll(directory: string): Promise<void> {
  await Promise.all((['apiserver', 'controllers'] as const).map((name) => bundle(name, directory)));
  process.env[variable] = directory;
}

async function bundle(name: StowageComponent, directory: string): Promise<string> {
  await bundleProcess(path.join(root, name, 'main.ts'), fileOf(name, directory));
  return fileOf(name, directory);
}

function fileOf(name: StowageComponent, directory: string): string {
  return path.join(directory, `stowage-${name}.mjs`);
}

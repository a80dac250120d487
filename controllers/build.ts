// `npm run build`: this process as one file, for an image.
import path from 'node:path';
import { bundleProcess } from '../kube/bundle/bundle-process.ts';

const root = path.dirname(import.meta.dirname);
await bundleProcess(path.join(import.meta.dirname, 'main.ts'), path.join(root, 'dist', 'stowage-controllers.mjs'));

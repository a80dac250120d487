// `npm run generate`: the files of manifests/ and docs/reference/ that are made from the kinds.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generatedFiles } from './generated-files.ts';

for (const [file, text] of generatedFiles()) {
  const target = path.join(import.meta.dirname, '..', file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}

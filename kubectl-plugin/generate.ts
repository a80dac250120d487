// Writes docs/reference/cli.md from the command line. Part of `npm run generate`.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'prettier';
import { buildProgram } from './program.ts';
import { referencePage } from './reference-page.ts';

const file = path.join(path.dirname(import.meta.dirname), 'docs/reference/cli.md');
const page = referencePage(buildProgram(() => async () => undefined));
await mkdir(path.dirname(file), { recursive: true });
await writeFile(file, await format(page, { parser: 'markdown', printWidth: 120 }));

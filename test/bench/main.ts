// `npm run bench`: Stowage beside the bare API calls (the floor) and a real Velero, on one kube-apiserver in one run.
import { benchOptions } from './options.ts';
import { table } from './report.ts';
import { measure } from './measure.ts';

const options = benchOptions(process.argv.slice(2));
const rows = await measure(options, (line) => process.stderr.write(`${line}\n`));
process.stderr.write(`\n${table(rows)}\n`);
if (options.json) process.stdout.write(`${JSON.stringify({ rows })}\n`);

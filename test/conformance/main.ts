// `npm run conformance`: the served API beside built-in kinds and CRDs of the same kube-apiserver. See CONTRIBUTING.md for the options.
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { allChecks } from './checks.ts';
import type { Outcome } from './check.ts';
import { bootSite } from './lab/boot.ts';
import { openCommon } from './lab/lab.ts';
import { loadReport } from './report/load.ts';
import type { Site } from './lab/site.ts';
import { conformanceOptions } from './options.ts';
import type { ConformanceOptions } from './options.ts';
import { writePage } from './report/page.ts';
import { line } from './report/line.ts';
import { runChecks } from './run-checks.ts';

const options = conformanceOptions(process.argv.slice(2));
const out = options.json ? process.stderr : process.stdout;

// All is disposed of by now. Left to end by itself, Node has waited for ever in its own clean-up for a request of a connection that had been cut.
process.exit(await finished());

async function finished(): Promise<number> {
  try {
    await using stack = new AsyncDisposableStack();
    return options.keepCluster === undefined ? await conformance(stack) : await keep(stack, options.keepCluster);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
}

async function conformance(stack: AsyncDisposableStack): Promise<number> {
  const site = await siteFor(options, stack);
  const common = await openCommon(site, stack, progress);
  const checks = allChecks.filter(({ number }) => options.only?.has(number) ?? true);
  const outcomes: Outcome[] = [];
  for await (const outcome of runChecks(checks, common)) {
    out.write(`${line(outcome)}\n`);
    outcomes.push(outcome);
  }
  if (site.profile !== undefined) progress(await loadReport(common, site.profile));
  const failed = outcomes.filter(({ failures }) => failures.length > 0).length;
  if (options.docs) await writePage(outcomes);
  const result = { passed: outcomes.length - failed, failed, skipped: allChecks.length - outcomes.length };
  if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else out.write(`${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped\n`);
  return outcomes.length > 0 && (options.wrong ? result.passed : failed) === 0 ? 0 : 1;
}

async function siteFor(
  { useCluster, load: profile, wrong }: ConformanceOptions,
  stack: AsyncDisposableStack,
): Promise<Site> {
  if (useCluster === undefined)
    return bootSite(stack, { progress, wrong, ...(profile === undefined ? {} : { profile }) });
  return JSON.parse(await readFile(siteFile(useCluster), 'utf8')) as Site;
}

async function keep(stack: AsyncDisposableStack, directory: string): Promise<number> {
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const site = await siteFor(options, stack);
  await mkdir(directory, { recursive: true });
  await writeFile(siteFile(directory), JSON.stringify(site, undefined, 2), { mode: 0o600 });
  progress(`ready; run checks with --use-cluster ${directory}, stop with Ctrl-C`);
  await interrupted;
  return 0;
}

function siteFile(directory: string): string {
  return path.join(directory, 'site.json');
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

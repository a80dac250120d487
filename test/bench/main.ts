// `npm run bench`: Stowage beside the bare API calls (the floor), a real Velero and its own CRDs, on one kube-apiserver in one run.
import { measureApi } from './api/measure-api.ts';
import { apiTable } from './api/results.ts';
import { eventLoopTable, measureEventLoop } from './event-loop/measure-event-loop.ts';
import { measureJobs } from './measure.ts';
import { benchOptions } from './options.ts';
import { table } from './report.ts';

const options = benchOptions(process.argv.slice(2));
const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const { jobs: jobNames, requests: requestNames, eventLoop, rounds, profile } = options;
const jobs = jobNames.length === 0 ? [] : await measureJobs(options, tell);
const requests = requestNames.length === 0 ? [] : await measureApi({ rows: requestNames, rounds, profile }, tell);
const delays = eventLoop ? await measureEventLoop({ profile }, tell) : [];
if (jobs.length > 0) tell(`\n${table(jobs)}`);
if (requests.length > 0) tell(`\n${apiTable(requests)}`);
if (delays.length > 0) tell(`\n${eventLoopTable(delays)}`);
if (options.json) process.stdout.write(`${JSON.stringify({ rows: [...jobs, ...requests, ...delays] })}\n`);

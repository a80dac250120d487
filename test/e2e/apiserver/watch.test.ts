import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { residentMiB } from '../../support/memory.ts';
import { waitFor } from '../../support/wait.ts';
import { send, stream } from './http.ts';
import { startStage } from './stage.ts';
import type { Stage } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await startStage();
});

afterAll(() => stage?.[Symbol.asyncDispose]());

interface Event {
  type: string;
  object: {
    kind: string;
    apiVersion: string;
    code?: number;
    reason?: string;
    columnDefinitions?: unknown[] | null;
    rows?: { object: { metadata: Meta } }[];
    metadata: Meta;
  };
}
interface Meta {
  name?: string;
  uid?: string;
  resourceVersion: string;
  annotations?: Record<string, string>;
}

interface Watch {
  response: IncomingMessage;
  events: Event[];
  ended: Promise<'end' | 'cut'>;
}

const root = '/apis/stowage.dev/v1alpha1/namespaces';

async function watch(of: string, query: string, headers: Record<string, string> = {}): Promise<Watch> {
  const response = await stream(stage.cluster.admin, { path: `${root}/${of}/schedules?watch=1&${query}`, headers });
  const events: Event[] = [];
  let rest = '';
  response.setEncoding('utf8');
  response.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    events.push(...lines.map((line) => JSON.parse(line) as Event));
  });
  const ended = new Promise<'end' | 'cut'>((resolve) => {
    response.on('end', () => resolve('end'));
    response.on('error', () => resolve('cut'));
    response.on('close', () => resolve('cut'));
  });
  return { response, events, ended };
}

async function make(of: string, name: string, labels: object = {}): Promise<Meta> {
  const spec = { schedule: '@daily', serviceAccountName: 'default', template: {} };
  const body = { apiVersion: 'stowage.dev/v1alpha1', kind: 'Schedule', metadata: { name, labels }, spec };
  const answer = await send(stage.cluster.admin, { method: 'POST', path: `${root}/${of}/schedules`, body });
  expect(answer.status, answer.text).toBe(201);
  return answer.json['metadata'] as Meta;
}

async function label(of: string, name: string, labels: object): Promise<void> {
  const headers = { 'content-type': 'application/merge-patch+json' };
  const answer = await send(stage.cluster.admin, {
    method: 'PATCH',
    path: `${root}/${of}/schedules/${name}`,
    headers,
    body: { metadata: { labels } },
  });
  expect(answer.status).toBe(200);
}

const types = (watched: Watch): string[] => watched.events.map((event) => event.type);

describe('a watch', () => {
  it('says at once that it is there, and shows served objects', async () => {
    const of = await stage.namespace('quiet');
    // Nothing happens here yet: the headers come without an event.
    const watched = await watch(of, '');
    expect(watched.response.statusCode).toBe(200);
    expect(watched.response.headers['content-type']).toBe('application/json');
    expect(watched.events).toEqual([]);
    const made = await make(of, 'a');
    await waitFor('the event', () => watched.events.length === 1);
    expect(watched.events[0]).toMatchObject({
      type: 'ADDED',
      object: { kind: 'Schedule', apiVersion: 'stowage.dev/v1alpha1', metadata: { name: 'a', uid: made.uid } },
    });
    watched.response.destroy();
  });

  it('shows an object that leaves its selector as deleted', async () => {
    const of = await stage.namespace('selected');
    const watched = await watch(of, 'labelSelector=tier%3Dgold');
    await make(of, 'a', { tier: 'gold' });
    await label(of, 'a', { more: 'x' });
    await label(of, 'a', { tier: null });
    await waitFor('three events', () => watched.events.length === 3);
    expect(types(watched)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
    watched.response.destroy();
  });

  it('sends the initial events and the bookmark that ends them', async () => {
    const of = await stage.namespace('initial');
    await make(of, 'a');
    const watched = await watch(
      of,
      'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true',
    );
    await waitFor('the bookmark', () => types(watched).includes('BOOKMARK'));
    expect(types(watched)).toEqual(['ADDED', 'BOOKMARK']);
    expect(watched.events[1]?.object).toMatchObject({
      kind: 'Schedule',
      apiVersion: 'stowage.dev/v1alpha1',
      metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } },
    });
    watched.response.destroy();
  });

  it('as tables has its columns in the first event alone', async () => {
    const of = await stage.namespace('tables');
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    const watched = await watch(of, '', { accept });
    const [a] = [await make(of, 'a'), await make(of, 'b')];
    await waitFor('two events', () => watched.events.length === 2);
    expect(watched.events.map(({ object }) => object.kind)).toEqual(['Table', 'Table']);
    expect(watched.events[0]?.object.columnDefinitions?.length).toBeGreaterThan(3);
    expect(watched.events[1]?.object.columnDefinitions ?? null).toBeNull();
    expect(watched.events[0]?.object.rows?.[0]?.object.metadata.uid).toBe(a.uid);
    watched.response.destroy();
  });

  it('ends cleanly at its timeout', async () => {
    const of = await stage.namespace('short');
    const watched = await watch(of, 'timeoutSeconds=1');
    expect(await watched.ended).toBe('end');
  });

  it('of a version too old says 410 in an event', async () => {
    const of = await stage.namespace('old');
    await stage.cluster.restart('kube-apiserver');
    await make(of, 'a');
    const watched = await watch(of, 'resourceVersion=1');
    await waitFor('the error', () => watched.events.length === 1);
    expect(watched.events[0]).toMatchObject({
      type: 'ERROR',
      object: { kind: 'Status', code: 410, reason: 'Expired' },
    });
    watched.response.destroy();
  });

  it('a hundred times over loses nothing, and ends cleanly when the apiserver stops', async () => {
    const of = await stage.namespace('crowd');
    const watches = await Promise.all(Array.from({ length: 100 }, () => watch(of, '')));
    for (let at = 0; at < 20; at++) await make(of, `s${at}`);
    await waitFor('all events', () => watches.every((watched) => watched.events.length === 20));
    for (const watched of watches) {
      expect(watched.events.map(({ object }) => object.metadata.name)).toEqual(
        Array.from({ length: 20 }, (_, at) => `s${at}`),
      );
    }
    await stage.stowage.stopOne('apiserver');
    expect(new Set(await Promise.all(watches.map((watched) => watched.ended)))).toEqual(new Set(['end']));
    await stage.stowage.restart('apiserver');
  });
});

/** Follows a collection as an informer does: a watch that ends cleanly is resumed from the last resourceVersion. */
class Follower {
  readonly fillers: string[] = [];
  readonly #path: string;
  #version = '';
  #rest = '';
  #response: IncomingMessage | undefined;
  #reading = false;

  constructor(path: string) {
    this.#path = path;
  }

  async start(): Promise<void> {
    const version = this.#version === '' ? '' : `&resourceVersion=${this.#version}`;
    const response = await stream(stage.cluster.admin, { path: `${this.#path}?watch=1${version}` });
    this.#response = response;
    this.#rest = '';
    response.setEncoding('utf8');
    response.on('data', (text: string) => this.#take(text));
    response.on('end', () => void this.start());
    if (!this.#reading) response.pause();
  }

  read(): void {
    this.#reading = true;
    this.#response?.resume();
  }

  stop(): void {
    this.#response?.removeAllListeners('end').destroy();
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const { type, object } = JSON.parse(line) as Event;
      expect(['ADDED', 'MODIFIED'], line.slice(0, 500)).toContain(type);
      this.#version = object.metadata.resourceVersion;
      const filler = object.metadata.annotations?.['filler'];
      if (filler !== undefined) this.fillers.push(filler.replaceAll('x', ''));
    }
  }
}

it('watchers that do not read cost no memory and get everything once they read', async () => {
  const of = await stage.namespace('slow');
  const path = `${root}/${of}/schedules`;
  await waitFor(
    'the apiserver to be served again',
    async () => (await send(stage.cluster.admin, { path })).status === 200,
  );
  await make(of, 'big', {});
  const numbers = Array.from({ length: 100 }, (_, at) => `${at}`);
  const filler = 'x'.repeat(200_000);
  const write = async (): Promise<void> => {
    for (const number of numbers) await annotate(`${path}/big`, number + filler);
  };
  const follow = async (): Promise<Follower[]> => {
    const followers = Array.from({ length: 10 }, () => new Follower(path));
    await Promise.all(followers.map((follower) => follower.start()));
    return followers;
  };
  // The same with watchers that do read: the memory that a process of Node's takes before it cleans up.
  const quick = await follow();
  await Promise.all([write(), readAll(quick)]);
  const { pid } = stage.stowage.apiserver;
  const before = residentMiB(pid);
  const slow = await follow();
  await write();
  const sentMiB = (slow.length * numbers.length * filler.length) / 2 ** 20;
  expect(residentMiB(pid) - before).toBeLessThan(sentMiB / 4);
  await readAll(slow);
  // The first event is the object as the watch found it.
  for (const { fillers } of slow) expect(fillers).toEqual(['99', ...numbers]);
});

async function readAll(followers: readonly Follower[]): Promise<void> {
  for (const follower of followers) follower.read();
  await waitFor('the last event', () => followers.every(({ fillers }) => fillers.at(-1) === '99'));
  for (const follower of followers) follower.stop();
}

async function annotate(path: string, filler: string): Promise<void> {
  const headers = { 'content-type': 'application/merge-patch+json' };
  const body = { metadata: { annotations: { filler } } };
  const answer = await send(stage.cluster.admin, { method: 'PATCH', path, headers, body });
  expect(answer.status, answer.text).toBe(200);
}

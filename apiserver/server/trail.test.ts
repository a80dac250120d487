import { describe, expect, it } from 'vitest';
import type { KubeRequest, KubeResponse } from '../../kube/client/request.ts';
import { KubeVerbs } from '../../kube/client/verbs.ts';
import { readTrail, TrailClient, trailFields, Trails } from './trail.ts';

const random = { uuid: () => 'made-here' };
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('readTrail', () => {
  it('takes what kube-apiserver sends', () => {
    const trail = readTrail({ 'audit-id': 'a-1', traceparent, tracestate: 'x=1' }, random);
    expect(trail).toEqual({ auditId: 'a-1', traceparent, tracestate: 'x=1' });
    expect(trailFields(trail)).toEqual({ auditId: 'a-1', traceId: '4bf92f3577b34da6a3ce929d0e0e4736' });
  });

  it.each([{}, { 'audit-id': '' }, { 'audit-id': 'x'.repeat(65) }, { 'audit-id': 'a\tb', traceparent: 'nonsense' }])(
    'makes an id of its own instead of %j',
    (headers) => {
      expect(readTrail({ tracestate: 'x=1', ...headers }, random)).toEqual({ auditId: 'made-here' });
    },
  );
});

describe('TrailClient', () => {
  it('sends the headers of the request that it works for, through awaits and beside others, and none in the background', async () => {
    const sent: KubeRequest[] = [];
    const trails = new Trails();
    const client = new TrailClient(new Recorder(sent), trails);
    const work = async (auditId: string): Promise<void> => {
      await trails.run({ auditId, traceparent }, async () => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        await client.request({ method: 'GET', path: `/${auditId}`, headers: { accept: 'x' } });
      });
    };
    await Promise.all([work('a'), work('b')]);
    await client.request({ method: 'GET', path: '/none' });
    expect(sent.map(({ path, headers }) => [path, headers])).toEqual([
      ['/a', { 'audit-id': 'a', traceparent, accept: 'x' }],
      ['/b', { 'audit-id': 'b', traceparent, accept: 'x' }],
      ['/none', {}],
    ]);
  });
});

class Recorder extends KubeVerbs {
  readonly #sent: KubeRequest[];

  constructor(sent: KubeRequest[]) {
    super();
    this.#sent = sent;
  }

  async request(request: KubeRequest): Promise<KubeResponse> {
    this.#sent.push(request);
    return {} as KubeResponse;
  }
}

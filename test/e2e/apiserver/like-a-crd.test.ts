import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requests } from './requests.ts';
import { shop, startStage } from './stage.ts';
import type { Stage } from './stage.ts';
import { comparable, sendBoth, twinDefinitions } from './twin.ts';

/*
 * Ours beside the same kinds as plain CRDs, on the same kube-apiserver: status, headers and body of every answer must be equal but for the
 * group. Locations are the kind compared: the server fills in nothing of theirs.
 */

let stage: Stage;

beforeAll(async () => {
  stage = await startStage({ location: 'none' });
  await stage.cluster.apply([...shop, ...twinDefinitions()]);
  await stage.cluster.kubectl(['wait', '--for=condition=Established', '--all', 'crd']);
});

afterAll(() => stage?.[Symbol.asyncDispose]());

describe('a location is answered as a custom resource is', () => {
  it.each(requests)('%s', async (_, sent) => {
    const { served, twin } = await sendBoth(stage.cluster, sent);
    expect(comparable(served)).toEqual(comparable(twin));
  });
});

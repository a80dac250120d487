import { onTestFinished } from 'vitest';
import type { BlobStore } from '../blob-store.ts';
import { openBlobStore } from '../open.ts';
import type { BlobDependencies, BlobLocation } from '../location.ts';
import { startScriptedServer } from './scripted-server.ts';
import type { Answer, ScriptedRequest, ScriptedServer } from './scripted-server.ts';

interface Scripted {
  store: BlobStore;
  server: ScriptedServer;
  requests: ScriptedRequest[];
}

/** For tests: a store whose server answers as told. Both are closed when the test is over. */
export async function openScripted(
  answer: (request: ScriptedRequest) => Answer,
  location: Partial<BlobLocation> = {},
  dependencies: Partial<BlobDependencies> = {},
): Promise<Scripted> {
  const server = await startScriptedServer(answer);
  const credential = '[default]\naws_access_key_id=A\naws_secret_access_key=B';
  const config = { s3Url: server.url, s3ForcePathStyle: 'true', ...location.config };
  const whole = { provider: 'aws', bucket: 'b', credential, ...location, config };
  const store = openBlobStore(whole, dependencies);
  onTestFinished(async () => {
    await store.close();
    await server.close();
  });
  return { store, server, requests: server.requests };
}

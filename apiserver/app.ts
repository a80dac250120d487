import express from 'express';
import type { Express, NextFunction, Request, Response } from 'express';
import { isStatus } from '../kube/client/status-error.ts';
import type { Clock } from '../kube/process/clock.ts';
import type { Log } from '../kube/process/log.ts';
import type { Random } from '../kube/process/random.ts';
import { isSystem } from './server/user.ts';
import type { User } from './server/user.ts';
import type { Authorizer } from './rights/authorize.ts';
import { logAccess } from './server/access-log.ts';
import type { ServingState } from './server/drain.ts';
import type { Exchange } from './server/exchange.ts';
import { badRequest, internal } from './server/failures.ts';
import { answerHealth } from './server/health.ts';
import type { Check } from './server/health.ts';
import type { Limiter, RequestKind } from './server/limiter.ts';
import type { MeasuredRequest, ServerMetrics } from './server/metrics.ts';
import { isServed, readRequestInfo } from './server/request-info.ts';
import type { RequestInfo } from './server/request-info.ts';
import { isDownload } from './route.ts';
import { sendStatus } from './server/send.ts';
import { readTrail, trailFields } from './server/trail.ts';
import type { Trail, Trails } from './server/trail.ts';

export interface AppDependencies {
  authenticate: (request: Request, path: string) => Promise<User>;
  authorizer: Authorizer;
  route: (exchange: Exchange) => Promise<void>;
  limiter: Limiter;
  metrics: ServerMetrics;
  livez: readonly Check[];
  readyz: readonly Check[];
  state: ServingState;
  trails: Trails;
  clock: Pick<Clock, 'monotonic'>;
  random: Pick<Random, 'uuid'>;
  log: Log;
}

/** What is known of a request from its first byte on. */
interface Begun {
  info: RequestInfo;
  trail: Trail;
  log: Log;
}

/** The whole of what happens to a request, in order. Every answer to an error is a Status; nothing is ever redirected. */
export function createApp(dependencies: AppDependencies): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  const begun = new WeakMap<Request, Begun>();
  app.use((request, response, next) => {
    begun.set(request, begin(dependencies, request, response));
    next();
  });
  app.use((request, response, next) => {
    const { info } = begun.get(request) as Begun;
    if (!health(dependencies, info, response)) next();
  });
  app.use((request, response) => {
    const known = begun.get(request) as Begun;
    void dependencies.trails.run(known.trail, () => serveOrFail(dependencies, known, { request, response }));
  });
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    fail(error, begun.get(request)?.log ?? dependencies.log, response);
  });
  return app;
}

function begin({ random, state, log }: AppDependencies, request: Request, response: Response): Begun {
  const trail = readTrail(request.headers, random);
  // One that was given by kube-apiserver is in its answer already, and would be there twice.
  if (request.headers['audit-id'] !== trail.auditId) response.setHeader('audit-id', trail.auditId);
  // A proxy may believe in an upgrade that there was not: what would come next on the connection would not be its own word.
  if (state.draining || request.headers.upgrade !== undefined) response.setHeader('connection', 'close');
  const info = readInfo(request);
  return { info, trail, log: log.child({ ...trailFields(trail), method: request.method, path: info.path }) };
}

function readInfo({ method, url }: Request): RequestInfo {
  try {
    return readRequestInfo(method, url);
  } catch {
    throw badRequest('the path of the request is not valid percent-encoding');
  }
}

const healthPath = /^\/(healthz|livez|readyz)(?:\/([^/]+))?\/?$/;

function health({ livez, readyz }: AppDependencies, { path, query, verb }: RequestInfo, response: Response): boolean {
  const match = healthPath.exec(path);
  if (match === null || (verb !== 'get' && verb !== 'head')) return false;
  const [, endpoint = '', check = ''] = match;
  const answer = answerHealth(endpoint, endpoint === 'livez' ? livez : readyz, { path: check, query });
  if (answer === undefined) return false;
  response.setHeader('cache-control', 'no-cache, private');
  response.setHeader('x-content-type-options', 'nosniff');
  response.writeHead(answer.status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(answer.body);
  return true;
}

async function serveOrFail(
  dependencies: AppDependencies,
  known: Begun,
  http: { request: Request; response: Response },
): Promise<void> {
  try {
    await serve(dependencies, known, http);
  } catch (error) {
    fail(error, known.log, http.response);
  }
}

async function serve(
  dependencies: AppDependencies,
  { info, log }: Begun,
  { request, response }: { request: Request; response: Response },
): Promise<void> {
  const { authorizer, clock, metrics, route } = dependencies;
  const kind = kindOf(info, request.method);
  // Its connection was its own for minutes. Afterwards, in kube-apiserver's pool, it would be one more to be closed under somebody's request.
  if (kind === 'watch') response.setHeader('connection', 'close');
  const measured = { info, kind, contentType: request.headers['content-type'] };
  const finish = metrics.begin(measured);
  response.on('close', () => finish(response.statusCode));
  const access = logAccess({ request, response, info, kind, log }, clock);
  const user = await identified(dependencies, info, { request, response });
  access.as(user.username);
  admit(dependencies, { user, measured, response });
  const gone = new AbortController();
  response.on('close', () => gone.abort(over));
  await authorizer.request(user, info);
  await route({ request, response, info, user, log: log.child({ user: user.username }), signal: gone.signal });
}

/** Made once: an error notes where it is made, which takes time, and each request ends with this one. */
const over = new Error('the client has gone, or has its answer');

/** A connection whose certificate is not trusted ends with its 401: after a change of CA the client's next one may be. */
async function identified(
  { authenticate }: AppDependencies,
  info: RequestInfo,
  { request, response }: { request: Request; response: Response },
): Promise<User> {
  try {
    return await authenticate(request, info.path);
  } catch (error) {
    response.setHeader('connection', 'close');
    throw error;
  }
}

/** Takes a place for the request until it is over. @throws {StatusError} 429 when there is none */
function admit(
  { limiter, metrics }: AppDependencies,
  { user, measured, response }: { user: User; measured: MeasuredRequest; response: Response },
): void {
  if (isUnlimited(user, measured.info)) return;
  try {
    response.on('close', limiter.enter(measured.kind, user.username));
  } catch (error) {
    metrics.terminated(measured, 429);
    throw error;
  }
}

/**
 * Administrators and the cluster's own controllers get in when nobody else does: the garbage collector and the deletion of namespaces must not wait for
 * somebody's script. Discovery must always be answered, and costs little.
 */
function isUnlimited(user: User, { resource }: RequestInfo): boolean {
  return resource === undefined || isSystem(user);
}

function kindOf({ verb, resource }: RequestInfo, method: string): RequestKind {
  if (verb === 'watch') return 'watch';
  if (resource !== undefined && isServed(resource) && isDownload(resource)) return 'download';
  return method === 'GET' || method === 'HEAD' ? 'readOnly' : 'mutating';
}

function fail(error: unknown, log: Log, response: Response): void {
  // The client has gone: there is nobody to tell, and what failed failed because of it.
  if (response.destroyed) return;
  if (!isStatus(error)) log.error('request failed by a bug', { error });
  else if (error.code >= 500) log.warn('request failed', { code: error.code, error });
  else log.debug('request refused', { code: error.code, error });
  sendStatus(response, isStatus(error) ? error : internal('this server failed; the log has the reason'));
}

import { servedApiVersion, servedGroup } from '../../api/groups.ts';
import { coversJson, readAccept } from '../server/accept.ts';
import type { Exchange } from '../server/exchange.ts';
import { methodNotAllowed, notAcceptable } from '../server/failures.ts';
import { sendDocument } from '../server/send.ts';
import { jsonDocument } from '../server/document.ts';
import type { Document } from '../server/document.ts';
import type { DiscoveryDocuments } from './groups.ts';
import { openApiV3Path } from './open-api.ts';
import type { OpenApiDocuments } from './open-api.ts';

/** Serves what this server says of itself, from memory: it must never wait for anything, since the whole cluster waits for it. */
export function discoveryServer(
  discovery: DiscoveryDocuments,
  openApi: OpenApiDocuments,
  release: string,
): (exchange: Exchange) => boolean {
  const version = jsonDocument(versionInfo(release));
  const documents: Readonly<Record<string, Document>> = {
    '': jsonDocument({ paths }),
    [`/apis/${servedGroup}`]: discovery.group,
    [`/apis/${servedApiVersion}`]: discovery.resources,
    '/openapi/v2': openApi.v2,
    '/openapi/v3': openApi.v3Root,
    [openApiV3Path]: openApi.v3,
    '/version': version,
  };
  /** False when the path is none of these. */
  return (exchange) => {
    const { request, response, info } = exchange;
    const path = info.path.replace(/\/+$/, '');
    const document = path === '/apis' ? groupsFor(request.headers.accept, discovery) : documents[path];
    if (document === undefined) return false;
    if (info.verb !== 'get' && info.verb !== 'head') throw methodNotAllowed(path, info.verb);
    if (!takesJson(request.headers.accept)) throw notAcceptable(['application/json']);
    if (path === openApiV3Path) response.setHeader('cache-control', cacheability(info.query.get('hash'), openApi.v3));
    sendDocument(request, response, document);
    return true;
  };
}

const paths = [
  '/apis',
  `/apis/${servedGroup}`,
  `/apis/${servedApiVersion}`,
  '/healthz',
  '/livez',
  '/metrics',
  '/openapi/v2',
  '/openapi/v3',
  openApiV3Path,
  '/readyz',
  '/version',
];

/** Aggregated discovery for those who ask for it, in the first version of their list that we have; else the plain list. */
function groupsFor(accept: string | undefined, discovery: DiscoveryDocuments): Document {
  if (accept === undefined || accept.trim() === '') return discovery.groups;
  for (const { type, parameters } of readAccept(accept)) {
    if (!coversJson(type)) continue;
    const form = parameters.get('v');
    const asked = parameters.get('g') === 'apidiscovery.k8s.io' && parameters.get('as') === 'APIGroupDiscoveryList';
    if (asked && (form === 'v2' || form === 'v2beta1')) return discovery.aggregated[form];
    if (!parameters.has('as')) return discovery.groups;
  }
  throw notAcceptable(['application/json']);
}

function takesJson(accept: string | undefined): boolean {
  return accept === undefined || accept.trim() === '' || readAccept(accept).some(({ type }) => coversJson(type));
}

/** The document under its own hash never changes. Never a redirect to the right hash: kube-apiserver makes a 502 of it. */
function cacheability(hash: string | null, document: Document): string {
  return hash === document.hash ? 'public, immutable, max-age=31536000' : 'no-cache, private';
}

function versionInfo(release: string): object {
  const [major = '', minor = ''] = release.split('.');
  return {
    major,
    minor,
    gitVersion: `v${release}`,
    gitCommit: '',
    gitTreeState: '',
    buildDate: '',
    goVersion: '',
    compiler: 'node',
    platform: '',
  };
}

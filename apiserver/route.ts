import { servedGroup, version as servedVersion } from '../api/groups.ts';
import { isStored, isWritable, kindByPlural } from '../api/kinds.ts';
import type { ComputedKind, KindDefinition, StoredKind } from '../api/kinds.ts';
import type { StatusError } from '../kube/client/status-error.ts';
import { create } from './forward/create.ts';
import type { Call, ForwardDependencies, Verb } from './forward/call.ts';
import { remove } from './forward/delete.ts';
import { removeCollection } from './forward/delete-collection.ts';
import { patch } from './forward/patch.ts';
import { list, read } from './forward/read.ts';
import { update } from './forward/update.ts';
import { watch } from './forward/watch.ts';
import type { Knowledge } from '../api/validate/validate.ts';
import type { Advisor } from './resources/advice/advisor.ts';
import type { Strategy } from './resources/strategy.ts';
import { createValidator } from './resources/validate.ts';
import type { Exchange } from './server/exchange.ts';
import { methodNotAllowed, notFound, unknownPath } from './server/failures.ts';
import { isServed } from './server/request-info.ts';
import type { ResourceInfo } from './server/request-info.ts';

export interface RouterDependencies {
  forward: ForwardDependencies;
  strategies: readonly Strategy[];
  /** What the rules of validation cannot find out by themselves. */
  knowledge: Knowledge;
  advisor: Advisor;
  /** Serves discovery, OpenAPI and version; false for another path. */
  discovery: (exchange: Exchange) => boolean;
  metrics: (exchange: Exchange) => Promise<void>;
  download: (exchange: Exchange, kind: StoredKind) => Promise<void>;
  /** Serves a kind whose objects are made here. */
  computed: (exchange: Exchange, kind: ComputedKind) => Promise<void>;
}

/** Hands a request that may be made to what answers it. */
export function createRouter(dependencies: RouterDependencies): (exchange: Exchange) => Promise<void> {
  const known = new Map(
    dependencies.strategies.map((strategy) => [
      strategy.kind.plural,
      { strategy, validate: createValidator(strategy.kind, dependencies.knowledge) },
    ]),
  );
  return async (exchange) => {
    const { resource, path } = exchange.info;
    if (resource === undefined) {
      if (path === '/metrics') await dependencies.metrics(exchange);
      else if (!dependencies.discovery(exchange)) throw unknownPath();
      return;
    }
    const kind = kindByPlural(resource.plural);
    if (kind === undefined || !isAddressable(resource, kind)) throw unknownPath();
    if (!isServed(resource)) throw notServed(resource);
    if (!isStored(kind)) {
      await dependencies.computed(exchange, kind);
      return;
    }
    const own = known.get(resource.plural);
    if (own === undefined) throw unknownPath();
    if (isDownload(resource)) {
      await dependencies.download(exchange, kind);
      return;
    }
    const call: Call = { exchange, resource, kind, ...own, advise: dependencies.advisor.advise };
    await verbFor(call)(call, dependencies.forward);
  };
}

/** A subresource that there is not is answered as an object that there is not: so does kube-apiserver for custom resources. */
function notServed({ group, version, plural, name }: ResourceInfo): StatusError {
  const known = group === servedGroup && version === servedVersion;
  return known && name !== undefined ? notFound(plural, name) : unknownPath();
}

/** True for a subresource that streams a file out of the bucket. */
export function isDownload({ subresource }: ResourceInfo): boolean {
  return subresource !== undefined && subresource !== 'status';
}

const objectVerbs: Readonly<Record<string, Verb>> = { get: read, update, patch, delete: remove };
const collectionVerbs: Readonly<Record<string, Verb>> = {
  list,
  watch,
  create,
  deletecollection: removeCollection,
};

/** What can be done with objects that only the controllers write. */
const readVerbs: ReadonlySet<string> = new Set(['get', 'list', 'watch']);

function verbFor({ exchange, resource, kind }: Call): Verb {
  const { verb } = exchange.info;
  const verbs = resource.named ? objectVerbs : collectionVerbs;
  const found = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  const allowed = isWritable(kind) || readVerbs.has(verb);
  if (found === undefined || !allowed || isOutOfPlace(verb, resource)) {
    throw methodNotAllowed(resource.plural, verb);
  }
  return found;
}

/** A status is not deleted by itself, and nothing is written in all namespaces at once. */
function isOutOfPlace(verb: string, { subresource, namespace }: ResourceInfo): boolean {
  if (verb === 'delete') return subresource !== undefined;
  return (verb === 'create' || verb === 'deletecollection') && namespace === undefined;
}

/** An object of a namespaced kind is in a namespace, one of the other kinds is not; "." and ".." are names of nothing. */
function isAddressable({ named, namespace, name }: ResourceInfo, { scope }: KindDefinition): boolean {
  if (scope === 'Cluster' ? namespace !== undefined : named && namespace === undefined) return false;
  return [namespace, name].every((part) => part !== '.' && part !== '..');
}

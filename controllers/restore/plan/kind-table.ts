import type { ApiResource, Discovery } from '../../../kube/discovery/api-resource.ts';
import { apiVersionOf } from '../../../kube/client/resource.ts';
import { groupResource } from '../../../kube/discovery/resource-names.ts';

/** Why objects of a kind cannot be created in this cluster. */
export interface MissingKind {
  missing: 'NoSuchKind' | 'NoSuchVersion' | 'GroupNotAnswering';
  message: string;
}

/** The kinds of this cluster, by what archives call them. What is not in here cannot be written, whatever an archive says. */
export class KindTable {
  readonly #kinds = new Map<string, ApiResource[]>();
  readonly #failed: ReadonlyMap<string, string>;

  constructor(discovery: Discovery) {
    for (const resource of discovery.resources) {
      if (!resource.verbs.includes('create')) continue;
      const name = groupResource(resource);
      const known = this.#kinds.get(name);
      if (known === undefined) this.#kinds.set(name, [resource]);
      else known.push(resource);
    }
    this.#failed = new Map(discovery.failed.map(({ group, message }) => [group, message]));
  }

  has(name: string): boolean {
    return this.#kinds.has(name);
  }

  /** The kind of a group-resource in the version that an object is written in. */
  find(name: string, apiVersion: string): ApiResource | MissingKind {
    const versions = this.#kinds.get(name);
    if (versions === undefined) return this.#unknown(name);
    const found = versions.find((version) => apiVersionOf(version) === apiVersion);
    if (found !== undefined) return found;
    const served = versions.map((version) => version.version).join(', ');
    return {
      missing: 'NoSuchVersion',
      message: `they are written as ${apiVersion}, and this cluster has ${name} as ${served} only`,
    };
  }

  #unknown(name: string): MissingKind {
    const group = name.includes('.') ? name.slice(name.indexOf('.') + 1) : '';
    const failure = this.#failed.get(group);
    if (failure !== undefined) return { missing: 'GroupNotAnswering', message: failure };
    return { missing: 'NoSuchKind', message: `this cluster has no ${name} that can be created` };
  }
}

/** Tells what `find` came to. */
export function isMissing(kind: ApiResource | MissingKind): kind is MissingKind {
  return 'missing' in kind;
}

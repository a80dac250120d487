import type { KubeList } from '../../api/meta/list.ts';
import { readObject } from './answer.ts';
import type {
  ApplyOptions,
  GetOptions,
  JsonPatchOperation,
  Kube,
  KubeInput,
  ListOptions,
  RemoveOptions,
  WriteOptions,
} from './kube.ts';
import { listAll } from './list-all.ts';
import type { KubeRequest, KubeResponse } from './request.ts';
import { resourcePath } from './resource.ts';
import type { ResourceRef } from './resource.ts';

/** The verbs of `Kube` over `request`: what the plain and the impersonating client have in common. */
export abstract class KubeVerbs implements Kube {
  abstract request(request: KubeRequest): Promise<KubeResponse>;

  async get<T>(ref: ResourceRef, options: GetOptions = {}): Promise<T> {
    const query = { resourceVersion: options.resourceVersion };
    return readObject(await this.request({ method: 'GET', path: resourcePath(ref), query, ...signalOf(options) }));
  }

  async list<T>(ref: ResourceRef, options: ListOptions = {}): Promise<KubeList<T>> {
    const { name: _, ...collection } = ref;
    return listAll(this, collection, options);
  }

  /** The name is the object's; that in `ref` counts only before a subresource (`serviceaccounts/x/token`). */
  async create<T>(ref: ResourceRef, object: KubeInput, options: WriteOptions = {}): Promise<T> {
    const { name: _, ...collection } = ref;
    return this.#write('POST', ref.subresource === undefined ? collection : ref, { body: object, options });
  }

  async update<T>(ref: ResourceRef, object: KubeInput, options: WriteOptions = {}): Promise<T> {
    return this.#write('PUT', named(ref), { body: object, options });
  }

  async mergePatch<T>(ref: ResourceRef, patch: KubeInput, options: WriteOptions = {}): Promise<T> {
    return this.#write('PATCH', named(ref), { body: patch, options, contentType: 'application/merge-patch+json' });
  }

  async jsonPatch<T>(ref: ResourceRef, patch: readonly JsonPatchOperation[], options: WriteOptions = {}): Promise<T> {
    return this.#write('PATCH', named(ref), { body: patch, options, contentType: 'application/json-patch+json' });
  }

  /** May be repeated after a cut connection: applying twice is applying once. */
  async apply<T>(ref: ResourceRef, object: KubeInput, options: ApplyOptions): Promise<T> {
    return this.#write('PATCH', named(ref), {
      body: object,
      options,
      contentType: 'application/apply-patch+yaml',
      idempotent: true,
      force: options.force === true ? 'true' : undefined,
    });
  }

  async remove(ref: ResourceRef, options: RemoveOptions = {}): Promise<unknown> {
    const { signal: _, dryRun, ...rest } = options;
    const body = { kind: 'DeleteOptions', apiVersion: 'v1', ...rest, ...(dryRun === true ? { dryRun: ['All'] } : {}) };
    const path = resourcePath(named(ref));
    return readObject(await this.request({ method: 'DELETE', path, body: text(body), ...signalOf(options) }));
  }

  async updateStatus<T>(ref: ResourceRef, object: KubeInput, options: WriteOptions = {}): Promise<T> {
    return this.update({ ...ref, subresource: 'status' }, object, options);
  }

  async patchStatus<T>(ref: ResourceRef, patch: KubeInput, options: WriteOptions = {}): Promise<T> {
    return this.mergePatch({ ...ref, subresource: 'status' }, patch, options);
  }

  async #write<T>(method: string, ref: ResourceRef, write: Write): Promise<T> {
    const { body, options, contentType, idempotent, force } = write;
    const response = await this.request({
      method,
      path: resourcePath(ref),
      query: {
        dryRun: options.dryRun === true ? 'All' : undefined,
        fieldManager: options.fieldManager,
        fieldValidation: options.fieldValidation,
        force,
      },
      body: text(body),
      ...(contentType === undefined ? {} : { contentType }),
      ...(idempotent === undefined ? {} : { idempotent }),
      ...signalOf(options),
    });
    return readObject(response);
  }
}

interface Write {
  body: KubeInput;
  options: WriteOptions;
  contentType?: string;
  idempotent?: boolean;
  force?: string | undefined;
}

function text(input: KubeInput): string | Buffer {
  return typeof input === 'string' || Buffer.isBuffer(input) ? input : JSON.stringify(input);
}

function signalOf(options: { signal?: AbortSignal }): { signal?: AbortSignal } {
  return options.signal === undefined ? {} : { signal: options.signal };
}

/** A path without a name is the whole collection: far too much for a slip. */
function named(ref: ResourceRef): ResourceRef {
  if (ref.name === undefined) throw new TypeError(`a name is missing: ${resourcePath(ref)} is a whole collection`);
  return ref;
}

import type { KubeList } from '../../api/meta/list.ts';
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
import type { KubeRequest, KubeResponse } from './request.ts';
import type { ResourceRef } from './resource.ts';

/** The verbs of `Kube` over `request`: what the plain and the impersonating client have in common. */
export abstract class KubeVerbs implements Kube {
  abstract request(request: KubeRequest): Promise<KubeResponse>;
  async get<T>(_ref: ResourceRef, _options?: GetOptions): Promise<T> {
    throw new Error('not built yet');
  }
  async list<T>(_ref: ResourceRef, _options?: ListOptions): Promise<KubeList<T>> {
    throw new Error('not built yet');
  }
  async create<T>(_ref: ResourceRef, _object: KubeInput, _options?: WriteOptions): Promise<T> {
    throw new Error('not built yet');
  }
  async update<T>(_ref: ResourceRef, _object: KubeInput, _options?: WriteOptions): Promise<T> {
    throw new Error('not built yet');
  }
  async mergePatch<T>(_ref: ResourceRef, _patch: KubeInput, _options?: WriteOptions): Promise<T> {
    throw new Error('not built yet');
  }
  async jsonPatch<T>(_ref: ResourceRef, _patch: readonly JsonPatchOperation[], _o?: WriteOptions): Promise<T> {
    throw new Error('not built yet');
  }
  async apply<T>(_ref: ResourceRef, _object: KubeInput, _options: ApplyOptions): Promise<T> {
    throw new Error('not built yet');
  }
  async remove(_ref: ResourceRef, _options?: RemoveOptions): Promise<unknown> {
    throw new Error('not built yet');
  }
  async updateStatus<T>(_ref: ResourceRef, _object: KubeInput, _options?: WriteOptions): Promise<T> {
    throw new Error('not built yet');
  }
  async patchStatus<T>(_ref: ResourceRef, _patch: KubeInput, _options?: WriteOptions): Promise<T> {
    throw new Error('not built yet');
  }
}

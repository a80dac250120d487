import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingHttpHeaders } from 'node:http';
import type { Kube } from '../../kube/client/kube.ts';
import type { KubeRequest, KubeResponse } from '../../kube/client/request.ts';
import { KubeVerbs } from '../../kube/client/verbs.ts';
import type { Random } from '../../kube/process/random.ts';

/** What a request is found by again, in the logs of every server that it went through. */
export interface Trail {
  /** kube-apiserver's id of the request in its audit log, else one of ours. */
  auditId: string;
  /** W3C trace context, when kube-apiserver traces. */
  traceparent?: string;
  tracestate?: string;
}

/** Reads the headers that kube-apiserver forwards. What does not look like its own is not passed on: it would end up in other people's logs. */
export function readTrail(headers: IncomingHttpHeaders, random: Pick<Random, 'uuid'>): Trail {
  const auditId = single(headers['audit-id'], /^[\w-]{1,64}$/) ?? random.uuid();
  const traceparent = single(headers['traceparent'], /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/);
  if (traceparent === undefined) return { auditId };
  const tracestate = single(headers['tracestate'], /^[\x20-\x7e]{1,512}$/);
  return { auditId, traceparent, ...(tracestate === undefined ? {} : { tracestate }) };
}

/** Fields of each log line about the request. */
export function trailFields({ auditId, traceparent }: Trail): Record<string, string> {
  return traceparent === undefined ? { auditId } : { auditId, traceId: traceparent.slice(3, 35) };
}

/**
 * Remembers which request it is that something is done for, so that everything that is asked of kube-apiserver for it carries the same audit id: the
 * access review, the look-ups and the write of the record then stand beside the user's own request in its audit log.
 */
export class Trails {
  readonly #current = new AsyncLocalStorage<Trail>();

  run<T>(trail: Trail, act: () => T): T {
    return this.#current.run(trail, act);
  }

  /** Headers for a request to kube-apiserver; none outside of a request. */
  headers(): Record<string, string> {
    const trail = this.#current.getStore();
    if (trail === undefined) return {};
    const { auditId, traceparent, tracestate } = trail;
    return {
      'audit-id': auditId,
      ...(traceparent === undefined ? {} : { traceparent }),
      ...(tracestate === undefined ? {} : { tracestate }),
    };
  }
}

/** A client whose requests carry the trail of the request that they are made for. */
export class TrailClient extends KubeVerbs {
  readonly #client: Kube;
  readonly #trails: Trails;

  constructor(client: Kube, trails: Trails) {
    super();
    this.#client = client;
    this.#trails = trails;
  }

  request(request: KubeRequest): Promise<KubeResponse> {
    return this.#client.request({ ...request, headers: { ...this.#trails.headers(), ...request.headers } });
  }
}

function single(value: string | string[] | undefined, shape: RegExp): string | undefined {
  return typeof value === 'string' && shape.test(value) ? value : undefined;
}

import type { KubeRequest } from './request.ts';

/** Path and query as they go on the request line. */
export function requestPath(request: KubeRequest): string {
  if (request.query === undefined) return request.path;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query)) {
    if (value === undefined) continue;
    for (const one of typeof value === 'string' ? [value] : value) query.append(name, one);
  }
  if (query.size === 0) return request.path;
  return `${request.path}${request.path.includes('?') ? '&' : '?'}${query.toString()}`;
}

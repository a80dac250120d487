/**
 * Whether a request stays inside of a namespace: objects in it, and what tells everybody which kinds there are. The Namespace object itself may be read
 * and is never written: its labels decide what pods may do.
 */
export function staysInside(namespace: string, request: { method: string; path: string }): boolean {
  const path = request.path.split('?')[0] ?? '';
  const reads = request.method === 'GET';
  if (path.includes('//') || /(^|\/)\.{1,2}(\/|$)/u.test(decoded(path))) return false;
  if (reads && discovery.test(path)) return true;
  const found = inNamespace.exec(path);
  if (found?.[1] !== namespace) return false;
  return found[2] !== undefined || (reads && path.startsWith('/api/v1/'));
}

/** `/api`, `/apis`, `/apis/<group>/<version>`, `/version`: no objects in them. */
const discovery = /^\/(version|api(\/v1)?|apis(\/[^/]+){0,2})$/u;
const inNamespace = /^\/(?:api\/v1|apis\/[^/]+\/[^/]+)\/namespaces\/([^/]+)(\/[^/].*)?$/u;

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '/../';
  }
}

/**
 * How kube-apiserver reaches an aggregated API server that is a plain process on 127.0.0.1.
 *
 * Without `--enable-aggregator-routing` an APIService's Service is resolved by its type: a ClusterIP Service to its cluster IP, which nothing here routes (there is
 * no kube-proxy), and which must have ready endpoints to count as available; an **ExternalName** Service to that name, whatever ports it lists, without a look at
 * endpoints (apiserver `pkg/util/proxy`, kube-aggregator `remote_available_controller.go`). So:
 * - `externalName` is the address itself. Validation takes "127.0.0.1" for a DNS name, Go dials it as an address: no DNS is asked, no other address ever dialled.
 *   ("localhost" would be looked up, and is ::1 as well.)
 * - the port is the APIService's `spec.service.port`, so that is the process's real port. The Service's own ports count for nothing.
 * - TLS still verifies `<service>.<namespace>.svc` against `caBundle`, as in a real cluster.
 * With `--enable-aggregator-routing` ExternalName is refused ("unsupported service type"), and hand-made EndpointSlices cannot hold a loopback address.
 * Trap: the availability check does not verify TLS, so an APIService can be Available while every request fails for a wrong caBundle.
 */
export function loopbackService(namespace: string, name: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name },
    spec: { type: 'ExternalName', externalName: '127.0.0.1' },
  };
}

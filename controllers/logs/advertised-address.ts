import { isIPv6 } from 'node:net';

/** Where the apiserver finds the log server: the pod's address, or the one that it is bound to. */
export function advertisedAddress(bound: string, port: number, podAddress: string | undefined): string {
  const anywhere = bound === '0.0.0.0' || bound === '::';
  const host = anywhere ? (podAddress ?? '127.0.0.1') : bound;
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

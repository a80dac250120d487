import { BlockList, isIP } from 'node:net';
import type { Env } from '../process/env.ts';

/** The proxy that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` mean for this server, as Go programs (kubectl) read them. */
export function proxyFromEnv(server: string, env: Env): string | undefined {
  const { protocol, hostname } = new URL(server);
  const host = hostname.replace(/^\[|\]$/g, '');
  const proxy = either(env, protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (proxy === '' || isLoopback(host)) return undefined;
  const exceptions = either(env, 'NO_PROXY').split(',');
  if (exceptions.some((one) => covers(one.trim(), host))) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

/** Both spellings are in use. */
function either(env: Env, name: string): string {
  return env[name] ?? env[name.toLowerCase()] ?? '';
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** `*`, an address, a CIDR, `example.com` (it and what is below), `.example.com` (what is below); a port is ignored. */
function covers(exception: string, host: string): boolean {
  if (exception === '' || exception === '*') return exception === '*';
  if (exception.includes('/')) return inRange(exception, host);
  const name = isIP(exception) === 0 ? exception.replace(/:\d+$/, '').replace(/^\*/, '') : exception;
  if (name.startsWith('.')) return host.endsWith(name);
  return host === name || (isIP(host) === 0 && host.endsWith(`.${name}`));
}

function inRange(cidr: string, host: string): boolean {
  const family = isIP(host);
  const [network = '', prefix = ''] = cidr.split('/');
  if (family === 0 || isIP(network) !== family) return false;
  const type = family === 6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(network, Number(prefix), type);
  return list.check(host, type);
}

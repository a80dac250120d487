/*
 * What the apiserver, which shows the logs of runs that go on, and the log server of the controllers process that runs them agree on; where that one is
 * stands in the annotations of its Lease (groups.ts).
 */

/** The name that the log server's certificate is for. */
export const logServerName = 'stowage-controllers';

/** Where the apiserver publishes, in the system namespace, the CA of the certificate that it shows: a ConfigMap and its key. */
export const authorityPlace = { configMap: 'stowage-ca', key: 'ca.crt' } as const;

/** One run: `plural` is that of the served kind, `uid` the record's. */
export interface LoggedRun {
  plural: string;
  namespace: string;
  name: string;
  uid: string;
}

/** Path and query to ask for the log of a run. */
export function runLogUrl({ plural, namespace, name, uid }: LoggedRun, { follow }: { follow: boolean }): string {
  return `/runs/${plural}/${namespace}/${name}/${uid}/log${follow ? '?follow=true' : ''}`;
}

/** What {@link runLogUrl} asks for; undefined when it is nothing of the kind. */
export function parseRunLogUrl(url: string): { run: LoggedRun; follow: boolean } | undefined {
  const { pathname, searchParams } = new URL(url, 'https://log');
  const [, plural = '', namespace = '', name = '', uid = ''] = pattern.exec(pathname) ?? [];
  return uid === ''
    ? undefined
    : { run: { plural, namespace, name, uid }, follow: searchParams.get('follow') === 'true' };
}

const pattern = /^\/runs\/([^/]+)\/([^/]+)\/([^/]+)\/([^/]+)\/log$/u;

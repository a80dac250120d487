import type { Identity } from './identity.ts';

/** How to reach one API server and prove who we are. Plain values, so that tests can write one by hand. */
export interface Connection extends Credentials {
  /** `https://host:port`, with a path prefix if the server is behind one; without a trailing slash. */
  server: string;
  /** Namespace of the kubeconfig's context, or of the pod. */
  namespace: string;
  /** Name in place of the host's when the server's certificate is checked. */
  tlsServerName?: string;
  insecureSkipTlsVerify?: boolean;
  /** An HTTP(S) proxy to tunnel through. */
  proxyUrl?: string;
  /** The kubeconfig's `as`: for `new ImpersonatingClient`; the transport does not apply it. */
  impersonate?: Identity;
  /** Reads the credentials anew (token file, exec plugin, rotated certificate). Asked once a minute at most. */
  refresh?: () => Promise<Credentials>;
}

/** PEM texts, and the value of the Authorization header. */
export interface Credentials {
  ca?: string | Buffer;
  cert?: string | Buffer;
  key?: string | Buffer;
  passphrase?: string;
  /** Bearer token. */
  token?: string;
  /** Basic authentication, for servers behind an authenticating proxy. */
  basic?: { username: string; password: string };
}

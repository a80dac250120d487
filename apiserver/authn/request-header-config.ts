/** What kube-apiserver publishes in kube-system/extension-apiserver-authentication about its front proxy. Header names are lower case. */
export interface RequestHeaderConfig {
  /** PEM; several certificates while kube-apiserver changes its CA. */
  ca: string;
  /** Common names that the front proxy's certificate may have; empty means any. */
  allowedNames: readonly string[];
  usernameHeaders: readonly string[];
  /** Empty unless the ConfigMap names them: a UID header that nobody strips must not be believed. */
  uidHeaders: readonly string[];
  groupHeaders: readonly string[];
  extraPrefixes: readonly string[];
}

/** Where the ConfigMap is. */
export const authenticationConfigMap = {
  namespace: 'kube-system',
  name: 'extension-apiserver-authentication',
} as const;

/**
 * Reads the data of the ConfigMap.
 * @throws {Error} saying which key is missing or malformed. Then no header is to be believed.
 */
export function readRequestHeaderConfig(data: Readonly<Record<string, string>> | undefined): RequestHeaderConfig {
  const text = (key: string): string => {
    const value = data?.[key];
    if (value === undefined || value === '') {
      throw new Error(
        `ConfigMap kube-system/${authenticationConfigMap.name} has no key ${key}: start kube-apiserver with the --requestheader-* flags`,
      );
    }
    return value;
  };
  const list = (key: string, fallback?: readonly string[]): readonly string[] =>
    data?.[key] === undefined && fallback !== undefined ? fallback : readNames(key, text(key));
  return {
    ca: text('requestheader-client-ca-file'),
    allowedNames: list('requestheader-allowed-names', []),
    usernameHeaders: list('requestheader-username-headers').map(lower),
    uidHeaders: list('requestheader-uid-headers', []).map(lower),
    groupHeaders: list('requestheader-group-headers').map(lower),
    extraPrefixes: list('requestheader-extra-headers-prefix').map(lower),
  };
}

function readNames(key: string, json: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    value = undefined;
  }
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return value;
  throw new Error(
    `key ${key} of ConfigMap kube-system/${authenticationConfigMap.name} is not a JSON list of strings: kube-apiserver writes it, do not edit it`,
  );
}

function lower(name: string): string {
  return name.toLowerCase();
}

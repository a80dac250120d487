/**
 * kubectl's words for a connection that could not be made or was cut; undefined if the error is of another kind.
 * `server` is the address as the kubeconfig has it.
 */
export function connectionErrorText(error: Error, server: string | undefined): string | undefined {
  const { code, message } = findCode(error);
  if (code === undefined) return undefined;
  const host = server === undefined ? 'of the kubeconfig' : new URL(server).host;
  if (code === 'ECONNREFUSED') {
    return `The connection to the server ${host} was refused - did you specify the right host or port?`;
  }
  const text = texts[code] ?? (tlsCode.test(code) ? `tls: failed to verify certificate: ${message}` : undefined);
  return text === undefined ? undefined : `Unable to connect to the server: ${text.replace('{host}', host)}`;
}

const unknownAuthority = 'tls: failed to verify certificate: x509: certificate signed by unknown authority';

const texts: Record<string, string> = {
  ENOTFOUND: 'dial tcp: lookup {host}: no such host',
  EAI_AGAIN: 'dial tcp: lookup {host}: temporary failure in name resolution',
  EHOSTUNREACH: 'dial tcp {host}: no route to host',
  ENETUNREACH: 'dial tcp {host}: network is unreachable',
  ETIMEDOUT: 'dial tcp {host}: i/o timeout',
  UND_ERR_CONNECT_TIMEOUT: 'dial tcp {host}: i/o timeout',
  UND_ERR_HEADERS_TIMEOUT: '{host} accepted the request and did not answer in time',
  UND_ERR_BODY_TIMEOUT: '{host} stopped sending in the middle of an answer',
  UND_ERR_SOCKET: 'EOF: {host} closed the connection',
  ECONNRESET: 'read tcp {host}: connection reset by peer',
  EPIPE: 'write tcp {host}: broken pipe',
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  CERT_HAS_EXPIRED: 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
  CERT_NOT_YET_VALID: 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
  TimeoutError: 'context deadline exceeded: no answer within --request-timeout',
};

const tlsCode = /^(?:ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|HOSTNAME_MISMATCH|EPROTO)/;

interface Found {
  code: string | undefined;
  message: string;
}

/** The system's code and words are on the innermost error: what wraps it, or the first of several attempts. */
function findCode(error: Error): Found {
  if (error.name === 'TimeoutError') return { code: error.name, message: error.message };
  const inner = error instanceof AggregateError ? (error.errors[0] as unknown) : error.cause;
  const found = inner instanceof Error ? findCode(inner) : undefined;
  if (found?.code !== undefined) return found;
  const { code } = error as { code?: unknown };
  const known = typeof code === 'string' && (code in texts || code === 'ECONNREFUSED' || tlsCode.test(code));
  return { code: known ? code : undefined, message: error.message };
}

const maxDepth = 6;
const mask = '[redacted]';

/** Keys that end like this hold a secret: `authorization`, `token`, `aws_secret_access_key`; `secretName` does not. */
const secretKey =
  /(?:authorization|cookie|token|password|passwd|passphrase|secret|credentials?|private[-_]?key|access[-_]?key|key[-_]?data)$/i;
const bearer = /\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi;

/** A copy of log fields fit to print: secrets masked, errors as plain objects with their causes, depth bounded. */
export function redact(fields: Record<string, unknown>): Record<string, unknown> {
  return redactObject(fields, 0);
}

/** Masks credentials inside free text, such as an error message that quotes a header. */
export function redactText(text: string): string {
  return text.replaceAll(bearer, `$1 ${mask}`);
}

function redactObject(fields: object, depth: number): Record<string, unknown> {
  const secretData = 'kind' in fields && fields.kind === 'Secret';
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => {
      const hidden = secretKey.test(key) || (secretData && (key === 'data' || key === 'stringData'));
      return [key, hidden && value !== undefined && value !== null ? mask : redactValue(value, depth + 1)];
    }),
  );
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (depth > maxDepth) return '[deep]';
  if (value instanceof Error) return redactError(value, depth);
  if (value instanceof Date) return value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  return redactObject(value, depth);
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack, cause, ...rest } = error;
  return {
    ...redactObject(rest, depth),
    name: error.name || name,
    message: redactText(message),
    ...(stack === undefined ? {} : { stack: redactText(stack) }),
    ...(cause === undefined ? {} : { cause: redactValue(cause, depth + 1) }),
  };
}

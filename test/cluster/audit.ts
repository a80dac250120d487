import { readFile } from 'node:fs/promises';

/** What we read of audit.k8s.io/v1 Event. */
export interface AuditEvent {
  auditID: string;
  stage: 'ResponseStarted' | 'ResponseComplete' | 'Panic';
  requestURI: string;
  verb: string;
  user: AuditUser;
  /** Whom `user` acted as. */
  impersonatedUser?: AuditUser;
  userAgent?: string;
  objectRef?: {
    resource?: string;
    namespace?: string;
    name?: string;
    apiGroup?: string;
    apiVersion?: string;
    subresource?: string;
  };
  responseStatus?: { code?: number; reason?: string; message?: string };
  requestReceivedTimestamp: string;
}

interface AuditUser {
  username: string;
  uid?: string;
  groups?: string[];
  extra?: Record<string, string[]>;
}

const writes = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);

export function isWrite(event: AuditEvent): boolean {
  return writes.has(event.verb);
}

/** A last line that is still being written is left for the next time. */
export async function readAuditLog(
  file: string,
  matches: (event: AuditEvent) => boolean = () => true,
): Promise<AuditEvent[]> {
  const text = await readFile(file, 'utf8');
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  const events = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as AuditEvent);
  return events.filter(matches);
}

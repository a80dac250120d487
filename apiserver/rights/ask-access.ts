import type { Kube } from '../../kube/client/kube.ts';
import { isRetryable } from '../../kube/client/status-error.ts';
import type { Clock } from '../../kube/process/clock.ts';
import type { AccessSpec } from './attributes.ts';
import type { AskAccess, Decision } from './reviewer.ts';

/** Attempts and first pause of Go's webhook authorizer, shortened so that they fit into a client's patience. */
const attempts = 3;
const firstPause = 250;
/** Milliseconds for one attempt. */
const patience = 10_000;

interface Review {
  status?: { allowed?: boolean; denied?: boolean; reason?: string; evaluationError?: string };
}

/** Asks with the server's own client. Both allowed and denied means denied. */
export function askAccess(client: Kube, clock: Clock): AskAccess {
  return async (spec) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await ask(client, spec);
      } catch (error) {
        if (attempt === attempts || !isRetryable(error)) throw error;
        await clock.sleep(firstPause * attempt);
      }
    }
  };
}

async function ask(client: Kube, spec: AccessSpec): Promise<Decision> {
  const review = await client.create<Review>(
    { group: 'authorization.k8s.io', version: 'v1', plural: 'subjectaccessreviews' },
    { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec },
    { signal: AbortSignal.timeout(patience) },
  );
  const { status } = review;
  return { allowed: status?.allowed === true && status.denied !== true, reason: status?.reason ?? '' };
}

import { apiserverAccount } from '../../api/groups.ts';
import type { Random } from '../../kube/process/random.ts';
import { factsOf } from './contents.ts';
import type { CertificateContents } from './contents.ts';
import { decide } from './decide.ts';
import type { CertificateAction, CertificatePolicy } from './decide.ts';
import { createAuthority, issueLeaf } from './issue.ts';
import type { KeyPair, Validity } from './issue.ts';

export interface AdvanceContext {
  policy: CertificatePolicy;
  now: Date;
  random: Pick<Random, 'hex'>;
}

export interface Advance {
  contents: CertificateContents;
  /** What was done, in order; empty when all was well. */
  actions: CertificateAction[];
}

/** Does all that is to be done about the certificates now. Only the values change: writing them is the caller's. */
export async function advance(contents: CertificateContents, context: AdvanceContext): Promise<Advance> {
  const actions: CertificateAction[] = [];
  let current = contents;
  for (;;) {
    const action = decide(factsOf(current), context.policy, context.now);
    if (action === undefined) return { contents: current, actions };
    if (actions.includes(action)) throw new Error(`the certificates do not come to rest: ${action} was done already`);
    actions.push(action);
    current = await steps[action](current, context);
  }
}

type Step = (contents: CertificateContents, context: AdvanceContext) => Promise<CertificateContents>;

const steps: Record<CertificateAction, Step> = {
  createAuthority: async ({ previous }, context) => ({
    authority: await newAuthority(context),
    ...(previous === undefined ? {} : { previous }),
  }),
  stageAuthority: async (contents, context) => ({ ...contents, next: await newAuthority(context) }),
  promoteAuthority: async ({ next, authority, ...others }) => ({
    ...others,
    ...(next === undefined ? {} : { authority: next }),
    ...(authority === undefined ? {} : { previous: authority.certificate }),
  }),
  dropPrevious: async (contents) => {
    const { previous: _dropped, ...others } = contents;
    return others;
  },
  issueServing: async (contents, context) => ({ ...contents, serving: await newLeaf(contents, context, 'server') }),
  issueClient: async (contents, context) => ({ ...contents, client: await newLeaf(contents, context, 'client') }),
};

/** Clocks of two machines differ; a certificate that is not valid yet is refused. */
const backdate = 5 * 60_000;

function validity(now: Date, life: number): Validity {
  const start = now.getTime() - Math.min(backdate, life / 10);
  return { notBefore: new Date(start), notAfter: new Date(start + life) };
}

function newAuthority({ policy, now, random }: AdvanceContext): Promise<KeyPair> {
  const serial = newSerial(random);
  return createAuthority({
    ...validity(now, policy.authorityLife),
    // The name differs from CA to CA: verifiers look for the issuer by name first.
    commonName: `stowage-ca@${serial.slice(0, 8)}`,
    serial,
  });
}

function newLeaf(
  { authority }: CertificateContents,
  { policy, now, random }: AdvanceContext,
  usage: 'server' | 'client',
): Promise<KeyPair> {
  if (authority === undefined) throw new Error('a leaf was to be issued without a CA');
  return issueLeaf(authority, {
    ...validity(now, policy.leafLife),
    commonName: apiserverAccount,
    dnsNames: usage === 'server' ? policy.dnsNames : [],
    usage,
    serial: newSerial(random),
  });
}

/** 124 random bits behind a 4, which makes it a positive number in DER. */
function newSerial(random: Pick<Random, 'hex'>): string {
  return `4${random.hex(16).slice(1)}`;
}

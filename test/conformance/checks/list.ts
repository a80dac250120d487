import { servedGroup } from '../../../api/groups.ts';
import { waitFor } from '../../support/wait.ts';
import type { Check, Witness } from '../check.ts';
import { alike, alikeText } from '../lab/alike.ts';
import { at, listAt, textAt } from '../lab/at.ts';
import { compareAsk, seenOf } from '../lab/compare.ts';
import type { Answer, Ask } from '../lab/http.ts';
import type { Lab } from '../lab/lab.ts';
import { comparePoints, makePoints, pointOf, points } from '../lab/points.ts';
import { createSchedules, schedules } from '../lab/schedules.ts';
import { both, twinGroup } from '../lab/twins.ts';
import type { Twin } from '../lab/twins.ts';

/** What a list of RestorePoints may be asked besides. */
const pointQueries: Record<string, string>[] = [
  {},
  { limit: '2' },
  { limit: '2', continue: 'nonsense' },
  { resourceVersion: '0' },
  { resourceVersion: '0', resourceVersionMatch: 'NotOlderThan' },
  { resourceVersion: '0', resourceVersionMatch: 'Exact' },
  { resourceVersion: '1', resourceVersionMatch: 'Exact' },
  { resourceVersion: 'x' },
  { resourceVersionMatch: 'Exact' },
  { sendInitialEvents: 'true' },
];

export const listChecks: Check[] = [
  {
    number: 48,
    title:
      'lists: pages hold still while others write, an expired token is a 410 with a new one, resourceVersions mean what they do',
    withinMs: 240_000,
    beside: true,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      for (let i = 10; i < 22; i++) await createSchedules(lab, namespace, `s${i}`);
      const old = await both((group) => lab.api.ask({ path: schedules(group, namespace), query: { limit: '5' } }));
      await pages(lab, seen, namespace);
      await versions(lab, seen, namespace);
      await expired(lab, seen, namespace, old);
    },
  },
  {
    number: 49,
    title: 'label and field selectors select, and those that are not supported are a 400',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      for (const [name, labels] of Object.entries({ a: { x: '1', y: '' }, b: { x: '2' }, c: {} })) {
        await createSchedules(lab, namespace, name, { labels });
      }
      for (const labelSelector of labelSelectors) {
        await compareAsk(lab.api, seen, `labelSelector ${labelSelector}`, (group) => ({
          path: schedules(group, namespace),
          query: { labelSelector },
        }));
      }
      for (const fieldSelector of [...fieldSelectors, `metadata.namespace=${namespace}`]) {
        await compareAsk(lab.api, seen, `fieldSelector ${fieldSelector.replace(namespace, 'this')}`, (group) => ({
          path: schedules(group, namespace),
          query: { fieldSelector },
        }));
      }
      await makePoints(lab, namespace, { a: { x: '1', y: '' }, b: { x: '2' }, c: {} });
      await computedLists(lab, seen, namespace);
      await compareAsk(lab.api, seen, 'all namespaces, one selected', (group) => ({
        path: schedules(group, namespace).replace(`/namespaces/${namespace}`, ''),
        query: { fieldSelector: `metadata.namespace=${namespace},metadata.name!=b` },
      }));
      for (const query of [{ labelSelector: 'a b' }, { fieldSelector: 'spec.paused=true' }]) {
        await compareAsk(lab.api, seen, `watch with ${JSON.stringify(query)}`, (group) => ({
          path: schedules(group, namespace),
          query: { ...query, watch: 'true' },
        }));
      }
    },
  },
];

/** RestorePoints are computed; in a list nobody must notice. */
async function computedLists(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  const named = fieldSelectors.map((text) => text.replaceAll(/name(=+|!=)a/g, `name$1${pointOf(namespace, 'a')}`));
  const queries: Record<string, string>[] = [
    ...pointQueries,
    ...labelSelectors.map((labelSelector) => ({ labelSelector })),
    ...named.map((fieldSelector) => ({ fieldSelector })),
  ];
  for (const query of queries) {
    await comparePoints(lab, seen, `list with ${inWords(query)}`, (group) => ({
      path: points(group, namespace),
      query,
    }));
  }
  for (const rest of [pointOf(namespace, 'a'), 'none']) {
    await comparePoints(lab, seen, `GET of ${rest}`, (group) => ({ path: points(group, namespace, rest) }));
  }
  const read = await both(async (group) => {
    const first = await lab.api.must({ path: points(group, namespace), query: { limit: '2' } });
    const token = textAt(first, 'metadata.continue');
    const second = await lab.api.must({ path: points(group, namespace), query: { limit: '2', continue: token } });
    return [namesOf(first), namesOf(second)].map((names) => names.map((name) => alikeText(name)));
  });
  seen.same('RestorePoints: pages of 2', read.theirs, read.ours);
}

function inWords(query: Record<string, string>): string {
  const terms = Object.entries(query).map(([key, value]) => `${key} ${value}`);
  return terms.length === 0 ? 'nothing' : terms.join(', ');
}

const labelSelectors = [
  'x',
  '!x',
  'x=1',
  'x!=1',
  'x in (1,2)',
  'x notin (1)',
  'x=1,y',
  'a b',
  'x in',
  '-',
  `x=${'v'.repeat(64)}`,
];

const fieldSelectors = [
  'metadata.name=a',
  'metadata.name==a',
  'metadata.name!=a',
  'metadata.name=a,metadata.name=b',
  'metadata.namespace=other',
  'metadata.uid=x',
  'spec.paused=true',
  'status.phase=New',
  'metadata.labels.x=1',
  'a',
  '=',
  'metadata.name=a,spec.foo=b',
];

interface Page {
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
  items: unknown[];
}

function namesOf(list: unknown): string[] {
  return listAt(list, 'items').map((item) => textAt(item, 'metadata.name'));
}

/** Reads all pages while objects come, change and go between them. */
async function pages(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  const read = await both(async (group) => {
    const got: object[] = [];
    const resourceVersions = new Set<string>();
    let token = '';
    do {
      const query = { limit: '5', ...(token === '' ? {} : { continue: token }) };
      const page: Page = await lab.api.must<Page>({ path: schedules(group, namespace), query });
      resourceVersions.add(page.metadata.resourceVersion);
      got.push({ names: namesOf(page), remaining: page.metadata.remainingItemCount });
      token = page.metadata.continue ?? '';
      if (got.length === 1) await disturb(lab, group, namespace);
    } while (token !== '');
    return { pages: got, resourceVersions: resourceVersions.size };
  });
  seen.same('pages of 5 while others write', read.theirs, read.ours);
  for (const query of [{ limit: '5', continue: 'nonsense' }, { limit: '0' }, { limit: 'x' }, { limit: '-1' }]) {
    await compareAsk(lab.api, seen, JSON.stringify(query), (group) => ({
      path: schedules(group, namespace),
      query: query,
    }));
  }
}

/** One goes, one changes, one comes: in the part of the list that has not been read yet. */
async function disturb(lab: Lab, group: string, namespace: string): Promise<void> {
  const path = (name: string): string => schedules(group, namespace, name);
  await lab.api.must({ method: 'DELETE', path: path('s20') });
  await lab.api.must({
    method: 'PATCH',
    path: path('s15'),
    contentType: 'application/merge-patch+json',
    body: { metadata: { labels: { changed: 'yes' } } },
  });
  const { spec } = await lab.api.must<{ spec: object }>({ path: path('s21') });
  const body = { apiVersion: `${group}/v1alpha1`, kind: 'Schedule', metadata: { name: 's18-new' }, spec };
  await lab.api.must({ method: 'POST', path: schedules(group, namespace), body });
}

/** What resourceVersion and resourceVersionMatch may be, and what they give. */
async function versions(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  const now = await both(async (group) =>
    textAt(await lab.api.must({ path: schedules(group, namespace) }), 'metadata.resourceVersion'),
  );
  const of = (group: string): string => (group === servedGroup ? now.ours : now.theirs);
  const future = (group: string): string => String(Number(of(group)) + 1_000_000);
  const cases: [string, (group: string) => Record<string, string>][] = [
    ['resourceVersion 0', () => ({ resourceVersion: '0' })],
    ['resourceVersion of now', (group) => ({ resourceVersion: of(group) })],
    ['of now, Exact', (group) => ({ resourceVersion: of(group), resourceVersionMatch: 'Exact' })],
    ['of now, NotOlderThan', (group) => ({ resourceVersion: of(group), resourceVersionMatch: 'NotOlderThan' })],
    ['0, Exact', () => ({ resourceVersion: '0', resourceVersionMatch: 'Exact' })],
    ['0, NotOlderThan', () => ({ resourceVersion: '0', resourceVersionMatch: 'NotOlderThan' })],
    ['a match without a resourceVersion', () => ({ resourceVersionMatch: 'Exact' })],
    ['a match that is none', () => ({ resourceVersion: '0', resourceVersionMatch: 'Nonsense' })],
    ['a match with a token', () => ({ resourceVersion: '1', resourceVersionMatch: 'Exact', continue: 'x' })],
    ['a resourceVersion that is none', () => ({ resourceVersion: 'x' })],
    ['sendInitialEvents on a list', () => ({ sendInitialEvents: 'true' })],
    ['resourceVersion 1, Exact', () => ({ resourceVersion: '1', resourceVersionMatch: 'Exact' })],
  ];
  for (const [what, query] of cases) {
    const got = await both((group) => lab.api.ask({ path: schedules(group, namespace), query: query(group) }));
    seen.same(what, listed(got.theirs), listed(got.ours));
  }
  const ahead = await both((group) =>
    lab.api.ask({ path: schedules(group, namespace), query: { resourceVersion: future(group) } }),
  );
  seen.same('a resourceVersion of the future', tooLarge(ahead.theirs), tooLarge(ahead.ours));
  const one = (resourceVersion: (group: string) => string): Promise<Twin<Answer>> =>
    both((group) =>
      lab.api.ask({
        path: schedules(group, namespace, 's10'),
        query: { resourceVersion: resourceVersion(group) },
      }),
    );
  for (const [what, version] of [
    ['0', () => '0'],
    ['of now', of],
    ['that is none', () => 'x'],
  ] as const) {
    const got = await one(version);
    seen.same(`GET with a resourceVersion ${what}`, seenOf(got.theirs), seenOf(got.ours));
  }
  const aheadOne = await one(future);
  seen.same('GET with a resourceVersion of the future', tooLarge(aheadOne.theirs), tooLarge(aheadOne.ours));
}

/** A refusal whole, a list by its names. */
function listed(answer: Answer): unknown {
  return answer.status === 200 ? { status: 200, names: namesOf(answer.json) } : seenOf(answer);
}

/** The message tells the two versions, which differ. */
function tooLarge({ status, headers, json }: Answer): object {
  const message = textAt(json, 'message').replaceAll(/\d+/g, '<n>');
  const details = alike(at(json, 'details'));
  return { status, retryAfter: headers['retry-after'], reason: at(json, 'reason'), message, details };
}

/** Waits until kube-apiserver has compacted the revision of a token. */
async function expired(lab: Lab, seen: Witness, namespace: string, old: Twin<Answer>): Promise<void> {
  const next = (group: string, after: Answer): Ask => ({
    path: schedules(group, namespace),
    query: { limit: '5', continue: textAt(after.json, 'metadata.continue') },
  });
  const refused = await both((group) => {
    const after = group === twinGroup ? old.theirs : old.ours;
    return waitFor(
      `the token of ${group} to expire`,
      async () => {
        const answer = await lab.api.ask(next(group, after));
        return answer.status !== 200 && answer;
      },
      { deadlineMs: 100_000, everyMs: 2_000 },
    );
  });
  seen.same('a token that has expired', seenOf(refused.theirs), seenOf(refused.ours));
  const resumed = await both((group) => lab.api.ask(next(group, group === twinGroup ? refused.theirs : refused.ours)));
  seen.same('going on with the token of the 410', listed(resumed.theirs), listed(resumed.ours));
}

import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { blockOf } from './block.test-support.ts';
import { View } from './view.ts';

function names(view: View, resourceVersion: number): string[] | undefined {
  return view.snapshotAt(resourceVersion)?.blocks.map((block) => `${block.name}@${block.resourceVersion}`);
}

/** What a watch that goes on from a resourceVersion is told. */
function after(view: View, resourceVersion: number): string[] | undefined {
  const first = view.firstAfter(resourceVersion);
  if (first === undefined) return undefined;
  const changes = Array.from({ length: view.end - first }, (_, at) => view.changeAt(first + at));
  return changes.map((change) =>
    change === undefined || change === 'gone' ? 'gone' : `${change.name}@${change.resourceVersion}`,
  );
}

/** a came at 3, b at 5; then a changed at 11, c came at 12, b went at 15, and nothing more happened until 20. */
function lived(limits?: ConstructorParameters<typeof View>[0]): View {
  const view = new View(limits);
  view.reset([blockOf('b', ['x'], 5), blockOf('a', ['x', 'y'], 3)], 10);
  view.change('a', blockOf('a', ['x', 'y'], 11), 11);
  view.change('c', blockOf('c', ['z'], 12), 12);
  view.change('b', undefined, 15);
  view.advance(20);
  return view;
}

describe('View', () => {
  it('says nothing before it was read', () => {
    expect(new View().synced).toBe(false);
    expect(lived().synced).toBe(true);
  });

  it('is in the order of names, at the resourceVersion up to which it is known', () => {
    const view = lived();
    expect(view.now().blocks.map(({ name }) => name)).toEqual(['a', 'c']);
    expect(view.resourceVersion).toBe(20);
    expect(view.get('c')?.resourceVersion).toBe(12);
    expect(view.get('b')).toBeUndefined();
  });

  it('knows how it was at every resourceVersion since it was read', () => {
    const view = lived();
    expect(names(view, 20)).toEqual(['a@11', 'c@12']);
    expect(names(view, 14)).toEqual(['a@11', 'b@5', 'c@12']);
    expect(names(view, 11)).toEqual(['a@11', 'b@5']);
    expect(names(view, 10)).toEqual(['a@3', 'b@5']);
    expect(names(view, 9)).toBeUndefined();
  });

  it('tells who goes on from a resourceVersion all that came after it and nothing else', () => {
    const view = lived();
    expect(after(view, 10)).toEqual(['a@11', 'c@12', 'b@15']);
    expect(after(view, 11)).toEqual(['c@12', 'b@15']);
    expect(after(view, 13)).toEqual(['b@15']);
    expect(after(view, 15)).toEqual([]);
    expect(after(view, 99)).toEqual([]);
    expect(after(view, 9)).toBeUndefined();
  });

  it('forgets the oldest changes and says from where on it knows them', () => {
    const view = lived({ changes: 2, namespaces: 1000 });
    expect(view.floor).toBe(11);
    expect(after(view, 10)).toBeUndefined();
    expect(after(view, 11)).toEqual(['c@12', 'b@15']);
    expect(view.changeAt(0)).toBe('gone');
  });

  it('forgets by the namespaces that it keeps as well', () => {
    expect(lived({ changes: 100, namespaces: 3 }).floor).toBe(11);
    expect(lived({ changes: 100, namespaces: 6 }).floor).toBe(10);
  });

  it('tells a late change to who has seen the one before it with the same resourceVersion', () => {
    const view = lived();
    view.change('d', blockOf('d', ['x'], 17), 17);
    expect(view.resourceVersion).toBe(20);
    expect(after(view, 20)).toEqual(['d@20']);
    view.change('e', blockOf('e', ['x'], 21), 21);
    expect(after(view, 20)).toEqual(['d@20', 'e@21']);
    expect(after(view, 21)).toEqual([]);
  });

  it('begins anew as another generation that knows nothing of before', () => {
    const view = lived();
    const { generation } = view;
    view.reset([], 30);
    expect(view.generation).not.toBe(generation);
    expect(after(view, 29)).toBeUndefined();
    expect(after(view, 30)).toEqual([]);
  });

  it('calls for changes only where something changed, and for progress always', async () => {
    const view = lived();
    await turn();
    const heard: string[] = [];
    const forget = view.onChange(() => heard.push('change'));
    view.onProgress(() => heard.push('progress'));
    view.advance(21);
    view.advance(21);
    view.change('nobody', undefined, 22);
    await turn();
    expect(heard).toEqual(['progress', 'progress']);
    view.change('f', blockOf('f', ['x'], 23), 23);
    await turn();
    forget();
    view.change('f', undefined, 24);
    await turn();
    expect(heard).toEqual(['progress', 'progress', 'change', 'progress', 'progress']);
  });
});

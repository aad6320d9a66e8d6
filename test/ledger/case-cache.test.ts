import { describe, expect, it } from 'vitest';
import type { StoredCase } from '../../db/ledger-store.ts';
import { createCaseCache } from '../../src/ledger/desk.ts';

const stored = (caseId: string) => ({ seq: 1, state: { caseId } }) as unknown as StoredCase;

describe('the cases that a process remembers', () => {
  it('are those last used, as many as have room', () => {
    const cache = createCaseCache(100);
    for (const id of ['a', 'b', 'c']) cache.set(id, stored(id), 30);
    expect(cache.get('a')).toEqual(stored('a'));
    cache.set('d', stored('d'), 30);
    expect(['a', 'b', 'c', 'd'].map((id) => cache.get(id) !== undefined)).toEqual([true, false, true, true]);
    cache.set('e', stored('e'), 90);
    expect(['a', 'c', 'd', 'e'].filter((id) => cache.get(id))).toEqual(['e']);
  });

  it('weigh what they weigh now: one set again, dropped or forgotten gives its room back', () => {
    const cache = createCaseCache(100);
    for (let i = 0; i < 10; i++) cache.set('a', stored('a'), 60);
    cache.set('b', stored('b'), 40);
    expect(cache.get('a')).toBeDefined();
    cache.drop('b');
    cache.set('c', stored('c'), 40);
    expect(cache.get('a')).toBeDefined();
    cache.clear();
    cache.set('d', stored('d'), 100);
    expect(cache.get('d')).toBeDefined();
    cache.set('f', stored('f'));
    expect(['d', 'f'].filter((id) => cache.get(id))).toEqual(['f']);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scopeOf } from '../../src/api/access.ts';
import { consequenceOf, isPost, ruleLabel } from '../../src/api/duty.ts';
import type { Principal } from '../../src/api/principal.ts';
import { loadRuleSet } from '../../src/core/index.ts';
import { scopeOfPosts } from '../../src/core/visibility.ts';

const NONE = { all: false, places: [], units: [], tipoffs: false, entries: false };

describe('what a post lets see', () => {
  it.each([
    ['street.safetyOffice', undefined, { ...NONE, all: true, tipoffs: true, entries: true }],
    ['street.safetyOffice.head', undefined, { ...NONE, all: true, tipoffs: true, entries: true }],
    ['street.leader.safety', undefined, { ...NONE, all: true, tipoffs: true }],
    ['street.department', 'D1', { ...NONE, all: true, tipoffs: true }],
    ['district.safetyCommittee', undefined, { ...NONE, all: true }],
    ['acceptanceTeam', undefined, { ...NONE, all: true }],
    ['village.head', 'V1', { ...NONE, places: ['V1'] }],
    ['department.head', 'D1', { ...NONE, places: ['D1'] }],
    ['unit.safetyOfficer', 'U1', { ...NONE, units: ['U1'] }],
    ['village.head', undefined, NONE],
    ['unit.head', undefined, NONE],
    ['streetwise', undefined, NONE],
    ['admin', undefined, NONE],
    ['auditor', undefined, NONE],
    ['public', undefined, NONE],
  ])('%s of %s: %j', (post, organisation, scope) => {
    expect(scopeOfPosts([{ post, ...(organisation === undefined ? {} : { organisation }) }], false)).toEqual(scope);
  });

  it('adds up over the posts; the role of an auditor is everything, that of an administrator nothing', () => {
    const who = (roles: ('admin' | 'auditor')[], posts: Principal['posts']): Principal => ({
      account: 'a',
      person: { id: 'p', name: '某' },
      posts,
      roles: new Set(roles),
      mustChangePassword: false,
    });
    expect(scopeOf(who(['admin'], []))).toEqual(NONE);
    expect(scopeOf(who(['auditor'], [{ post: 'village.head', organisation: 'V1' }]))).toMatchObject({
      all: true,
      tipoffs: true,
    });
    const village = [
      { post: 'village.head', organisation: 'V1' },
      { post: 'village.clerk', organisation: 'V1' },
      { post: 'unit.head', organisation: 'U2' },
    ];
    expect(scopeOf(who([], village))).toEqual({ ...NONE, places: ['V1'], units: ['U2'] });
  });
});

describe('whose duty it is', () => {
  it('is the post of the same organisation', () => {
    expect(isPost({ post: 'village.head', organisation: 'V1' }, { post: 'village.head', organisation: 'V1' })).toBe(
      true,
    );
    expect(isPost({ post: 'village.head', organisation: 'V2' }, { post: 'village.head', organisation: 'V1' })).toBe(
      false,
    );
    expect(isPost({ post: 'unit.safetyOfficer', organisation: 'U1' }, { post: 'unit.head', organisation: 'U1' })).toBe(
      true,
    );
    expect(isPost({ post: 'unit.safetyOfficer', organisation: 'U2' }, { post: 'unit.head', organisation: 'U1' })).toBe(
      false,
    );
    expect(isPost({ post: 'village.clerk', organisation: 'V1' }, { post: 'village.head', organisation: 'V1' })).toBe(
      false,
    );
  });
});

describe('what happens next', () => {
  const rules = loadRuleSet(
    JSON.parse(readFileSync(new URL('../../data/rules.default.json', import.meta.url), 'utf8')),
  );

  it.each(rules.deadlines.map((rule) => rule.id))('is a Chinese sentence for %s', (id) => {
    const clock = { id, rule: id, does: 'lapse', dueAt: '2025-03-05T00:00:00+08:00', lastDay: '2025-03-04' } as const;
    for (const overdue of [false, true]) {
      const sentence = consequenceOf(clock, overdue, rules);
      expect(sentence).toMatch(/[一-鿿]/);
      // An id that has no word of its own would show here.
      expect(sentence.replace(/T[0-3]/g, '')).not.toMatch(/undefined|[a-z]/i);
    }
    expect(ruleLabel(id, rules)).toMatch(/[一-鿿]/);
  });

  it('is named for rungs too', () => {
    for (const ladder of rules.ladders)
      for (const rung of ladder.rungs) expect(ruleLabel(`${ladder.id}${rung.rung}`, rules)).toBe(rung.label);
    expect(ruleLabel('nothing', undefined)).toBe('nothing');
  });
});

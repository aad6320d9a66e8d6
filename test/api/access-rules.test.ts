import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { covers, scopeOf, scopesOf } from '../../src/api/access.ts';
import { consequenceOf, isPost, ruleLabel } from '../../src/api/duty.ts';
import type { Principal } from '../../src/api/principal.ts';
import { loadRuleSet } from '../../src/core/index.ts';
import type { CaseRow } from '../../src/ledger/ledger.ts';

const row = (more: Partial<CaseRow>): CaseRow => ({
  caseId: 'H-2025-000001',
  kind: 'hazard',
  seq: 1,
  stage: 'identified',
  title: '',
  openedAt: '2025-03-03T09:00:00+08:00',
  overdue: false,
  closed: false,
  unit: 'U1',
  organisation: 'V1',
  ...more,
});

describe('what a post lets see', () => {
  it.each([
    ['street.safetyOffice', undefined, { all: true }],
    ['street.department', 'D1', { all: true }],
    ['district.safetyCommittee', undefined, { all: true }],
    ['acceptanceTeam', undefined, { all: true }],
    ['village.head', 'V1', { organisation: 'V1' }],
    ['department.head', 'D1', { organisation: 'D1' }],
    ['unit.safetyOfficer', 'U1', { unit: 'U1' }],
    ['village.head', undefined, undefined],
    ['unit.head', undefined, undefined],
    ['streetwise', undefined, undefined],
    ['admin', undefined, undefined],
    ['auditor', undefined, undefined],
    ['public', undefined, undefined],
  ])('%s of %s: %j', (post, organisation, scope) => {
    expect(scopeOf({ post, ...(organisation === undefined ? {} : { organisation }) })).toEqual(scope);
  });

  it('never is a tip-off, unless it is everything', () => {
    for (const scope of [{ organisation: 'V1' }, { unit: 'U1' }]) {
      expect(covers(scope, row({}))).toBe(true);
      expect(covers(scope, row({ kind: 'tipoff' }))).toBe(false);
    }
    expect(covers({ all: true }, row({ kind: 'tipoff' }))).toBe(true);
  });

  it('never is a case without a place', () => {
    const { unit: _unit, organisation: _organisation, ...nowhere } = row({});
    for (const scope of [{ organisation: 'V1' }, { unit: 'U1' }]) expect(covers(scope, nowhere)).toBe(false);
  });

  it('adds up over the posts; the role of an auditor is everything, that of an administrator nothing', () => {
    const who = (roles: ('admin' | 'auditor')[], posts: Principal['posts']): Principal => ({
      account: 'a',
      person: { id: 'p', name: '某' },
      posts,
      roles: new Set(roles),
      mustChangePassword: false,
    });
    expect(scopesOf(who(['admin'], []))).toEqual([]);
    expect(scopesOf(who(['auditor'], [{ post: 'village.head', organisation: 'V1' }]))).toEqual([{ all: true }]);
    const village = [
      { post: 'village.head', organisation: 'V1' },
      { post: 'village.clerk', organisation: 'V1' },
      { post: 'unit.head', organisation: 'U2' },
    ];
    expect(scopesOf(who([], village))).toEqual([{ organisation: 'V1' }, { unit: 'U2' }]);
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

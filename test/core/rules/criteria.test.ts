import { describe, expect, it } from 'vitest';
import { criterionOf, loadCriteria, nationalTier } from '../../../src/core/rules/criteria.ts';
import { diffRuleSets } from '../../../src/core/rules/diff.ts';
import { RuleSetError } from '../../../src/core/rules/rule-set.ts';
import { changedRules, type Loose } from '../later-terms.ts';
import { rules } from '../office.ts';

const shippedCriteria = () => {
  if (rules.criteria === undefined) throw new Error('the default rule set has lost its catalogue');
  return rules.criteria;
};
const loose = (change: (criteria: Loose) => void) => {
  const json: Loose = structuredClone(shippedCriteria());
  change(json);
  return json;
};

describe('the catalogue of judging criteria', () => {
  it('that ships names the paper and the article of whatever it calls law; the rest is to be verified or our proposal', () => {
    const { items } = shippedCriteria();
    for (const { id, basis } of items.filter((one) => one.basis.tag === 'law')) {
      expect(basis.document, id).toMatch(/[\u4e00-\u9fff]/);
      expect(basis.article, id).toMatch(/第.+[条项]|^\d+\.\d+$/);
    }
    expect(items.filter((one) => one.basis.tag === 'practice')).toEqual([]);
    expect(items.filter((one) => one.basis.tag === 'unverified').every((one) => one.basis.document)).toBe(true);
    expect(new Set(items.map((one) => one.industry)).size).toBeGreaterThan(8);
  });

  it('travels alone and comes back the same', () => {
    expect(loadCriteria(JSON.parse(JSON.stringify(shippedCriteria())))).toEqual(shippedCriteria());
    expect(criterionOf(shippedCriteria(), 'fire.6.4')?.industry).toBe('fire');
    expect(criterionOf(shippedCriteria(), 'fire.9')).toBeUndefined();
  });

  it.each<[string, (criteria: Loose) => void, string]>([
    ['an id twice', (criteria) => criteria.items.push(criteria.items[0]), 'items.53.id'],
    ['no ground', (criteria) => delete criteria.items[3].basis, 'items.3.basis'],
    ['a ground of no kind', (criteria) => (criteria.items[3].basis = { tag: 'rumour' }), 'items.3.basis.tag'],
    ['a tier that does not exist', (criteria) => (criteria.items[3].tier = 'T9'), 'items.3.tier'],
    ['no text', (criteria) => (criteria.items[3].text = ''), 'items.3.text'],
    ['a field nobody knows', (criteria) => (criteria.items[3].penalty = 5), 'items.3.penalty'],
    ['no items', (criteria) => (criteria.items = []), 'items'],
  ])('%s is refused by its path', (_, change, path) => {
    const thrown = (() => {
      try {
        loadCriteria(loose(change));
      } catch (error) {
        return error;
      }
      return undefined;
    })();
    expect(thrown).toBeInstanceOf(RuleSetError);
    const { findings, message } = thrown as RuleSetError;
    expect(message).toMatch(/^判定标准目录有 1 处错误/);
    expect(findings).toEqual([{ path, message: expect.stringMatching(/[\u4e00-\u9fff]/) }]);
    // The same inside a rule set.
    expect(() => changedRules((set) => change(set.criteria))).toThrow(RuleSetError);
  });

  it('a rule set without one is as it was before there were any', () => {
    expect(changedRules((set) => delete set.criteria).criteria).toBeUndefined();
  });

  it('differences are told criterion by criterion', () => {
    const sentences = (change: (set: Loose) => void) =>
      diffRuleSets(rules, changedRules(change, rules.id)).map((one) => one.sentence);
    expect(sentences((set) => (set.criteria.items[0].tier = 'T2'))).toEqual([
      '判定标准“general.major”等级 由 T1 改为 T2',
    ]);
    expect(sentences((set) => set.criteria.items.shift())).toEqual(['删除 判定标准“general.major”']);
    expect(sentences((set) => (set.criteria.id = 'cn-2026'))).toEqual(['判定标准目录 id 由 cn-2025 改为 cn-2026']);
  });
});

describe('the two tiers of national law', () => {
  it('T0 and T1 are major, T2 and T3 general (总局令第16号 Art. 3)', () => {
    expect(['T0', 'T1', 'T2', 'T3'].map((tier) => nationalTier(rules, tier))).toEqual(['重大', '重大', '一般', '一般']);
    expect(nationalTier(rules, 'T9')).toBeUndefined();
  });

  it('the office cannot invent a third', () => {
    expect(() => changedRules((set) => (set.tiers[0].national = '特大'))).toThrow(/tiers\.0\.national/);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadRuleSet, RuleSetError } from '../../../src/core/index.ts';
import { ConditionError, compileCondition, FACTS, firstMatch } from '../../../src/core/rules/condition.ts';
import { FACTS_OF, rules, shipped } from '../office.ts';

type Draft = Record<string, unknown> & {
  deadlines: Record<string, unknown>[];
  ladders: { id: string; rungs: Record<string, unknown>[] }[];
  tierTable: { rows: Record<string, unknown>[] };
};

function load(change: (draft: Draft) => void): () => unknown {
  const draft = shipped('rules.default.json') as Draft;
  change(draft);
  return () => loadRuleSet(draft);
}

function findings(run: () => unknown): RuleSetError['findings'] {
  try {
    run();
  } catch (error) {
    if (error instanceof RuleSetError) return error.findings;
    throw error;
  }
  return [];
}

describe('a rule set that fails its schema', () => {
  it('the one that ships is fine', () => {
    expect(findings(load(() => {}))).toEqual([]);
  });

  it.each<[string, (draft: Draft) => void, string, RegExp]>([
    ['another format', (draft) => Object.assign(draft, { schema: 'v0' }), 'schema', /./],
    ['a field that nobody reads', (draft) => Object.assign(draft, { colour: 'red' }), 'colour', /没有这个字段/],
    [
      'a field of a rule that nobody reads',
      (draft) => Object.assign(draft.deadlines[3] as object, { urgency: 1 }),
      'deadlines.3.urgency',
      /没有这个字段/,
    ],
    [
      'a part of a day',
      (draft) => Object.assign(draft.deadlines[1] as object, { duration: { value: 1.5, unit: 'workingDay' } }),
      'deadlines.1.duration',
      /./,
    ],
    [
      'no days at all',
      (draft) => Object.assign(draft.deadlines[1] as object, { duration: { value: 0, unit: 'workingDay' } }),
      'deadlines.1.duration',
      /./,
    ],
    [
      'no unit',
      (draft) => Object.assign(draft.deadlines[1] as object, { duration: { value: 3 } }),
      'deadlines.1.duration.unit',
      /只能是：minute、hour/,
    ],
    [
      'a negative duration',
      (draft) => Object.assign(draft.deadlines[1] as object, { duration: { value: -3, unit: 'workingDay' } }),
      'deadlines.1.duration.value',
      /时长应为正整数/,
    ],
    [
      'a text where a yes-or-no is asked',
      (draft) => Object.assign(draft.ladders[0]?.rungs[0] as object, { receiptRequired: 'yes' }),
      'ladders.0.rungs.0.receiptRequired',
      /类型不对，应为是或否/,
    ],
    [
      'a field nobody knows',
      (draft) => Object.assign(draft.deadlines[1] as object, { colour: 'red' }),
      'deadlines.1.colour',
      /没有这个字段/,
    ],
    [
      'a condition that could run away',
      (draft) => Object.assign(draft.tierTable.rows[0] as object, { when: '[1, 2].//\nall(x, x > 0)' }),
      'tierTable.rows.0.when',
      /不允许使用 all/,
    ],
    [
      'an unknown unit',
      (draft) => Object.assign(draft.deadlines[1] as object, { duration: { value: 1, unit: 'fortnight' } }),
      'deadlines.1.duration',
      /./,
    ],
    [
      'an unknown consequence',
      (draft) => Object.assign(draft.deadlines[1] as object, { onLapse: [{ do: 'explode' }] }),
      'deadlines.1.onLapse.0.do',
      /./,
    ],
    [
      'an unknown tier',
      (draft) => Object.assign(draft.deadlines[1] as object, { tiers: ['T9'] }),
      'deadlines.1.tiers.0',
      /./,
    ],
    [
      'an id twice',
      (draft) => draft.deadlines.push(structuredClone(draft.deadlines[0] as object) as Record<string, unknown>),
      'deadlines.51.id',
      /重复/,
    ],
    [
      'a ladder with a gap',
      (draft) => Object.assign(draft.ladders[0]?.rungs[1] as object, { rung: 7 }),
      'ladders.0.rungs.1.rung',
      /层级应连续/,
    ],
    [
      'a condition that does not parse',
      (draft) => Object.assign(draft.tierTable.rows[0] as object, { when: 'threatensLife &&' }),
      'tierTable.rows.0.when',
      /有误/,
    ],
    [
      'a condition of an unknown fact',
      (draft) => Object.assign(draft.tierTable.rows[0] as object, { when: 'weather == "fine"' }),
      'tierTable.rows.0.when',
      /有误.*weather/,
    ],
    ['no deadlines', (draft) => Object.assign(draft, { deadlines: undefined }), 'deadlines', /./],
  ])('%s: named by its path', (_, change, where, why) => {
    const found = findings(load(change));
    expect(found.map((finding) => finding.path)).toContainEqual(
      where === 'deadlines.51.id' ? expect.stringMatching(/^deadlines\.\d+\.id$/) : expect.stringContaining(where),
    );
    expect(found.map((finding) => finding.message).join()).toMatch(why);
  });

  it('anything else is a typed error too', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => loadRuleSet(value)).toThrow(RuleSetError);
      }),
      { numRuns: 200, seed: 3 },
    );
  });
});

describe('conditions', () => {
  it.each([
    ['an unknown fact', 'weather > 3'],
    ['a regular expression', "industry.matches('(a+)+$')"],
    ['a regular expression with a space', "industry.matches ('a')"],
    ['a number where a yes-or-no is asked', 'overdueWorkingDays + 1.0'],
    ['a text compared with a number', 'tier > 3.0'],
    ['half a condition', 'threatensLife &&'],
    ['nothing', ''],
    ['two statements', 'true; false'],
    ['an assignment', 'tier = "T1"'],
    ['a call into the host', 'constructor("return 1")()'],
  ])('%s is a typed error in Chinese', (_, expression) => {
    expect(() => compileCondition(expression)).toThrow(ConditionError);
    expect(() => compileCondition(expression)).toThrow(/^条件“.*”有误：/);
  });

  it('a missing fact stands for “not known” and never fails', () => {
    for (const row of [...rules.tierTable.rows, ...rules.routing.rows])
      expect(typeof compileCondition(row.when)({})).toBe('boolean');
    expect(compileCondition('threatensLife')({})).toBe(false);
    expect(compileCondition('localCanHandle')({})).toBe(true);
  });

  it('the table of tiers takes the first row that holds, and always has one', () => {
    for (const [tier, facts] of Object.entries(FACTS_OF))
      expect(firstMatch(rules.tierTable.rows, facts)?.tier).toBe(tier);
    const facts = fc.record(
      Object.fromEntries(
        rules.tierTable.inputs.map((name) => [
          name,
          typeof FACTS[name as keyof typeof FACTS] === 'number' ? fc.integer({ min: 0, max: 400 }) : fc.boolean(),
        ]),
      ),
    );
    fc.assert(
      fc.property(facts, (given) => firstMatch(rules.tierTable.rows, given) !== undefined),
      { numRuns: 200, seed: 5 },
    );
  });

  it('danger to life wins over everything; recurrence raises a T3 only', () => {
    expect(firstMatch(rules.tierTable.rows, { threatensLife: true, matchesMajorCriteria: true })?.id).toBe('t0');
    expect(firstMatch(rules.tierTable.rows, { estimatedDays: 2, sameKindWithin90Days: true })?.id).toBe('t2-recurs');
    expect(firstMatch(rules.tierTable.rows, { estimatedDays: 8, sameKindWithin90Days: true })?.id).toBe('t2-days');
    expect(firstMatch(rules.tierTable.rows, { estimatedDays: 7 })?.id).toBe('t3');
  });
});

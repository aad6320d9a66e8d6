import { Environment } from '@marcbachmann/cel-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ConditionError,
  compileCondition,
  FACTS,
  type FactName,
  type Facts,
  factsCompared,
  traceTable,
} from '../../../src/core/rules/condition.ts';
import { coverTable } from '../../../src/core/rules/table-coverage.ts';
import { FACTS_OF, rules } from '../office.ts';

const holds = (expression: string, facts: Facts = {}) => compileCondition(expression)(facts);

describe('what a condition may be made of', () => {
  it.each<[string, boolean, Facts]>([
    ['true', true, {}],
    ['!supervised', true, {}],
    ['supervised && overdueWorkingDays >= 1', false, { supervised: true }],
    ['supervised && overdueWorkingDays >= 1', true, { supervised: true, overdueWorkingDays: 1 }],
    ['supervised || accident', true, { accident: true }],
    ['supervised || accident', false, {}],
    ['estimatedDays > 7.0', false, { estimatedDays: 7 }],
    ['estimatedDays < 7.0', false, { estimatedDays: 7 }],
    ['estimatedDays <= 7.0', true, { estimatedDays: 7 }],
    ['estimatedDays != 7.0', true, { estimatedDays: 8 }],
    ['estimatedDays - 2.0 == 5.0', true, { estimatedDays: 7 }],
    ['estimatedDays * 2.0 == 14.0', true, { estimatedDays: 7 }],
    ['estimatedDays / 2.0 == 3.5', true, { estimatedDays: 7 }],
    ['estimatedDays + 1.0 > 7.0', true, { estimatedDays: 7 }],
    ['-estimatedDays < -6.0', true, { estimatedDays: 7 }],
    ['supervised ? accident : grave', true, { grave: true }],
    ['supervised ? accident : grave', false, { supervised: true, grave: true }],
    ["size in ['small', 'micro']", true, { size: 'micro' }],
    ["size in ['small', 'micro']", false, { size: 'scale' }],
    ['estimatedDays in [1.0, 2.0]', true, { estimatedDays: 2 }],
    ["industry.contains('chem')", true, { industry: 'chemical' }],
    ["industry.startsWith('em')", false, { industry: 'chemical' }],
    ["industry.endsWith('cal')", true, { industry: 'chemical' }],
  ])('%s is %s', (expression, expected, facts) => {
    expect(holds(expression, facts)).toBe(expected);
  });

  it.each([
    ['a regular expression', "industry.matches('(a+)+$')"],
    ['a regular expression behind a comment', "industry.// x\n matches('(a+)+$')"],
    ['a loop', '[1, 2].all(x, x > 0)'],
    ['a loop behind a comment', '[1, 2].//\nexists(x, x > 0)'],
    ['a name for a value, doubled again and again', "cel.bind(x, 'a' + 'a', x + x == 'aaaa')"],
    ['a text made longer', "'a' + 'a' == tier"],
    ['a type that is thrown away', 'dyn(tier) == 1'],
    ['an object', "{'a': true}.a"],
    ['an element', '[true][0]'],
    ['a list that is no list of choices', "tier in {'a': 1}"],
    ['a call', 'size(tier) > 3'],
    ['bytes', "b'a' == b'a'"],
  ])('not of %s', (_, expression) => {
    expect(() => holds(expression)).toThrow(ConditionError);
    expect(() => holds(expression)).toThrow(/^条件“[\s\S]*”有误：.*[\u4e00-\u9fff]/);
  });

  it.each([
    ['weather > 3', '没有“weather”这个事实'],
    ['tier > 3.0', '类型不对（no such overload'],
    ['supervised &&', '无法解析（'],
    ['overdueWorkingDays + 1.0', '结果不是“是/否”，而是 double'],
    ["tier in {'a': 1}", '“in”之后应为列表'],
    ['[true][0]', '不允许使用“取元素”'],
    ["{'a': true}.a", '不允许使用“取字段”'],
    ['size(tier) > 3', '不允许使用“函数调用”'],
    ["industry.matches('a')", '不允许使用 matches()'],
    ['industry.size() > 3', '不允许使用 size()'],
    ["'a' + 'a' == tier", '不允许拼接文字'],
    ["b'a' == b'a'", '只能使用是否、数字和文字'],
  ])('%s: says why', (expression, why) => {
    const error = (() => {
      try {
        return holds(expression);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(ConditionError);
    expect(error).toMatchObject({ name: 'ConditionError', expression });
    expect((error as ConditionError).message).toContain(`条件“${expression}”有误：${why}`);
  });

  it('a text begins where it begins', () => {
    expect(holds("industry.startsWith('ch')", { industry: 'chemical' })).toBe(true);
    expect(holds("industry.startsWith('al')", { industry: 'chemical' })).toBe(false);
    expect(holds("industry.endsWith('ch')", { industry: 'chemical' })).toBe(false);
  });

  it('a condition of 500 characters is read, one of 501 is not; the message does not repeat it whole', () => {
    const of = (length: number) => `true${' '.repeat(length - 4)}`;
    expect(holds(of(500))).toBe(true);
    expect(() => holds(of(501))).toThrow(/超过 500 个字符/);
    expect(() => holds('x'.repeat(501))).toThrow(/“x{40}……”/);
  });

  it('gives what the condition language itself gives', () => {
    const environment = Object.entries(FACTS).reduce(
      (env, [name, value]) =>
        env.registerVariable(
          name,
          typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? 'double' : 'string',
        ),
      new Environment(),
    );
    const flag = fc.constantFrom('supervised', 'accident', 'grave', '!falseReport', 'true');
    const number = fc
      .tuple(
        fc.constantFrom('estimatedDays', 'overdueWorkingDays', '-progressLag'),
        fc.constantFrom('<', '<=', '>', '>=', '==', '!='),
        fc.constantFrom('0.0', '1.0', '2.5', '-1.0'),
      )
      .map((parts) => parts.join(' '));
    const word = fc
      .tuple(fc.constantFrom('tier', 'size'), fc.constantFrom("in ['T1', 'micro']", "== 'T1'", "!= 'micro'"))
      .map((parts) => parts.join(' '));
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { depthSize: 'small' },
        flag,
        number,
        word,
        fc
          .tuple(tie('expression'), fc.constantFrom('&&', '||'), tie('expression'))
          .map(([a, op, b]) => `(${a} ${op} ${b})`),
        fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      ),
    }));
    const facts = fc.record({
      supervised: fc.boolean(),
      accident: fc.boolean(),
      grave: fc.boolean(),
      falseReport: fc.boolean(),
      estimatedDays: fc.constantFrom(0, 1, 2.5, 3),
      overdueWorkingDays: fc.constantFrom(0, 1, 2.5, 3),
      progressLag: fc.constantFrom(0, 1, 2.5),
      tier: fc.constantFrom('', 'T1', 'T2'),
      size: fc.constantFrom('', 'micro', 'small'),
    });
    fc.assert(
      fc.property(
        expression.filter((text) => text.length <= 500),
        facts,
        (text, given) => {
          expect(holds(text, given)).toBe(environment.parse(text)({ ...FACTS, ...given }));
        },
      ),
      { numRuns: 300, seed: 11 },
    );
  });
});

describe('what a condition compares', () => {
  it('each fact with its constants, on either side, also negative ones and texts', () => {
    const compared = factsCompared("3.0 < estimatedDays && estimatedDays != -2.0 && (tier == 'T1' || supervised)");
    expect(Object.fromEntries(compared)).toEqual({ estimatedDays: [3, -2], tier: ['T1'], supervised: [] });
    expect(factsCompared("size in ['a', 'b']").get('size')).toEqual(['a', 'b']);
  });

  it('so a gap that is written the other way round is seen', () => {
    const rows = [
      { id: 'a', when: '7.0 < estimatedDays' },
      { id: 'b', when: 'estimatedDays < 7.0' },
    ];
    expect(coverTable(rows).gap).toEqual({ estimatedDays: 7 });
    expect(coverTable([...rows, { id: 'c', when: 'estimatedDays == 7.0' }])).toEqual({
      neverFirst: [],
      neverTrue: [],
      overlaps: [],
      partial: false,
    });
  });

  it('says when there are more combinations than it looks at', () => {
    const many: FactName[] = (Object.keys(FACTS) as FactName[]).filter((name) => typeof FACTS[name] === 'boolean');
    const cover = coverTable([{ id: 'all', when: many.slice(0, 16).join(' || ') }]);
    expect(cover.partial).toBe(true);
    expect(coverTable([{ id: 'few', when: many.slice(0, 15).join(' || ') }]).partial).toBe(false);
  });
});

describe('a decision of a table explains itself', () => {
  it('each row looked at, whether it held, and what was known', () => {
    const { row, trace } = traceTable(rules.tierTable.rows, { estimatedDays: 9 });
    expect(row?.id).toBe('t2-days');
    expect(trace.map((step) => [step.row, step.holds])).toEqual([
      ['t0', false],
      ['t1-criteria', false],
      ['t1-stop', false],
      ['t2-days', true],
    ]);
    expect(trace[2]?.facts).toEqual({ needsStop: false, unitCannotFixAlone: false });
    expect(trace[3]).toMatchObject({ when: 'estimatedDays > 7.0', facts: { estimatedDays: 9 } });
  });

  it('a table with a gap has no row, and says what it looked at', () => {
    expect(traceTable([{ id: 'only', when: 'supervised' }], {})).toEqual({
      row: undefined,
      trace: [{ row: 'only', when: 'supervised', holds: false, facts: { supervised: false } }],
    });
  });

  it('the default table for the facts of each tier', () => {
    for (const [tier, facts] of Object.entries(FACTS_OF))
      expect(traceTable(rules.tierTable.rows, facts).row?.tier).toBe(tier);
  });
});

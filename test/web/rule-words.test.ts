import { describe, expect, it } from 'vitest';
import rulesFile from '../../data/rules.default.json' with { type: 'json' };
import { ANCHORS } from '../../src/core/rules/anchors.ts';
import { FACTS } from '../../src/core/rules/condition.ts';
import { rowsOf, textOf } from '../../src/web/pages/rules/condition-text.ts';
import { conditionWords, factWord } from '../../src/web/pages/rules/condition-words.ts';
import { fieldLabel, sortOf, valueLabel } from '../../src/web/pages/rules/field-words.ts';
import { counterpart, sameValue, withValue } from '../../src/web/pages/rules/rule-path.ts';
import { ANCHOR_TEXTS } from '../../src/web/texts/rule-words.ts';

const CHINESE = /[㐀-鿿]/;
/** Chosen by the office or defined elsewhere: shown as they are. */
const AS_IT_IS = /^(registers|criteria|duties|unitGrades)$/;

/** Every field, with every text in it. */
function* fieldsIn(
  value: unknown,
  part: string,
  name: string,
): Generator<{ part: string; name: string; text?: string }> {
  if (Array.isArray(value)) for (const one of value) yield* fieldsIn(one, part, name);
  else if (typeof value === 'object' && value !== null)
    for (const [key, one] of Object.entries(value)) {
      const inside = part === '' ? key : part;
      if (AS_IT_IS.test(inside)) continue;
      yield { part: inside, name: key };
      yield* fieldsIn(one, inside, key);
    }
  else if (typeof value === 'string') yield { part, name, text: value };
}

const SHOWN_ELSEWHERE = new Set([
  'schema',
  'hitPolicy',
  'inputs',
  'unit',
  'value',
  'rows',
  'rungs',
  'skipUpward',
  'trigger',
  'criteria',
]);
const GIVEN = /^(T\d|[\d:.\-／/（）]+|cn-|.*[㐀-鿿])/;

describe('words of the rules', () => {
  it('are Chinese for every field and every choice of the shipped rules', () => {
    const missing = new Set<string>();
    for (const { part, name, text } of fieldsIn(rulesFile, '', '')) {
      if (SHOWN_ELSEWHERE.has(name)) continue;
      if (text === undefined && !CHINESE.test(fieldLabel(name, part))) missing.add(`field ${name}`);
      if (text === undefined || GIVEN.test(text)) continue;
      const sort = sortOf(name, part, text);
      if (/^(id|name|notice|stage|kind|code|criterion|rung|opens|register|label|schema)$/.test(name)) continue;
      const word = sort === 'condition' ? conditionWords(text) : valueLabel(name, text);
      if (!CHINESE.test(word)) missing.add(`${part} ${name}=${text}`);
    }
    expect([...missing]).toEqual([]);
  });

  it('name every fact and every anchor', () => {
    expect(Object.keys(FACTS).filter((fact) => !CHINESE.test(factWord(fact)))).toEqual([]);
    expect(
      Object.values(ANCHORS)
        .flat()
        .filter((anchor) => ANCHOR_TEXTS[anchor] === undefined),
    ).toEqual([]);
  });
});

describe('conditions as rows', () => {
  it('say the same as their text, there and back', () => {
    for (const [text, words] of [
      ["tier == 'T1' && overdueWorkingDays >= 1", '等级 等于 重大隐患 且 逾期工作日数 不低于 1'],
      ["matter in ['building', 'fire'] && !localCanHandle", '事项 属于 （房屋建筑、消防） 且 本级能够处理 不成立'],
      ["industry == 'it\\'s' || accident", "行业 等于 it's 或 发生事故 成立"],
      ['progressLag >= 0.2', '进度滞后（0 至 1） 不低于 0.2'],
      ['true', '总是'],
    ] as const) {
      const rows = rowsOf(text);
      expect([text, rows && textOf(rows)]).toEqual([text, text]);
      expect(conditionWords(text)).toBe(words);
    }
  });

  it('leave alone what rows cannot say', () => {
    for (const text of [
      'a && (b || c)',
      'a && b || c',
      "size.contains('x')",
      'estimatedDays > 1 + 2',
      'a in [b]',
      'a ==',
      '',
    ])
      expect([text, rowsOf(text)]).toEqual([text, undefined]);
  });
});

describe('a place in a rule set', () => {
  it('changes alone, and finds what it was wherever its row stood', () => {
    const base = {
      rows: [
        { id: 'a', n: 1 },
        { id: 'b', n: 2 },
      ],
      other: { x: 1 },
    };
    const next = withValue(withValue(base, ['rows', 0], undefined), ['rows', 0, 'n'], 3);
    expect([next, base.rows.length, next.other === base.other]).toEqual([
      { rows: [{ id: 'b', n: 3 }], other: { x: 1 } },
      2,
      true,
    ]);
    expect(counterpart(base, next, ['rows', 0, 'n'])).toBe(2);
    expect(counterpart(base, withValue(base, ['rows', 2], { id: 'c', n: 9 }), ['rows', 2, 'n'])).toBeUndefined();
    expect([sameValue({ a: 1, b: [1] }, { b: [1], a: 1 }), sameValue({ a: 1 }, { a: 1, b: 2 })]).toEqual([true, false]);
  });
});

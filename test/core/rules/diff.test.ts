import { describe, expect, it } from 'vitest';
import { contentHash, ruleSetText } from '../../../src/core/rules/content-hash.ts';
import { diffRuleSets } from '../../../src/core/rules/diff.ts';
import { thresholdsOf } from '../../../src/core/rules/questions.ts';
import { loadRuleSet } from '../../../src/core/rules/rule-set.ts';
import { DEFAULT_THRESHOLDS } from '../../../src/core/rules/thresholds.ts';
import { changedRules, type Loose } from '../later-terms.ts';
import { rules } from '../office.ts';

const duty = (set: Loose, id: string) => set.deadlines.find((rule: { id: string }) => rule.id === id);
const sentences = (change: (set: Loose) => void) =>
  diffRuleSets(rules, changedRules(change, rules.id)).map((one) => one.sentence);

describe('the difference of two rule sets, in sentences', () => {
  it.each<[string, (set: Loose) => void]>([
    ['“重大隐患整改”期限 由 90 日 改为 45 日', (set) => (duty(set, 'hazard.T1.rectify').duration.value = 45)],
    [
      '“重大隐患整改”期限 由 90 日 改为 60 个工作日',
      (set) => (duty(set, 'hazard.T1.rectify').duration = { value: 60, unit: 'workingDay' }),
    ],
    [
      '“重大隐患整改”责任岗位 由 单位 改为 街道安办',
      (set) => (duty(set, 'hazard.T1.rectify').holder = 'street.safetyOffice'),
    ],
    [
      '“登记”依据 由 默认值 改为 某办法 第三条 待核实',
      (set) => (duty(set, 'hazard.register').basis = { tag: 'unverified', document: '某办法', article: '第三条' }),
    ],
    [
      '“定级审核”逾期后果 由 改由 代理人、通知 街道安办主任 改为 （无）',
      (set) => (duty(set, 'hazard.grade').onLapse = []),
    ],
    ['删除 “登记”', (set) => set.deadlines.shift()],
    ['新增 “复核”', (set) => set.deadlines.push({ ...set.deadlines[0], id: 'hazard.again', label: '复核' })],
    [
      "村居、部门阶梯第 2 级“告知”启动条件 由 第 1 级之后，等待 5 个工作日，或条件 sectorTrend == 'worse' 改为 第 1 级之后，等待 3 个工作日，或条件 sectorTrend == 'worse'",
      (set) => (set.ladders[0].rungs[1].trigger.any[0].wait.value = 3),
    ],
    [
      '村居、部门阶梯第 1 级“提示”是否须签收 由 否 改为 是',
      (set) => (set.ladders[0].rungs[0].receiptRequired = !set.ladders[0].rungs[0].receiptRequired),
    ],
    [
      '定级表“t2-days”行条件 由 estimatedDays > 7.0 改为 estimatedDays > 5.0',
      (set) => (set.tierTable.rows[3].when = 'estimatedDays > 5.0'),
    ],
    ['删除 中止事由“等待上级或外部决定”', (set) => set.pause.reasons.pop()],
    ['延期 T1 延期上限 由 365 日 改为 200 日', (set) => (set.extension.T1.maxTotal.value = 200)],
    ['会商 整改期限 街道 由 继续计时 改为 中止', (set) => (set.consultation.clockOfRectification.street = 'paused')],
    ['消息 催办时间 由 09:00 改为 08:30', (set) => (set.messages.reminderTime = '08:30')],
    [
      '证明材料 T3 由 整改后照片 改为 整改前照片、整改后照片',
      (set) => (set.evidence.T3 = ['photoBefore', 'photoAfter']),
    ],
  ])('%s', (sentence, change) => {
    expect(sentences(change)).toEqual([sentence]);
  });

  it('is empty for the same rules in whatever order their fields stand, and so is the hash the same', () => {
    const backwards = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(backwards)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([key, one]) => [key, backwards(one)]),
            )
          : value;
    const shuffled = loadRuleSet(backwards(rules));
    expect(diffRuleSets(rules, shuffled)).toEqual([]);
    expect(contentHash(shuffled)).toBe(contentHash(rules));
    expect(ruleSetText(loadRuleSet(JSON.parse(ruleSetText(rules))))).toBe(ruleSetText(rules));
  });

  it('from where on a pattern is a question is told in words; a set without it asks as the product does', () => {
    const { questions: _, ...old } = rules;
    const changed = loadRuleSet({ ...rules, questions: { ...rules.questions, quickAcceptance: { minutes: 15 } } });
    expect(diffRuleSets(rules, changed).map(({ sentence }) => sentence)).toEqual([
      '请核实的起点 提交后很快验收合格 分钟数 由 5 改为 15',
    ]);
    expect(thresholdsOf(changed).quickAcceptance).toEqual({ minutes: 15 });
    expect(thresholdsOf(loadRuleSet(old))).toEqual(DEFAULT_THRESHOLDS);
    expect(thresholdsOf(rules)).toEqual(DEFAULT_THRESHOLDS);
    expect(() => loadRuleSet({ ...rules, questions: { basis: { tag: 'default' }, samePhoto: { uses: 1 } } })).toThrow(
      '次数不能小于 2',
    );
  });

  it('whatever is changed is told', () => {
    for (const key of Object.keys(rules).filter((one) => !['schema', 'id'].includes(one))) {
      const changed = {
        ...rules,
        [key]: key === 'duties' ? [] : key === 'label' ? '别的' : undefined,
      } as unknown as typeof rules;
      if (['deadlines', 'ladders', 'tierTable', 'routing', 'pause'].includes(key)) continue;
      expect(diffRuleSets(rules, changed).length, key).toBeGreaterThan(0);
    }
  });
});

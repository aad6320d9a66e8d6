import { describe, expect, it } from 'vitest';
import type { EntryFacts, EntryQuestion, RecordState } from '../../../src/core/index.ts';
import { checkFields, holdsFor } from '../../../src/core/record/fields.ts';
import { record } from '../../../src/core/record/record.ts';
import { type Register, registerNamed } from '../../../src/core/rules/registers.ts';
import { inspected, on, UNIT_FIELDS, unit } from '../duty/duty-stories.ts';
import { at, later, rules, story, terms } from '../office.ts';

const UNIT = registerNamed(rules, 'unit') as Register;
const state = (told: ReturnType<typeof story>) => told.state('R1') as RecordState;

describe('an entry of a register', () => {
  it('keeps what it was given, its index by field names, and is closed for the engine', () => {
    const told = story([unit('2025-01-02 09:00')]);
    expect(state(told)).toMatchObject({
      register: 'unit',
      registerLabel: '企事业单位',
      stage: 'inForce',
      closed: true,
      title: '一厂',
      organisation: 'V1',
      unit: 'U1',
      index: { key: 'code', unique: ['code', 'creditCode'] },
    });
    expect(told.last.effects.every(({ do: what }) => what === 'send')).toBe(true);
  });

  it('records of a change only what changes, with its reason; null takes a field out', () => {
    const told = story([
      unit('2025-01-02 09:00'),
      on('R1', '2025-01-03 09:00', 'amendRecord', {
        changes: { grade: 'C', name: '一厂', gradeBasis: null },
        reason: '复评',
      }),
    ]);
    expect(told.last.payload.changes).toEqual({ grade: 'C', gradeBasis: null });
    expect(state(told).fields).not.toHaveProperty('gradeBasis');
    expect(state(told).amendedAt).toBe(at('2025-01-03 09:00'));
  });

  it('refuses what is not well said, in the order of its fields', () => {
    const wrong = (fields: object) => {
      const told = story([unit('2025-01-02 09:00', { ...fields })]);
      return { code: told.refused, fields: told.plans[0]?.refusal?.fields, message: told.plans[0]?.refusal?.message };
    };
    expect(wrong({ name: '', grade: 'E', key: '是', colour: 'red' })).toMatchObject({
      code: 'invalid',
      fields: { name: '请填写名称', colour: '没有这个字段', key: '重点监管只能是“是”或“否”' },
    });
    expect(wrong({ gradedAt: '2025/1/2' }).fields).toEqual({ gradedAt: '定级日期应为日期，例如 2025-06-30' });
    expect(wrong({ riskFlags: 'crowded' }).fields).toEqual({ riskFlags: '风险特征应为列表' });
    expect(wrong({ creditCode: null }).code).toBe('record-check-failed');
    expect(story([on('R1', '2025-01-02 09:00', 'enterRecord', { register: 'none', fields: {} })]).refused).toBe(
      'register-unknown',
    );
  });

  it('refuses a credit code that another entry in force has, capitals or not, until that one is retired', () => {
    const second = (code: string) =>
      on('R2', '2025-01-03 09:00', 'enterRecord', {
        register: 'unit',
        fields: { ...UNIT_FIELDS, code: 'U2', creditCode: code },
      });
    const told = story([unit('2025-01-02 09:00'), second('91350505ma00000001')]);
    expect(told.refused).toBe('record-duplicate');
    expect(told.plans.at(-1)?.refusal?.fields).toEqual({ creditCode: '统一社会信用代码与 R1 重复，请核对' });
    const retired = story([
      unit('2025-01-02 09:00'),
      on('R1', '2025-01-02 10:00', 'retireRecord', { reason: '关停' }),
      second('91350505MA00000001'),
    ]);
    expect(retired.refused).toBeUndefined();
    expect(later(retired, [on('R1', '2025-01-04 09:00', 'restoreRecord', { reason: '误' })]).refused).toBe(
      'record-duplicate',
    );
  });

  it('refuses a change of nothing, of the key, without a reason, and of what is not one’s own', () => {
    const told = story([unit('2025-01-02 09:00')]);
    const amend = (payload: object, by = 'street.safetyOffice') =>
      later(told, [on('R1', '2025-01-03 09:00', 'amendRecord', { ...payload }, by)]).refused;
    expect(amend({ changes: { grade: 'D' }, reason: '同' })).toBe('record-unchanged');
    expect(amend({ changes: { code: 'U9' }, reason: '改号' })).toBe('record-key-fixed');
    expect(amend({ changes: { grade: 'C' } })).toBe('reason-missing');
    expect(amend({ changes: { grade: 'C' }, reason: '评' }, 'unit.head')).toBe('not-your-duty');
    const ofOther = inspected('R2', '2025-01-03 09:00', { organisation: 'V2' });
    expect(later(told, [{ ...ofOther, by: 'village.gridWorker' }]).refused).toBe('record-not-own');
  });

  it('asks what it names before it is written; what is not there is refused by field', () => {
    const deciding = record.decide(
      undefined,
      {
        input: 'command',
        caseId: 'R1',
        commandId: 'c',
        type: 'enterRecord',
        payload: { register: 'unit', fields: UNIT_FIELDS },
        actor: { post: 'street.safetyOffice' },
        at: at('2025-01-02 09:00'),
        recordedAt: at('2025-01-02 09:00'),
      },
      terms,
    );
    const asked = deciding.next().value as EntryQuestion;
    expect(asked).toMatchObject({
      ask: 'entry',
      names: [{ field: 'lead', type: 'organisation', id: 'V1' }],
      unique: { code: 'U1', creditCode: '91350505MA00000001' },
    });
    const facts: EntryFacts = { unknown: [...asked.names], taken: {}, kinds: {}, entries: {} };
    expect(deciding.next(facts).value).toMatchObject({
      code: 'record-names-unknown',
      fields: { lead: '监管单位“V1”没有登记，请核对' },
    });
  });
});

describe('conditions over the fields of a register', () => {
  it('see choices as one text, other lists by their number, and never fail on what is empty', () => {
    const fields = { riskFlags: ['crowded', 'dust'], state: 'open' };
    expect(holdsFor(UNIT, "riskFlags.contains('dust') && state == 'open'", fields)).toBe(true);
    expect(holdsFor(UNIT, "riskFlags.contains('mining')", {})).toBe(false);
    const inspection = registerNamed(rules, 'inspection') as Register;
    expect(holdsFor(inspection, 'by < 2.0', { by: ['p1'] })).toBe(true);
  });

  it('groups and lists say which part is wrong', () => {
    const drill = registerNamed(rules, 'drill') as Register;
    const given = { unit: 'U1', scenario: '火灾', people: 2, evaluation: '好' };
    const read = (improvements: unknown) => checkFields(drill, { ...given, improvements: improvements as never });
    expect(read([{ what: '加灭火器', due: '2025-03-01' }])).toMatchObject({ ok: true });
    expect(read([{ what: '加灭火器' }])).toMatchObject({
      ok: false,
      problems: { improvements: '第 1 项：请填写改进事项的期限' },
    });
    expect(checkFields(drill, { ...given, people: 2.5 })).toMatchObject({ problems: { people: '参加人数应为整数' } });
  });
});

import { describe, expect, it } from 'vitest';
import { loadRuleSet } from '../../../src/core/index.ts';
import { lintRuleSet } from '../../../src/core/rules/lint.ts';
import { changedRules, type Loose } from '../later-terms.ts';
import { rules } from '../office.ts';

const codes = (change: (set: Loose) => void) =>
  lintRuleSet(changedRules(change)).flatMap(({ path, code, severity }) =>
    /^(registers|duties)/.test(path) && severity === 'error' ? [`${path} ${code}`] : [],
  );
const register = (set: Loose, id: string) => set.registers.find((one: Loose) => one.id === id);
const duty = (set: Loose, id: string) => set.duties.find((one: Loose) => one.id === id);

describe('registers and duties of a rule set', () => {
  it('the default ones have no error, and every duty runs', () => {
    expect(codes(() => undefined)).toEqual([]);
    expect(lintRuleSet(rules).filter(({ code }) => code === 'duty-without-period')).toEqual([]);
  });

  it('sets without registers, and duties without a period, read as before and say so', () => {
    const before = changedRules((set) => {
      set.registers = undefined;
      set.duties = [{ id: 'duty.old', label: '旧事项', basis: { tag: 'default' }, anything: { goes: true } }];
    });
    expect(before.duties[0]).toMatchObject({ anything: { goes: true } });
    expect(lintRuleSet(before)).toContainEqual(
      expect.objectContaining({ code: 'duty-without-period', severity: 'hint' }),
    );
  });

  it.each<[string, (set: Loose) => void]>([
    ['field-unknown', (set) => register(set, 'unit').columns.push('colour')],
    [
      'condition-unreadable',
      (set) => register(set, 'unit').checks.push({ id: 'x', refuseWhen: 'colour == 1', message: '错' }),
    ],
    [
      'register-unknown',
      (set) => register(set, 'sourceVisit').fields.push({ name: 'zone', label: '区', type: 'entry', register: 'zone' }),
    ],
    ['field-without-values', (set) => register(set, 'unit').fields.push({ name: 'colour', label: '色', type: 'enum' })],
    ['field-without-parts', (set) => register(set, 'unit').fields.push({ name: 'parts', label: '分', type: 'group' })],
    [
      'key-optional',
      (set) => {
        register(set, 'unit').key = 'creditCode';
      },
    ],
    [
      'unique-list',
      (set) => register(set, 'unit').fields.push({ name: 'tags', label: '签', type: 'text', list: true, unique: true }),
    ],
    [
      'register-unknown',
      (set) => {
        duty(set, 'duty.selfCheck').opens.register = 'zone';
      },
    ],
    [
      'field-unknown',
      (set) => {
        duty(set, 'duty.selfCheck').evidence[0].subject = 'zone';
      },
    ],
    [
      'condition-unreadable',
      (set) => {
        duty(set, 'duty.selfCheck').opens.when = 'colour';
      },
    ],
    [
      'duty-day-without-entry',
      (set) => {
        duty(set, 'duty.redo').opens = undefined;
      },
    ],
    [
      'duty-without-bearer',
      (set) => {
        duty(set, 'duty.monthlyReturn').who = undefined;
      },
    ],
  ])('%s', (code, change) => {
    expect(codes(change).map((found) => found.split(' ')[1])).toContain(code);
  });

  it('a period or consequence that is none is refused with its path', () => {
    const wrong = (change: (set: Loose) => void) => () => changedRules(change);
    expect(
      wrong((set) => {
        duty(set, 'duty.selfCheck').recurs = { fortnightly: true };
      }),
    ).toThrow(/duties\.\d+\.recurs/);
    expect(
      wrong((set) => {
        duty(set, 'duty.inspectA').recurs = { perYear: { min: 3, max: 2 } };
      }),
    ).toThrow('上限不能小于下限');
    expect(wrong((set) => set.registers.push(set.registers[0]))).toThrow('重复');
    expect(() => loadRuleSet({ ...structuredClone(rules), registers: [{ id: 'x' }] })).toThrow();
  });
});

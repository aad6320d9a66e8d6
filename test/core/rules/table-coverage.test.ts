import { describe, expect, it } from 'vitest';
import { FACTS, type FactName } from '../../../src/core/rules/condition.ts';
import { coverTable } from '../../../src/core/rules/table-coverage.ts';

const row = (id: string, when: string) => ({ id, when });

describe('what a table does over all combinations of its facts', () => {
  it('a row that is never the first, one that never holds, and the pairs that hold together, with an example', () => {
    expect(
      coverTable([
        row('late', 'overdueWorkingDays >= 5.0'),
        row('later', 'overdueWorkingDays >= 10.0'),
        row('never', 'overdueWorkingDays > 3.0 && overdueWorkingDays < 2.0'),
        row('supervised', 'supervised'),
        row('rest', 'true'),
      ]),
    ).toEqual({
      neverFirst: ['later', 'never'],
      neverTrue: ['never'],
      overlaps: [
        { first: 'late', second: 'supervised', example: { supervised: true, overdueWorkingDays: 5 } },
        { first: 'late', second: 'later', example: { supervised: false, overdueWorkingDays: 10 } },
      ],
      partial: false,
    });
  });

  it('looks at each constant, and just below and above it', () => {
    const gap = (...conditions: string[]) => coverTable(conditions.map((when, i) => row(`r${i}`, when))).gap;
    expect(gap('estimatedDays < 3.0', 'estimatedDays > 3.0')).toEqual({ estimatedDays: 3 });
    expect(gap('estimatedDays <= 3.0', 'estimatedDays > 3.0')).toBeUndefined();
    expect(gap('estimatedDays == 3.0', 'estimatedDays > 3.0')).toEqual({ estimatedDays: 0 });
    expect(gap('estimatedDays == 3.0', 'estimatedDays > 3.0', 'estimatedDays == 0.0')).toEqual({ estimatedDays: 2.5 });
    expect(gap('estimatedDays <= 3.0', 'estimatedDays >= 4.0')).toEqual({ estimatedDays: 3.5 });
  });

  it('looks at each text that is named, and at one that is not', () => {
    expect(coverTable([row('a', "tier == 'T1'"), row('b', "tier in ['T2', 'T3']")]).gap).toEqual({ tier: '（其他）' });
    expect(coverTable([row('a', "tier == 'T1'"), row('b', "tier != 'T1'")]).gap).toBeUndefined();
    expect(coverTable([row('a', "tier != 'T1'")]).gap).toEqual({ tier: 'T1' });
  });

  it('both values of a yes-or-no, of all of them together', () => {
    expect(coverTable([row('a', 'supervised'), row('b', '!supervised')]).gap).toBeUndefined();
    expect(coverTable([row('a', '!supervised || !accident || !grave')]).gap).toEqual({
      supervised: true,
      accident: true,
      grave: true,
    });
  });

  it('a table without conditions on facts has one combination', () => {
    expect(coverTable([row('all', 'true')])).toEqual({ neverFirst: [], neverTrue: [], overlaps: [], partial: false });
    expect(coverTable([])).toEqual({ neverFirst: [], neverTrue: [], gap: {}, overlaps: [], partial: false });
  });

  it('of a table that is too large it looks at a part and says so', () => {
    const flags = (Object.keys(FACTS) as FactName[]).filter((name) => typeof FACTS[name] === 'boolean');
    const all = flags.slice(0, 16).join(' && ');
    // Only the very last of 65,536 combinations holds: beyond what is looked at.
    expect(coverTable([row('all', all)])).toMatchObject({ neverTrue: ['all'], partial: true });
  });
});

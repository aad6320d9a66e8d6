import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CanaryDeps, firstDue, fly } from '../../activities/canary.ts';
import { addMs, type Instant } from '../../src/core/instant.ts';
import { memoryLog, words } from '../live/stand.ts';

const BEGIN: Instant = '2025-03-03T06:30:00+08:00';
const data = (name: string) => readFileSync(new URL(`../../data/${name}`, import.meta.url), 'utf8');

interface Rules {
  deadlines: { id: string; onLapse: { do: string }[] }[];
  ladders: { id: string; rungs: { rung: number; trigger: { any: object[] } }[] }[];
}

function canary(change: (rules: Rules) => void = () => undefined, more: Partial<CanaryDeps> = {}): CanaryDeps {
  const rules = JSON.parse(data('rules.default.json'));
  change(rules);
  return {
    terms: {
      ruleSet: 'default-2025',
      rules: JSON.stringify(rules),
      calendar: 'cn-2024-2026',
      calendarBody: data('calendar.cn-2024-2026.json'),
    },
    words,
    log: memoryLog(),
    ...more,
  };
}

describe('the canary', () => {
  it('climbs every rung that time alone brings, on both ladders, and has every mail written', async () => {
    const report = await fly(canary(), BEGIN, { due: addMs(BEGIN, 2_000), rang: addMs(BEGIN, 2_040) });
    expect(report).toMatchObject({ ruleSet: 'default-2025', calendar: 'cn-2024-2026', problems: [], timerLateMs: 40 });
    expect(report.rungs.toSorted()).toEqual(['A1', 'A2', 'A3', 'A4', 'A5', 'B1', 'B2']);
    expect(report.mails).toBeGreaterThan(0);
  });

  it('its first clock is that of the rules in force', async () => {
    const first = await firstDue(canary(), BEGIN);
    expect(first !== undefined && first > BEGIN).toBe(true);
  });

  it('says that no deadline opens a ladder', async () => {
    const without = (rules: Rules) => {
      for (const rule of rules.deadlines) rule.onLapse = rule.onLapse.filter((act) => act.do !== 'openMatter');
    };
    expect((await fly(canary(without), BEGIN, undefined)).problems).toEqual([{ code: 'no-ladder' }]);
  });

  it('says which rung did not come', async () => {
    // Rung B2 can still come, but only after longer than the way is followed.
    const never = (rules: Rules) => {
      const rung = rules.ladders.find(({ id }) => id === 'B')?.rungs[1];
      if (rung) rung.trigger.any = [{ afterRung: 1, wait: { value: 700, unit: 'workingDay' } }];
    };
    expect((await fly(canary(never), BEGIN, undefined)).problems).toContainEqual({ code: 'rung-missing', where: 'B2' });
  });

  it('says that mails could not be written, and that the timer rang too late', async () => {
    const mute = canary(undefined, {
      words: {
        ...words,
        post: () => {
          throw new Error('no words');
        },
      },
    });
    expect((await fly(mute, BEGIN, undefined)).problems).toContainEqual(
      expect.objectContaining({ code: 'mail-failed' }),
    );
    const late = await fly(canary(), BEGIN, { due: BEGIN, rang: addMs(BEGIN, 90_000) });
    expect(late.problems).toEqual([{ code: 'timer-late', where: '90000 ms' }]);
  });
});

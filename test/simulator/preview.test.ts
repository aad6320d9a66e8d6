import { describe, expect, it } from 'vitest';
import { preview } from '../../src/simulator/preview.ts';
import { terms } from '../core/office.ts';
import { withDays } from './generated.ts';

describe('the preview of a sample case', () => {
  it.each(['T0', 'T1', 'T2', 'T3'] as const)(
    '%s: when everything is done on its last day nothing lapses and the hazard is struck off',
    (tier) => {
      const { lastDay } = preview({ terms, tier }).courses;
      expect(lastDay.events.filter((event) => event.type === 'DeadlineLapsed')).toEqual([]);
      expect(lastDay).toMatchObject({ stage: 'closedOut', refused: [] });
    },
  );

  it('T2, nobody acts: reminders 15, 7, 3 and 1 days before, the lapse, then the ladder step by step', () => {
    const { nobody } = preview({ terms, tier: 'T2' }).courses;
    const about = nobody.messages.filter(
      (message) => message.about === 'hazard.T2.rectify' && message.what === 'reminder',
    );
    expect(about.map((message) => message.day)).toEqual(['2025-03-18', '2025-03-26', '2025-03-30', '2025-04-01']);
    expect(nobody.messages.filter((message) => message.what === 'prompt').map((message) => message.day)).toEqual([
      '2025-04-03',
    ]);
    expect(nobody.stage).toBe('rectifying');
  });

  it('signed papers bring the village to an interview; unsigned ones do not', () => {
    const { nobody, signersOnly } = preview({ terms, tier: 'T2' }).courses;
    const interviews = (course: typeof nobody) =>
      course.messages.filter((message) => message.what === 'interviewNotice').length;
    expect(interviews(nobody)).toBe(0);
    expect(interviews(signersOnly)).toBeGreaterThan(0);
  });

  it('names what falls on the holidays of October', () => {
    const { onRestDays } = preview({ terms, tier: 'T3', start: '2025-09-28T09:00:00+08:00' }).courses.nobody;
    expect(onRestDays.some((step) => step.dayKind === 'holiday' && step.event === 'ReminderDue')).toBe(true);
  });

  it('counts messages by day and post, and marks what exceeds the budget', () => {
    const tight = {
      ...terms,
      rules: { ...terms.rules, messages: { ...terms.rules.messages, budgetPerPersonPerDay: 1 } },
    };
    const { perDay, messages } = preview({ terms: tight, tier: 'T1' }).courses.nobody;
    expect(perDay.reduce((sum, row) => sum + row.count, 0)).toBe(messages.length);
    expect(perDay.some((row) => row.overBudget)).toBe(true);
    expect(perDay.every((row) => row.overBudget === row.count > 1)).toBe(true);
  });

  it('shows a shorter deadline on other days', () => {
    const shorter = preview({ terms: { ...terms, rules: withDays('hazard.T2.rectify', 20) }, tier: 'T2' }).courses
      .nobody;
    expect(
      shorter.events.find((event) => event.payload.duty === 'hazard.T2.rectify' && event.type === 'DeadlineLapsed')?.at,
    ).toBe('2025-03-25T00:00:00+08:00');
  });
});

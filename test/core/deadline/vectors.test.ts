/** The vectors of the field, `test/calendar-vectors.json`: every one must hold. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Deadline } from '../../../src/core/deadline/deadline.ts';
import { computeDeadline, extendDeadline } from '../../../src/core/deadline/deadline.ts';
import type { Duration } from '../../../src/core/deadline/duration.ts';
import type { Pause } from '../../../src/core/deadline/pause.ts';
import {
  checkExtensionRequest,
  latestDayToAsk,
  overdueInstant,
  reminderInstant,
} from '../../../src/core/deadline/reminder.ts';
import { addDays, addMs, atTime, startOfDay } from '../../../src/core/instant.ts';
import { calendar } from './default-calendar.ts';

interface Vectors {
  deadlines: { id: string; start: string; duration: Duration; pauses: Pause[]; expect: Omit<Deadline, 'proof'> }[];
  extensions: {
    id: string;
    start: string;
    duration: Duration;
    extensions: Duration[];
    expect: { lastDay: string | null; refused: string | null };
  }[];
  reminders: { id: string; lastDay: string; before: Duration; expect: string }[];
  overdue: { id: string; lastDay: string; overdueWorkingDays: number; expect: string }[];
}

const vectors: Vectors = JSON.parse(readFileSync(new URL('../../calendar-vectors.json', import.meta.url), 'utf8'));

test('the file is the one we mean', () => {
  expect(
    [vectors.deadlines, vectors.extensions, vectors.reminders, vectors.overdue].map((list) => list.length),
  ).toEqual([44, 6, 6, 4]);
});

test.each(vectors.deadlines)('deadline $id', ({ start, duration, pauses, expect: expected }) => {
  const { dueAt, lastDay, provisional } = computeDeadline({ start, duration, pauses, calendar, rule: 'vector' });
  expect({ dueAt, lastDay, provisional }).toEqual(expected);
});

describe('extensions', () => {
  const granted = vectors.extensions.filter((vector) => vector.expect.refused === null);
  test.each(granted)('$id', ({ start, duration, extensions, expect: expected }) => {
    let lastDay = computeDeadline({ start, duration, calendar, rule: 'vector' }).lastDay as string;
    for (const extension of extensions) lastDay = extendDeadline(lastDay, extension, calendar).lastDay as string;
    expect(lastDay).toBe(expected.lastDay);
  });

  const refusedVector = (code: string) => {
    const vector = vectors.extensions.find(({ expect: { refused } }) => refused === code);
    if (vector === undefined) throw new Error(`no vector is refused with ${code}`);
    return computeDeadline({ ...vector, calendar, rule: 'vector' });
  };

  test('ext-after-expiry: the due instant itself is too late, a millisecond before is not', () => {
    const deadline = refusedVector('extension-after-expiry');
    expect(checkExtensionRequest({ at: deadline.dueAt, deadline, calendar })).toBe('extension-after-expiry');
    expect(checkExtensionRequest({ at: addMs(deadline.dueAt, -1), deadline, calendar })).toBeNull();
  });

  test('ext-too-late-T1: the last day to ask counts whole', () => {
    const deadline = refusedVector('extension-too-late');
    const requestBefore: Duration = { value: 20, unit: 'workingDay' };
    // Due Tuesday 3 June; 20 working days back over the dragon boat holiday (2 June) and May Day (1, 2, 5 May).
    expect(latestDayToAsk(deadline.lastDay as string, requestBefore, calendar)).toBe('2025-04-30');
    const tooLate = startOfDay('2025-05-01');
    expect(checkExtensionRequest({ at: addMs(tooLate, -1), deadline, requestBefore, calendar })).toBeNull();
    expect(checkExtensionRequest({ at: tooLate, deadline, requestBefore, calendar })).toBe('extension-too-late');
    expect(checkExtensionRequest({ at: deadline.dueAt, deadline, requestBefore, calendar })).toBe(
      'extension-after-expiry',
    );
  });

  test('the other reading of the rule, within the last days, refuses with the same code', () => {
    const deadline = { lastDay: '2025-04-17', dueAt: startOfDay('2025-04-18') };
    const request = {
      deadline,
      requestBefore: { value: 10, unit: 'calendarDay' } as const,
      calendar,
      window: 'within' as const,
    };
    expect(checkExtensionRequest({ ...request, at: atTime('2025-04-06', '23:59') })).toBe('extension-too-late');
    expect(checkExtensionRequest({ ...request, at: startOfDay('2025-04-07') })).toBeNull();
    expect(checkExtensionRequest({ ...request, at: atTime('2025-04-10', '09:00'), window: 'atLeast' })).toBe(
      'extension-too-late',
    );
  });
});

test.each(vectors.reminders)('reminder $id', ({ lastDay, before, expect: expected }) => {
  const deadline = { lastDay, dueAt: startOfDay(addDays(lastDay, 1)) };
  expect(reminderInstant({ deadline, before, start: startOfDay('2025-01-01'), calendar })).toBe(expected);
});

test.each(vectors.overdue)('overdue $id', ({ lastDay, overdueWorkingDays, expect: expected }) => {
  expect(overdueInstant(lastDay, overdueWorkingDays, calendar)).toBe(expected);
});

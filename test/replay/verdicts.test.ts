import { describe, expect, test } from 'vitest';
import type { Calendar } from '../../src/core/index.ts';
import { verdictsOf } from '../../src/replay/verdicts.ts';
import { type Act, at, calendar, OFFICE, pass, served, story, submit, UNIT } from '../core/office.ts';
import { STORIES } from '../core/stories.ts';
import { AT_HAND, workedCase } from './worked-case.ts';

function verdictOf(acts: readonly Act[], duty: string, until?: string, calendars: readonly Calendar[] = []) {
  const { world, refused } = story(acts, until);
  expect(refused).toBeUndefined();
  return verdictsOf(world.events('H1'), AT_HAND, calendars).filter((one) => one.duty === duty);
}

test('each run of a duty has its verdict, with the events it was computed from', () => {
  const rectify = verdictsOf(workedCase().events('H1'), AT_HAND).filter(({ duty }) => duty === 'hazard.T2.rectify');
  expect(rectify).toMatchObject([
    {
      label: '较大隐患整改',
      outcome: 'late',
      accountable: { post: 'unit.head', organisation: 'U1' },
      recorded: { daysLate: 6, lastDay: '2025-04-09' },
      calendar: 'cn-2024-2026',
      beside: [],
    },
    { outcome: 'overdue', lastDay: '2025-05-08', accountable: { post: 'unit.head' } },
  ]);
  const [first] = rectify;
  expect(first?.inputs.set.length).toBe(1);
  expect(first?.inputs.lapse).toBeLessThan(first?.inputs.end ?? 0);
});

test('done in time and entered late is met; that the lapse was recorded, and what the entry would say, stands beside it', () => {
  const [one] = verdictOf(
    [...served('T3'), submit('2025-03-10 17:00', 'T3', { entered: '2025-03-11 08:30' })],
    'hazard.T3.rectify',
  );
  expect(one).toMatchObject({
    outcome: 'met',
    recorded: { enteredLate: true, daysToSpare: 0 },
    beside: [{ mark: 'lapseRecorded' }, { mark: 'lateEntry', says: { result: 'late', daysLate: 1 } }],
  });
});

test('an extension granted after the day excuses the unit; the days are the approver’s', () => {
  const [one] = verdictOf(
    [
      ...served('T2', { day: '2025-03-10' }),
      {
        at: '2025-03-28 09:00',
        by: UNIT,
        do: 'requestExtension',
        with: { reason: '到货推迟', interimMeasures: '值守', progress: '五成', newDay: '2025-04-20' },
      },
      {
        at: '2025-04-12 09:00',
        by: 'street.safetyOffice.head',
        do: 'decideExtension',
        with: { decision: 'granted', document: 'doc-1', by: OFFICE },
      },
    ],
    'hazard.T2.rectify',
  );
  expect(one).toMatchObject({ outcome: 'excused', accountable: { post: 'street.safetyOffice.head' } });
});

test('papers: who signed late, who answered in time, what nobody answered', () => {
  const said = (name: string) => {
    const [acts, until] = STORIES[name] ?? [[]];
    return verdictsOf(story(acts, until).world.events('H1-A1'), AT_HAND)
      .filter(({ recorded, inputs }) => recorded === undefined && inputs.set.length > 0)
      .map(({ label, outcome, accountable, drawn }) => [label, outcome, accountable.post, drawn?.daysLate]);
  };
  expect(said('ladder A to the referral').slice(0, 8)).toEqual([
    ['书面答复（提示）', 'missed', 'village.head', 2],
    ['书面答复（告知）', 'met', 'village.head', undefined],
    ['文书签收（告知）', 'met', 'village.head', undefined],
    ['答复复核', 'met', 'street.safetyOffice', undefined],
    ['文书签发（警示）', 'late', 'street.safetyCommittee', 3],
    ['文书签收（警示）', 'met', 'village.head', undefined],
    ['书面答复（警示）', 'met', 'village.head', undefined],
    ['文书签发（通报）', 'met', 'street.partyCommittee', undefined],
  ]);
  const unsigned = said('a paper without receipt, and its signer late');
  expect(unsigned).toContainEqual(['文书签收（告知）', 'missed', 'village.head', 2]);
  expect(unsigned.at(-1)).toEqual(['文书签发（通报）', 'overdue', 'street.partyCommittee', undefined]);
});

describe('what comes later stands beside the verdict and moves nobody', () => {
  const acts: readonly Act[] = [
    ...served('T2'),
    submit('2025-04-15 09:00', 'T2'),
    { at: '2025-04-15 10:00', by: OFFICE, do: 'addEvidence', with: { photos: ['extra-1'] } },
    {
      at: '2025-04-15 11:00',
      by: OFFICE,
      do: 'correctSubject',
      with: { unit: 'U2', where: '三楼', reason: '写错单位' },
    },
  ];

  test('new evidence and a corrected unit', () => {
    const [one] = verdictOf(acts, 'hazard.T2.rectify');
    expect(one).toMatchObject({
      outcome: 'late',
      accountable: { post: 'unit.head', organisation: 'U1' },
      beside: [{ mark: 'newEvidence' }, { mark: 'correction' }],
    });
  });

  test('evidence after a later verdict bears on that one', () => {
    const told = [
      ...served('T2'),
      submit('2025-03-20 09:00', 'T2'),
      pass('2025-03-21 09:00'),
      { at: '2025-03-21 10:00', by: OFFICE, do: 'addEvidence', with: { photos: ['extra-1'] } },
    ];
    expect(verdictOf(told, 'hazard.T2.rectify')[0]?.beside).toEqual([]);
    expect(verdictOf(told, 'hazard.T2.acceptance')[0]?.beside).toMatchObject([{ mark: 'newEvidence' }]);
  });

  test('another calendar', () => {
    // As if 2 April 2025, the thirtieth day, had been a holiday.
    const other: Calendar = { ...calendar, id: 'cn-other', holidays: new Set([...calendar.holidays, '2025-04-02']) };
    const [one] = verdictOf(
      [...served('T2'), submit('2025-04-03 09:00', 'T2'), pass('2025-04-03 10:00')],
      'hazard.T2.rectify',
      undefined,
      [calendar, other],
    );
    expect(one).toMatchObject({
      outcome: 'late',
      lastDay: '2025-04-02',
      beside: [{ mark: 'calendar', calendar: 'cn-other', says: { result: 'met', lastDay: '2025-04-03' } }],
    });
    expect(one?.dueAt).toBe(at('2025-04-03 00:00'));
  });
});

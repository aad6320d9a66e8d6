import { describe, expect, test } from 'vitest';
import type { SealedEvent } from '../../src/core/index.ts';
import { canonicalJson } from '../../src/core/log/canonical.ts';
import { hashEvent } from '../../src/core/log/chain.ts';
import { parseEventLines } from '../../src/replay/event-lines.ts';
import { openReplay, replay } from '../../src/replay/replay.ts';
import { type Act, at, OFFICE, served, story, submit, UNIT } from '../core/office.ts';
import { STORIES } from '../core/stories.ts';
import { generated } from '../simulator/generated.ts';
import { workedCase } from './worked-case.ts';

const worked = workedCase().events('H1');

function ballOf(events: readonly SealedEvent[], when: string) {
  const ball = replay(events, { at: at(when) }).now?.ball;
  return ball && [ball.with, ball.post ?? ball.reason ?? ball.row];
}

describe('who held the ball', () => {
  test.each([
    ['2025-03-10 09:05', ['post', 'street.safetyOffice']],
    ['2025-03-10 10:00', ['post', 'street.safetyOffice']],
    ['2025-03-20 10:00', ['post', 'unit.head']],
    ['2025-04-12 10:00', ['post', 'unit.head']],
    ['2025-04-20 10:00', ['post', 'acceptanceTeam']],
    ['2025-05-08 22:00', ['post', 'unit.head']],
    ['2025-05-09 05:00', ['engine', 'hazard.T2.rectify']],
    ['2025-05-12 05:00', ['post', 'unit.head']],
    ['2025-05-14 09:05', ['post', 'village.head']],
    ['2025-05-14 12:00', ['nobody', 'consultation']],
  ])('in the worked case on %s', (when, ball) => {
    expect(ballOf(worked, when)).toEqual(ball);
  });

  const asked: readonly Act[] = [...served('T1'), { at: '2025-03-04 09:00', by: OFFICE, do: 'requestSupervision' }];
  const extension: Act = {
    at: '2025-03-05 09:00',
    by: UNIT,
    do: 'requestExtension',
    with: { reason: '到货推迟', progress: '六成', interimMeasures: '值守', newDay: '2025-07-31' },
  };
  const pause: Act = {
    at: '2025-03-06 09:00',
    by: OFFICE,
    do: 'pause',
    with: { reason: 'appraisal', document: 'doc-1', approver: 'street.safetyOffice.head' },
  };

  test('while the district is waited for, the district; the unit’s own duty is shown beside it', () => {
    const { now } = replay(story(asked).world.events('H1'), { at: at('2025-03-04 12:00') });
    expect(now?.ball).toMatchObject({ with: 'district', post: 'district.safetyOffice' });
    expect(now?.duties.map(({ clock }) => clock.id)).toContain('hazard.T1.rectify');
  });

  test('an extension asked for is the approver’s; a pause is nobody’s, with its reason', () => {
    const events = story([...asked, extension, pause], '2025-03-07 09:00').world.events('H1');
    expect(replay(events, { at: at('2025-03-05 12:00') }).now?.ball).toMatchObject({
      with: 'district',
      post: 'district.safetyCommittee',
      row: 'extension.requested',
    });
    expect(replay(events, { at: at('2025-03-06 12:00') }).now).toMatchObject({
      ball: { with: 'nobody', reason: 'appraisal', since: at('2025-03-06 09:00') },
      duties: expect.arrayContaining([expect.objectContaining({ standing: 'suspended' })]),
    });
  });
});

describe('two axes of time', () => {
  // Handed in on the last day, entered the next morning, after the lapse.
  const late = story(
    [...served('T3'), submit('2025-03-10 17:00', 'T3', { entered: '2025-03-11 08:30' })],
    '2025-03-11 12:00',
  ).world.events('H1');

  test('what was true is not what was known', () => {
    const night = at('2025-03-10 20:00');
    expect(replay(late, { at: night, knownAt: night }).now?.state.stage).toBe('rectifying');
    const since = replay(late, { at: night });
    expect(since.now?.state.stage).toBe('submitted');
    expect(since.skipped).toMatchObject([{ type: 'DeadlineLapsed', why: 'later' }]);
    const morning = replay(late, { knownAt: at('2025-03-11 08:00') });
    expect(morning.now?.state.overdue).toHaveProperty(['hazard.T3.rectify']);
    expect(morning.skipped).toMatchObject([{ type: 'RectificationSubmitted', why: 'unrecorded' }]);
  });

  test('a lapse that the engine has not written yet shows as the engine’s', () => {
    const picture = replay(worked, { at: at('2025-05-09 05:00'), knownAt: at('2025-05-09 05:00') });
    expect(picture.now?.ball).toMatchObject({
      with: 'engine',
      reason: 'hazard.T2.rectify',
      since: at('2025-05-09 00:00'),
    });
    expect(picture.now?.state.overdue).toEqual({});
  });

  test('before it was found there was no case', () => {
    expect(replay(worked, { at: at('2025-03-09 09:00') })).toMatchObject({ taken: 0, caseId: 'H1' });
    expect(replay(worked, { at: at('2025-03-09 09:00') }).now).toBeUndefined();
  });
});

test('what is opened anywhere is what was there: the fold of a prefix, whatever was looked at before', () => {
  const { log } = generated(7, 2_000);
  for (const events of Map.groupBy(log, (event) => event.caseId).values()) {
    const opened = openReplay(events);
    for (let n = events.length; n > 0; n -= 5) {
      const { recordedAt } = events[n - 1] as SealedEvent;
      const known = events.filter((event) => event.recordedAt <= recordedAt);
      const { now, taken } = opened.picture({ knownAt: recordedAt });
      expect(taken).toBe(known.length);
      expect(now?.state).toEqual(openReplay(known).stateAfter(known.length));
    }
  }
});

test('in every story at every moment exactly one holds the ball, or nobody with the reason', () => {
  for (const [name, [acts, until]] of Object.entries(STORIES)) {
    const { world } = story(acts, until);
    for (const caseId of world.cases()) {
      const events = world.events(caseId);
      const opened = openReplay(events);
      for (const { at: when } of events) {
        const ball = opened.picture({ at: when }).now?.ball;
        const named = ball?.with === 'post' || ball?.with === 'district';
        expect([name, caseId, when, ball?.row, named]).toEqual([
          name,
          caseId,
          when,
          ball?.row,
          ball?.post !== undefined,
        ]);
        if (ball?.with === 'nobody') expect(ball.row === 'closed' || ball.reason !== undefined).toBe(true);
      }
    }
  }
});

describe('events.jsonl', () => {
  const lines = worked.map((event) => JSON.stringify(event));

  test('gives the events back, in order, and says that they are whole', () => {
    const read = parseEventLines(`${lines.toReversed().join('\n')}\n`).get('H1');
    expect(read).toMatchObject({ intact: true });
    expect(read?.events).toEqual(worked);
  });

  test('a byte changed is seen', () => {
    const bent = lines.map((line, i) => (i === 1 ? line.replace('street.safetyOffice', 'street.safetyOfficer') : line));
    expect(bent).not.toEqual(lines);
    expect(parseEventLines(bent.join('\n')).get('H1')?.intact).toBe(false);
    expect(parseEventLines(lines.toSpliced(1, 1).join('\n')).get('H1')?.intact).toBe(false);
  });

  test('an event hashed anew after one that it does not name is seen', () => {
    const { hash: _, ...second } = { ...(worked[1] as SealedEvent), prevHash: '0'.repeat(64) };
    const bent = { ...second, hash: hashEvent(worked[0]?.hash ?? '', canonicalJson(second)) };
    expect(parseEventLines([lines[0], JSON.stringify(bent)].join('\n')).get('H1')?.intact).toBe(false);
    expect(parseEventLines(lines.slice(0, 2).join('\n')).get('H1')?.intact).toBe(true);
  });

  test.each(['{', '7', '{"caseId":"H1"}'])('%s is refused with its line', (line) => {
    expect(() => parseEventLines(`${lines[0]}\n${line}`)).toThrow(/第 2 行/);
  });
});

test('a paper of the ladder waits for the post that signs it, then for who must answer', () => {
  const [acts, until] = STORIES['ladder A to the referral'] ?? [[]];
  const events = story(acts, until).world.events('H1-A1');
  expect(ballOf(events, '2025-04-23 12:00')).toEqual(['post', 'street.safetyCommittee']);
  expect(ballOf(events, '2025-04-25 12:00')).toEqual(['post', 'village.head']);
});

test('events of several cases, or none, are not one case', () => {
  expect(() => openReplay([])).toThrow(RangeError);
  expect(() => openReplay([worked[0] as SealedEvent, { ...(worked[1] as SealedEvent), caseId: 'H2' }])).toThrow(/逐件/);
});

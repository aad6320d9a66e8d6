import { describe, expect, it } from 'vitest';
import { type DeliveryFacts, settledBefore } from '../../activities/facts.ts';
import type { NoticeState } from '../../src/core/index.ts';
import { DRAFTED, draftOf, ENGINE, madeOf, PAPER, paper, VALUES } from '../core/notice/paper-stories.ts';
import { type Act, at, later, OFFICE, type Story, served, story } from '../core/office.ts';

const MATTER = 'H1-A1';
const act = (when: string, what: string, payload: Act['with'] = {}, by: Act['by'] = OFFICE): Act => ({
  on: MATTER,
  at: when,
  by,
  do: what,
  with: payload,
});
/** The message of this kind as it was ordered, looked at with the case as it stands. */
function asked(told: Story, caseId: string, about: string): string | undefined {
  const event = told.world
    .events(caseId)
    .findLast((one) => one.effects.some((effect) => effect.do === 'notify' && effect.about === about));
  if (!event) throw new Error(`nobody was told of ${about}`);
  const nth = event.effects.findIndex((effect) => effect.do === 'notify' && effect.about === about);
  return settledBefore({
    delivery: { caseId, seq: event.seq, nth, channel: 'mail', about, params: {} },
    event,
    state: told.world.state(caseId),
  } as unknown as DeliveryFacts);
}
const DONE = 'settled before sending';

describe('what was asked for and is done before the digest', () => {
  it('given a paper to be signed, when it is signed the same day, the next digest does not ask for it', () => {
    const told = story(served('T2'), '2025-04-17 09:00');
    expect(asked(told, MATTER, 'signature')).toBeUndefined();
    later(told, [act('2025-04-17 10:00', 'signNotice', { notice: 'warning' }, 'street.safetyCommittee')]);
    expect(asked(told, MATTER, 'signature')).toBe(DONE);
  });

  it('given an answer or a receipt that is late, when it is there, nobody is asked for it', () => {
    const told = story(
      [...served('T2'), act('2025-04-17 10:00', 'signNotice', { notice: 'warning' }, 'street.safetyCommittee')],
      '2025-04-29 12:00',
    );
    expect(asked(told, MATTER, 'receiptOverdue')).toBeUndefined();
    expect(asked(told, MATTER, 'answerOverdue')).toBeUndefined();
    later(told, [act('2025-04-29 13:00', 'answerNotice', { answer: '已部署' }, 'village.head')]);
    expect(asked(told, MATTER, 'receiptOverdue')).toBe(DONE);
    expect(asked(told, MATTER, 'answerOverdue')).toBe(DONE);
  });

  it('given a draft with something missing, when it is completed and signed, neither is asked for any more', () => {
    const told = story([
      ...DRAFTED.slice(0, -1),
      paper('2025-03-03 14:10', 'draftNotice', draftOf({ values: { unit: VALUES.unit } }), ENGINE),
    ]);
    expect(asked(told, PAPER, 'noticeIncomplete')).toBeUndefined();
    later(told, [paper('2025-03-03 15:00', 'completeNotice', { values: { items: '二楼' } })]);
    expect(asked(told, PAPER, 'noticeIncomplete')).toBe(DONE);
    expect(asked(told, PAPER, 'signature')).toBeUndefined();
    const { values } = told.state(PAPER) as NoticeState;
    later(told, [paper('2025-03-03 16:00', 'signNotice', madeOf(1, values))]);
    expect(told.state(PAPER).stage).toBe('signed');
    expect(asked(told, PAPER, 'signature')).toBe(DONE);
  });

  it('news is told whatever has come since', () => {
    const told = story([
      ...served('T2'),
      act('2025-04-03 10:00', 'skipRungs', { to: 5, reason: '按规定', approver: 'street.head' }),
      act(
        '2025-04-03 11:00',
        'signNotice',
        { notice: 'interviewNotice', interviewAt: at('2025-04-10 10:00') },
        'street.leader',
      ),
    ]);
    expect(asked(told, MATTER, 'interviewIncomplete')).toBeUndefined();
  });
});

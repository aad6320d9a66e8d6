import { describe, expect, it } from 'vitest';
import { digestAfter, digestFrom, isDigestTime, isInWindow, urgencyOf } from '../../activities/send-time.ts';
import { terms } from '../core/office.ts';

const at = (text: string) => `${text.replace(' ', 'T')}:00+08:00`;

describe('the hour of the digest', () => {
  it.each([
    ['2025-03-03 09:00', '2025-03-03 09:10', 'this morning'],
    ['2025-03-03 09:10', '2025-03-03 09:10', 'this very minute'],
    ['2025-03-03 09:11', '2025-03-04 09:10', 'tomorrow'],
    ['2025-03-07 17:00', '2025-03-10 09:10', 'after the week-end'],
    ['2025-01-27 10:00', '2025-02-05 09:10', 'after the Spring Festival'],
    ['2025-01-25 10:00', '2025-01-26 09:10', 'a Sunday that is worked'],
    ['2025-09-30 10:00', '2025-10-09 09:10', 'after the National Day'],
  ])('from %s: %s (%s)', (from, digest) => {
    expect(digestFrom(terms, at(from))).toBe(at(digest));
  });

  it('after one is never the same', () => {
    expect(digestAfter(terms, at('2025-03-03 09:10'))).toBe(at('2025-03-04 09:10'));
    expect(digestAfter(terms, at('2025-03-08 09:10'))).toBe(at('2025-03-10 09:10'));
  });

  it('opens with the window at the earliest', () => {
    const early = { ...terms, rules: { ...terms.rules, messages: { ...terms.rules.messages, digestAt: '06:00' } } };
    expect(digestFrom(early, at('2025-03-03 05:00'))).toBe(at('2025-03-03 08:30'));
  });

  it('lasts until the window closes, on working days', () => {
    for (const [when, digest, window] of [
      ['2025-03-03 09:09', false, true],
      ['2025-03-03 09:10', true, true],
      ['2025-03-03 17:29', true, true],
      ['2025-03-03 17:30', false, false],
      ['2025-03-03 08:29', false, false],
      ['2025-03-08 10:00', false, false],
    ] as const)
      expect([when, isDigestTime(terms, at(when)), isInWindow(terms, at(when))]).toEqual([when, digest, window]);
  });
});

describe('what breaks through', () => {
  const facts = (delivery: object, row: object = {}, effect: object = { do: 'notify' }) =>
    ({ delivery: { nth: 0, about: 'reminder', params: {}, ...delivery }, event: { effects: [effect] }, row }) as never;

  it.each([
    ['T0', facts({}, { tier: 'T0' })],
    ['T0', facts({ about: 'imminent' })],
    ['accident', facts({}, { kind: 'accident' })],
    ['interview', facts({ params: { clock: 'interview.hold' } })],
    ['interview', facts({ about: 'signature', params: { notice: 'interviewNotice' } })],
    ['urgent', facts({}, {}, { do: 'notify', urgent: true })],
    [undefined, facts({}, { tier: 'T1' })],
    [undefined, facts({ params: { clock: 'hazard.T3.rectify' } })],
  ])('%s', (urgency, given) => {
    expect(urgencyOf(terms, given)).toBe(urgency);
  });

  it('only what the rule set lists', () => {
    const none = { ...terms, rules: { ...terms.rules, messages: { ...terms.rules.messages, urgent: [] } } };
    expect(urgencyOf(none, facts({}, { tier: 'T0' }))).toBeUndefined();
  });
});

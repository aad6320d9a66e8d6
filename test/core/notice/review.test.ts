import { describe, expect, it } from 'vitest';
import type { NoticeState } from '../../../src/core/index.ts';
import { later, OFFICE, type Story, served, story } from '../office.ts';
import { draftOf, ENGINE, madeOf, PAPER, paper, VALUES } from './paper-stories.ts';

const of = (told: Story): NoticeState => told.state(PAPER) as NoticeState;
const WRITER = { post: OFFICE, person: 'p-writer' };
const SECOND = { post: OFFICE, person: 'p-second' };

/** A draft of a kind that demands a review, `given` where it was signed when it was ordered. */
const drafted = (more: object = {}) => [
  ...served('T3'),
  paper('2025-03-03 14:10', 'draftNotice', draftOf({ review: 'required', ...more }), ENGINE),
];
const write = paper('2025-03-03 14:20', 'completeNotice', { values: { contact: '王一' } }, WRITER);
const files = madeOf(1, {
  ...VALUES,
  contact: { value: '王一', from: { given: true, post: OFFICE, person: 'p-writer' } },
});

describe('a paper whose kind demands a review', () => {
  it('given a whole draft, when its issuer signs, it is refused; the office is asked to review, not the signer to sign', () => {
    const told = story(drafted());
    expect(told.last.effects).toMatchObject([{ about: 'noticeReview', to: { post: OFFICE } }]);
    expect(of(told).clocks.signature).toMatchObject({ holder: OFFICE });
    expect(later(told, [paper('2025-03-03 15:00', 'signNotice', madeOf(1))]).refused).toBe('not-reviewed');
    expect(of(told)).toMatchObject({ stage: 'draft' });
  });

  it('given words of a person, when the same person reviews, it is refused; when another does, the signer has it and signs', () => {
    const told = story([...drafted(), write]);
    expect(later(told, [paper('2025-03-03 14:30', 'reviewNotice', {}, WRITER)]).refused).toBe('reviewer-is-drafter');
    const reviewed = later(told, [paper('2025-03-03 14:40', 'reviewNotice', {}, SECOND)]);
    expect(reviewed.last.effects).toMatchObject([{ about: 'signature' }]);
    expect(of(reviewed)).toMatchObject({ stage: 'reviewed', clocks: { signature: { holder: 'notice.issuer' } } });
    expect(of(later(reviewed, [paper('2025-03-03 15:00', 'signNotice', files)]))).toMatchObject({ stage: 'signed' });
  });

  it('given it was reviewed, when it is sent back, it must be reviewed again', () => {
    const told = story([
      ...drafted(),
      paper('2025-03-03 14:20', 'reviewNotice', {}, SECOND),
      paper('2025-03-03 14:30', 'returnNotice', { reason: '内容有误' }),
    ]);
    expect(later(told, [paper('2025-03-03 15:00', 'signNotice', madeOf(1))]).refused).toBe('not-reviewed');
  });

  it('given nobody reviews, when the day has passed, the office is reminded and not the signer', () => {
    const told = story(drafted({ issuer: { post: 'street.safetyCommittee' } }), '2025-03-04 10:00');
    expect(told.world.events(PAPER).at(-1)).toMatchObject({
      type: 'SignatureOverdue',
      effects: [{ to: { post: OFFICE } }],
    });
  });
});

describe('a paper that was signed where it was ordered', () => {
  it('given the record fills it alone, when the engine issues it, no review is missing', () => {
    const told = story([
      ...drafted({ signature: 'given' }),
      paper('2025-03-03 14:11', 'issueNotice', madeOf(1), ENGINE),
    ]);
    expect(of(told)).toMatchObject({ stage: 'signed' });
  });

  it('given a person has put words into it after it was signed, it goes out only when another has reviewed them', () => {
    const told = story([...drafted({ signature: 'given' }), write]);
    expect(told.last.effects).toMatchObject([{ about: 'noticeReview' }]);
    expect(later(told, [paper('2025-03-03 14:30', 'issueNotice', files, ENGINE)]).refused).toBe('not-reviewed');
    const reviewed = later(told, [paper('2025-03-03 14:40', 'reviewNotice', {}, SECOND)]);
    expect(reviewed.last.effects).toMatchObject([{ do: 'issueNotice', params: { act: 'issue' } }]);
    expect(of(later(reviewed, [paper('2025-03-03 14:41', 'issueNotice', files, ENGINE)]))).toMatchObject({
      stage: 'signed',
    });
  });
});

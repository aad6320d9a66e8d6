import { describe, expect, it } from 'vitest';
import { OFFICE, served, story, UNIT } from '../office.ts';
import { STORIES } from '../stories.ts';

/** Asked in time for a hazard of this tier, and decided. */
const decided = (tier: 'T1' | 'T2', decision: 'granted' | 'refused') =>
  story([
    ...served(tier),
    {
      at: '2025-03-10 09:00',
      by: UNIT,
      do: 'requestExtension',
      with: {
        reason: '设备到货晚',
        progress: '过半',
        newDay: tier === 'T1' ? '2025-07-15' : '2025-04-14',
        interimMeasures: '专人值守',
      },
    },
    {
      at: '2025-03-13 09:00',
      by: tier === 'T1' ? OFFICE : 'street.safetyOffice.head',
      do: 'decideExtension',
      with: { decision, reason: '情况属实', document: '区安委〔2025〕8号', by: 'district.safetyCommittee' },
    },
  ]);

describe('what is the district’s is the district’s (安全生产法 Art. 9)', () => {
  it.each(Object.entries(STORIES))(
    '%s: no paper is drafted in the name of the district or of the unit',
    (_, [acts, until]) => {
      const issuers = story(acts, until).world.log.flatMap(({ effects }) =>
        effects.flatMap((one) => (one.do === 'issueNotice' ? [one.issuer.post] : [])),
      );
      expect(issuers.filter((post) => !post.startsWith('street.') && post !== 'acceptanceTeam')).toEqual([]);
    },
  );

  it('given a major hazard, when the district’s answer to an extension is entered, nobody writes it again; the unit is told', () => {
    for (const decision of ['granted', 'refused'] as const) {
      const told = decided('T1', decision);
      expect(told.refused).toBeUndefined();
      expect(told.last.effects.filter((one) => one.do === 'issueNotice')).toEqual([]);
      expect(told.last.effects).toContainEqual(
        expect.objectContaining({
          do: 'notify',
          about: decision === 'granted' ? 'extensionGranted' : 'extensionRefused',
          to: { post: 'unit.head', organisation: 'U1' },
          params: { document: '区安委〔2025〕8号', ...(decision === 'granted' ? { newDay: '2025-07-15' } : {}) },
        }),
      );
    }
  });

  it('given a serious hazard, the head of the street’s office replies by a paper', () => {
    expect(decided('T2', 'granted').last.effects).toContainEqual(
      expect.objectContaining({
        do: 'issueNotice',
        notice: 'extensionReply',
        issuer: { post: 'street.safetyOffice.head' },
      }),
    );
  });

  it('given a decision that is so late that the new day has passed, it cannot be granted any more: no term is set that is over', () => {
    const late = (newDay?: string) =>
      story([
        ...served('T2'),
        {
          at: '2025-03-10 09:00',
          by: UNIT,
          do: 'requestExtension',
          with: { reason: '设备到货晚', progress: '过半', newDay: '2025-04-10', interimMeasures: '专人值守' },
        },
        {
          at: '2025-04-14 09:00',
          by: 'street.safetyOffice.head',
          do: 'decideExtension',
          with: { decision: 'granted', reason: '情况属实', ...(newDay ? { newDay } : {}) },
        },
      ]);
    expect(late().plans.at(-1)?.refusal).toMatchObject({
      code: 'invalid',
      fields: { newDay: expect.stringContaining('不能早于决定之日') },
    });
    expect(late('2025-04-14').refused).toBeUndefined();
    expect(late('2025-04-14').hazard().clocks['hazard.T2.rectify']).toMatchObject({ lastDay: '2025-04-14' });
  });
});

describe('a leader who is late (measures §2)', () => {
  const asked = [
    ...served('T2'),
    {
      at: '2025-03-10 09:00',
      by: UNIT,
      do: 'requestExtension',
      with: { reason: '设备到货晚', progress: '过半', newDay: '2025-04-14', interimMeasures: '专人值守' },
    },
  ];

  it('the head who does not decide is overdue by name, the post above him is told, and his decision gets its verdict', () => {
    const told = story(asked, '2025-03-18 12:00');
    const lapse = told.world
      .events('H1')
      .find(({ type, payload }) => type === 'DeadlineLapsed' && payload.duty === 'extension.decide.T2');
    expect(lapse?.effects).toContainEqual(
      expect.objectContaining({
        about: 'superiorLate',
        to: { post: 'street.leader.safety' },
        params: expect.objectContaining({ signer: 'street.safetyOffice.head' }),
      }),
    );
    expect(told.hazard().overdue).toHaveProperty(['extension.decide.T2']);
    // No ladder is his: the street's own leaders are no subjects of ladder A.
    expect(lapse?.effects.filter((effect) => effect.do === 'send')).toEqual([]);
    const decided = story([
      ...asked,
      {
        at: '2025-03-19 09:00',
        by: 'street.safetyOffice.head',
        do: 'decideExtension',
        with: { decision: 'refused', reason: '依据不足', document: 'd', by: 'street.safetyOffice.head' },
      },
    ]);
    expect(decided.last.verdicts).toContainEqual(
      expect.objectContaining({ duty: 'extension.decide.T2', result: 'late', holder: 'extension.approver' }),
    );
  });

  it('whose rule tells that post anyway is not reported twice', () => {
    const told = story(served('T2'), '2025-04-10 12:00');
    const abouts = told.world.log.flatMap(({ effects }) =>
      effects.flatMap((one) => ('about' in one ? [one.about] : [])),
    );
    expect(abouts).not.toContain('superiorLate');
  });
});

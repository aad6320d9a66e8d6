import { describe, expect, it } from 'vitest';
import { loadRuleSet } from '../../../src/core/index.ts';
import { draftOf, ENGINE, madeOf, paper } from '../notice/paper-stories.ts';
import { type Act, at, later, newWorld, OFFICE, pass, served, shipped, story, submit } from '../office.ts';

const VILLAGE = 'village.head';
const act = (when: string, what: string, payload: Act['with'] = {}, by: Act['by'] = OFFICE, on = 'H1-A1'): Act => ({
  on,
  at: when,
  by,
  do: what,
  with: payload,
});
/** A T2 that lapses on 3 April 2025; the warning is due on 17 April and signed the same morning. */
const WARNED = [
  ...served('T2'),
  act('2025-04-17 10:00', 'signNotice', { notice: 'warning' }, 'street.safetyCommittee'),
];
const steps = (told: ReturnType<typeof story>, type: string) =>
  told.world
    .events('H1-A1')
    .filter((event) => event.type === type && event.at > at('2025-04-17 10:00'))
    .map((event) => `${event.at.slice(0, 16)} ${String(event.payload.step)}`);
const flags = (told: ReturnType<typeof story>) => told.matter().flags.map((flag) => flag.code);

describe('the receipt of a paper (§21)', () => {
  it('two working days, then the second channel, then in person, then a flag; the office sees each step', () => {
    const told = story(WARNED);
    expect(told.matter().clocks.receipt).toMatchObject({ lastDay: '2025-04-21', holder: 'matter.subject' });
    later(told, [], '2025-04-29 12:00');
    expect(steps(told, 'ReceiptOverdue')).toEqual([
      '2025-04-22T00:00 secondChannel',
      '2025-04-25T00:00 inPerson',
      '2025-04-29T00:00 missing',
    ]);
    expect(flags(told)).toContain('receipt-missing');
    expect(told.matter().clocks.receipt).toBeUndefined();
    const told2 = told.world.events('H1-A1').filter((event) => event.type === 'ReceiptOverdue');
    for (const { effects } of told2)
      expect(effects).toContainEqual(expect.objectContaining({ do: 'notify', to: { post: OFFICE } }));
  });

  it('a receipt ends it and starts the answer, a receipt that comes after the latest start does not put the answer off', () => {
    const early = story([...WARNED, act('2025-04-18 10:00', 'recordNoticeReceipt', { by: VILLAGE })]);
    expect(early.matter().clocks).toMatchObject({ answer: { lastDay: '2025-04-25' } });
    expect(early.matter().clocks.receipt).toBeUndefined();
    const late = story([...WARNED, act('2025-04-25 10:00', 'recordNoticeReceipt', { by: VILLAGE })]);
    // Five working days and three from the service: 28 April, though five from the receipt would be later.
    expect(late.matter().clocks.answer).toMatchObject({ lastDay: '2025-04-28' });
  });

  it('a refused receipt counts before two witnesses; a second receipt, and one before the service, are refused', () => {
    const receipt = (payload: Act['with'], when = '2025-04-18 10:00') =>
      story([...WARNED, act(when, 'recordNoticeReceipt', { by: VILLAGE, ...payload })]);
    expect(receipt({ refused: true, witnesses: ['I1', 'I1'] }).refused).toBe('witnesses-missing');
    expect(
      receipt({ refused: true, witnesses: ['I1', 'I2'] })
        .matter()
        .rungs.at(-1)?.receivedAt,
    ).toBe(at('2025-04-18 10:00'));
    expect(
      story([
        ...WARNED,
        act('2025-04-18 10:00', 'recordNoticeReceipt', { by: VILLAGE }),
        act('2025-04-18 11:00', 'recordNoticeReceipt', { by: VILLAGE }),
      ]).refused,
    ).toBe('notice-already-received');
    expect(
      story([
        ...WARNED,
        { ...act('2025-04-17 09:30', 'recordNoticeReceipt', { by: VILLAGE }), entered: '2025-04-17 11:00' },
      ]).refused,
    ).toBe('at-before-stage');
  });

  it('an answer needs no receipt any more', () => {
    const told = story([...WARNED, act('2025-04-18 10:00', 'answerNotice', { answer: '已部署' }, VILLAGE)]);
    expect(told.matter().clocks.receipt).toBeUndefined();
  });

  it('a rule set without the period chases no receipts', () => {
    const json = shipped('rules.default.json') as { answers: { receiptWithin?: object } };
    delete json.answers.receiptWithin;
    expect(story(WARNED, undefined, newWorld({ rules: loadRuleSet(json) })).matter().clocks.receipt).toBeUndefined();
  });
});

describe('what the paper’s own case tells the matter', () => {
  const PAPER = 'H1-A1-N7.0';
  const SIGNED = { seq: 7, nth: 0, at: at('2025-04-17 10:00'), type: 'NoticeSigned' };
  const own = (when: string, what: string, payload: Act['with'] = {}, by: Act['by'] = ENGINE) =>
    paper(when, what, payload, by, PAPER);
  const issued = [
    ...WARNED,
    own(
      '2025-04-17 10:01',
      'draftNotice',
      draftOf({ notice: 'warning', rung: 3, signature: 'given', ordered: SIGNED }),
    ),
    own('2025-04-17 10:02', 'issueNotice', madeOf(1)),
  ];

  it('received: as if the office had recorded it', () => {
    const told = story(
      [
        ...issued,
        own('2025-04-17 10:03', 'serveNotice', { method: 'mail', by: 'engine' }),
        own('2025-04-18 09:00', 'recordReceipt', { by: '村主任' }, OFFICE),
      ],
      '2025-04-18 12:00',
    );
    expect(told.plans.map((plan) => plan.refusal)).toEqual(told.plans.map(() => undefined));
    expect(told.matter()).toMatchObject({
      rungs: [{ rung: 1 }, { rung: 2 }, { rung: 3, receivedAt: at('2025-04-18 09:00') }],
      clocks: { answer: { lastDay: '2025-04-25' } },
    });
    expect(told.matter().clocks.receipt).toBeUndefined();
  });

  it('received a second time, in the matter and by the paper: one receipt, the earlier', () => {
    const told = story(
      [
        ...issued,
        own('2025-04-17 10:03', 'serveNotice', { method: 'mail', by: 'engine' }),
        act('2025-04-18 08:00', 'recordNoticeReceipt', { by: VILLAGE }),
        own('2025-04-21 09:00', 'recordReceipt', { by: '村主任' }, OFFICE),
      ],
      '2025-04-21 12:00',
    );
    expect(told.types('H1-A1').filter((type) => type === 'NoticeReceived')).toHaveLength(1);
    expect(told.types('H1-A1').at(-1)).toBe('MessageNoted');
    expect(told.matter().rungs.at(-1)?.receivedAt).toBe(at('2025-04-18 08:00'));
  });

  it('not delivered: the second channel at once, then in person', () => {
    const told = story(
      [...issued, own('2025-04-17 10:05', 'recordUndelivered', { channel: 'mail', because: '550' })],
      '2025-04-17 12:00',
    );
    expect(steps(told, 'NoticeUndelivered')).toEqual(['2025-04-17T10:05 secondChannel']);
    expect(told.matter().clocks.receipt).toMatchObject({ lastDay: '2025-04-21', nth: 1 });
  });

  it('recalled: the rung is open again, nobody owes an answer on the old paper, and it is signed anew in a signer’s own time', () => {
    const recalled = [
      ...issued,
      own('2025-04-17 10:03', 'serveNotice', { method: 'mail', by: 'engine' }),
      own('2025-04-22 09:00', 'recallNotice', { reason: '单位名称有误' }, OFFICE),
    ];
    const told = story(recalled, '2025-04-22 12:00');
    expect(told.plans.map((plan) => plan.refusal)).toEqual(told.plans.map(() => undefined));
    const event = told.world.events('H1-A1').at(-1);
    expect(event).toMatchObject({
      type: 'NoticeRecalled',
      payload: { notice: 'warning', rung: 3, reason: '单位名称有误', from: PAPER },
    });
    expect(event?.effects).toContainEqual(
      expect.objectContaining({ about: 'signature', to: { post: 'street.safetyCommittee' } }),
    );
    expect(told.matter().regions.paper).toBe('unsigned');
    expect(Object.keys(told.matter().clocks)).toEqual(['signature']);
    expect(told.matter().rungs.at(-1)).toEqual({
      rung: 3,
      notice: 'warning',
      dueAt: at('2025-04-17 09:00'),
      reopenedAt: at('2025-04-22 09:00'),
    });
    later(told, [act('2025-04-23 10:00', 'signNotice', { notice: 'warning' }, 'street.safetyCommittee')]);
    expect(told.refused).toBeUndefined();
    expect(told.matter()).toMatchObject({
      regions: { paper: 'issued' },
      clocks: { answer: { lastDay: '2025-05-07' } },
    });
    expect(told.world.events('H1-A1').at(-1)?.payload.signedLate).toBeUndefined();
  });

  it('voided before it was served: the same; a prompt that needed no signature now needs one', () => {
    const prompt = own(
      '2025-04-03 09:01',
      'draftNotice',
      draftOf({
        notice: 'prompt',
        rung: 1,
        signature: 'none',
        ordered: { seq: 2, nth: 0, at: at('2025-04-03 09:00'), type: 'RungDue' },
      }),
    );
    const on = 'H1-A1-N2.0';
    const told = story(
      [
        ...served('T2'),
        { ...prompt, on },
        { ...own('2025-04-07 09:00', 'voidNotice', { reason: '内容有误' }, OFFICE), on },
      ],
      '2025-04-07 12:00',
    );
    expect(told.matter()).toMatchObject({ regions: { paper: 'unsigned' }, clocks: { signature: {} } });
    // Nothing goes on above it, and the wait for the second rung counts from there.
    expect(told.matter().clocks['ladder/rung']).toBeUndefined();
    later(told, [act('2025-04-08 10:00', 'signNotice', { notice: 'prompt' })]);
    expect(told.matter().clocks['ladder/rung']).toMatchObject({ nth: 2, dueAt: at('2025-04-14 09:00') });
  });

  it('recalled when another rung is open, or the matter has ended: noted, nothing else', () => {
    const told = story(
      [
        ...issued,
        own('2025-04-17 10:03', 'serveNotice', { method: 'mail', by: 'engine' }),
        { ...submit('2025-04-17 11:00', 'T2'), on: 'H1' },
        { ...pass('2025-04-18 08:00'), on: 'H1' },
        own('2025-04-18 09:00', 'recallNotice', { reason: '单位名称有误' }, OFFICE),
      ],
      '2025-04-18 12:00',
    );
    expect(told.types('H1-A1').at(-1)).toBe('MessageNoted');
    expect(told.matter().clocks).toEqual({});
  });

  it('of a paper that is no longer the open one: noted, nothing else', () => {
    const told = story(
      [
        ...issued,
        { ...submit('2025-04-17 11:00', 'T2'), on: 'H1' },
        { ...pass('2025-04-18 08:00'), on: 'H1' },
        own('2025-04-18 09:00', 'recordReceipt', { by: '村主任' }, OFFICE),
      ],
      '2025-04-18 12:00',
    );
    expect(told.matter()).toMatchObject({ stage: 'closed', clocks: {} });
    expect(told.types('H1-A1').filter((type) => type === 'NoticeReceived')).toEqual([]);
  });
});

describe('the signer (§21)', () => {
  it('whose time is over is flagged once a draft, the office has it on its desk, and the signature says by how much', () => {
    const told = story(
      [...served('T2'), act('2025-04-22 10:00', 'signNotice', { notice: 'warning' }, 'street.leader')],
      '2025-04-22 12:00',
    );
    expect(flags(told).filter((code) => code === 'signature-late')).toHaveLength(1);
    const flagged = told.world.events('H1-A1').find((event) => event.flags?.includes('signature-late'));
    expect(flagged).toMatchObject({ at: at('2025-04-21 09:00'), payload: { step: 'deputy' } });
    expect(flagged?.effects).toContainEqual(expect.objectContaining({ about: 'signatureLate', to: { post: OFFICE } }));
    expect(told.last.payload.signedLate).toEqual({ holder: 'street.safetyCommittee', days: 1 });
    // One entry by name: overdue from then on, with its verdict when he signs.
    expect(flagged).toMatchObject({
      payload: { lateDuty: { id: 'signature', holder: 'street.safetyCommittee', lastDay: '2025-04-21' } },
    });
    expect(flagged?.effects).toContainEqual(
      expect.objectContaining({ about: 'superiorLate', to: { post: 'street.leader' } }),
    );
    expect(told.last.verdicts).toEqual([
      expect.objectContaining({ duty: 'signature', result: 'late', holder: 'street.safetyCommittee', daysLate: 1 }),
    ]);
    expect(told.matter().overdue).toEqual({});
    const inTime = story(WARNED);
    expect(inTime.last.payload.signedLate).toBeUndefined();
    expect(flags(inTime)).not.toContain('signature-late');
  });

  it('who does not sign stays late until the paper is gone: then it was never signed', () => {
    const waiting = story(served('T2'), '2025-04-23 12:00');
    expect(waiting.matter().overdue).toMatchObject({ signature: { holder: 'street.safetyCommittee' } });
    later(
      waiting,
      [
        { ...submit('2025-04-23 13:00', 'T2'), on: 'H1' },
        { ...pass('2025-04-23 14:00'), on: 'H1' },
      ],
      '2025-04-23 15:00',
    );
    expect(waiting.matter()).toMatchObject({ stage: 'closed', overdue: {} });
    expect(waiting.matter().verdicts.find(({ duty }) => duty === 'signature')).toMatchObject({
      result: 'missed',
      daysLate: 2,
    });
  });

  it('an answer that is late is an entry of the subject by name, with its verdict', () => {
    const told = story([...WARNED], '2025-04-29 12:00');
    expect(told.matter().overdue).toMatchObject({ answer: { holder: 'matter.subject', lastDay: '2025-04-28' } });
    later(told, [act('2025-04-29 15:00', 'answerNotice', { answer: '已部署' }, VILLAGE)]);
    expect(told.matter().overdue).toEqual({});
    expect(told.world.events('H1-A1').at(-1)?.verdicts).toEqual([
      expect.objectContaining({ duty: 'answer', result: 'late', daysLate: 1 }),
      expect.objectContaining({ duty: 'receipt', result: 'late', daysLate: 8 }),
    ]);
  });

  it('after five working days the paper is drafted again with the facts of that day', () => {
    const told = story(served('T2'), '2025-04-24 12:00');
    const [drafted] = told.world.events('H1-A1').filter((event) => event.type === 'NoticeRedrafted');
    expect(drafted?.payload).toMatchObject({
      notice: 'warning',
      rung: 3,
      overdueWorkingDays: 15,
      causes: ['hazard.T2.rectify'],
      facts: { promptsIn90Days: 1 },
    });
  });
});

describe('acceptance in the last minute (§5)', () => {
  const accepted = (when: string) => [
    { ...submit('2025-04-17 11:00', 'T2'), on: 'H1' },
    { ...pass(when), on: 'H1' },
  ];

  it('takes the paper that is being signed out of the signer’s hand', () => {
    const told = story(
      [
        ...served('T2'),
        ...accepted('2025-04-18 08:59'),
        act('2025-04-18 09:00', 'signNotice', { notice: 'warning' }, 'street.safetyCommittee'),
      ],
      '2025-06-30 12:00',
    );
    expect(told.refused).toBe('notice-cancelled');
    expect(told.types('H1-A1')).not.toContain('SignatureOverdue');
    expect(told.matter()).toMatchObject({ stage: 'closed', closed: true, regions: { paper: 'none' } });
  });

  it('a reply to the cancelled paper is told so', () => {
    const reply = story([
      ...WARNED,
      ...accepted('2025-04-18 08:59'),
      act('2025-04-18 10:00', 'answerNotice', { answer: '已部署' }, VILLAGE),
    ]);
    expect(reply.refused).toBe('notice-cancelled');
  });
});

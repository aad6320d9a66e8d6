import { describe, expect, it } from 'vitest';
import { type NoticeState, refuse } from '../../../src/core/index.ts';
import { caseOfNotice, noticeId, openerNamed } from '../../../src/core/names.ts';
import { later, OFFICE, pass, type Story, story, submit } from '../office.ts';
import {
  DRAFTED,
  draftOf,
  ENGINE,
  FIELDS,
  madeOf,
  PAPER,
  PAPER_STORIES,
  paper,
  SIGNED,
  VALUES,
  WHY,
} from './paper-stories.ts';

const of = (told: Story, id = PAPER): NoticeState => told.state(id) as NoticeState;

describe('the name of a paper', () => {
  it('tells the case that ordered it, also when that is a matter or another paper', () => {
    expect(noticeId('H-2025-000001-A1', 5, 0)).toBe('H-2025-000001-A1-N5.0');
    expect(caseOfNotice('H-2025-000001-A1-N5.0')).toBe('H-2025-000001-A1');
    expect(openerNamed('H1-N3.0-N6.1')).toBe('H1-N3.0');
    expect(caseOfNotice('H-2025-000001')).toBeUndefined();
  });
});

describe('drafting', () => {
  it('given an order, when the engine drafts, the paper waits for its signer and the hazard’s log is as it was', () => {
    const told = story(DRAFTED);
    expect(of(told)).toMatchObject({
      stage: 'draft',
      opener: 'H1',
      unit: 'U1',
      missing: [],
      clocks: { signature: { holder: 'notice.issuer', dueAt: '2025-03-04T09:00:00+08:00' } },
    });
    expect(told.types()).toEqual(story(DRAFTED.slice(0, -1)).types());
    expect(told.last.effects).toMatchObject([{ do: 'notify', about: 'signature', to: { post: OFFICE } }]);
  });

  it('given a paper to the district, it belongs to no unit and no village: what is asked or handed over there is not for whom it is about', () => {
    const toDistrict = draftOf({ notice: 'caseTransfer', to: { post: 'district.lawEnforcement' } });
    const told = story([...DRAFTED.slice(0, -1), paper('2025-03-03 14:10', 'draftNotice', toDistrict, ENGINE)]);
    expect([of(told).unit, of(told).organisation]).toEqual([undefined, undefined]);
  });

  it('given a value that the record does not hold, when it is drafted, the office has it on its desk with what is missing, and nobody can sign', () => {
    const short = { unit: VALUES.unit };
    const told = story([
      ...DRAFTED.slice(0, -1),
      paper('2025-03-03 14:10', 'draftNotice', draftOf({ values: short }), ENGINE),
    ]);
    expect(of(told)).toMatchObject({ missing: ['items'], clocks: { signature: { holder: OFFICE } } });
    expect(told.last.effects).toMatchObject([{ about: 'noticeIncomplete', params: { missing: ['隐患清单'] } }]);
    const signing = later(told, [paper('2025-03-03 15:00', 'signNotice', madeOf(1, short))]);
    expect(signing.refused).toBe('notice-incomplete');
    const unknown = later(told, [paper('2025-03-03 15:10', 'completeNotice', { values: { nonsense: 'x' } })]);
    expect(unknown.plans.at(-1)?.refusal?.fields).toEqual({ 'values.nonsense': '文书中没有这一项' });
    const empty = later(told, [paper('2025-03-03 15:20', 'completeNotice', { values: { items: ' ' } })]);
    expect(empty.refused).toBe('invalid');
    const whole = later(told, [paper('2025-03-03 15:30', 'completeNotice', { values: { items: '二楼' } })]);
    expect(of(whole)).toMatchObject({
      missing: [],
      values: { items: { value: '二楼', from: { given: true, post: OFFICE } } },
      clocks: { signature: { holder: 'notice.issuer' } },
    });
  });

  it('given a paper that the engine issues, when a person completes it, the engine is told to issue it', () => {
    const told = story([
      ...DRAFTED.slice(0, -1),
      paper('2025-03-03 14:10', 'draftNotice', draftOf({ signature: 'none', values: {} }), ENGINE),
      paper('2025-03-03 15:00', 'completeNotice', { values: { unit: '一厂', items: '二楼' } }),
    ]);
    expect(told.last.effects).toMatchObject([{ do: 'issueNotice', params: { act: 'issue' } }]);
  });

  it('given no case of that name, when somebody drafts, it is refused', () => {
    const told = story([paper('2025-03-03 14:10', 'draftNotice', draftOf(), ENGINE, 'H9-N1.0')]);
    expect(told.refused).toBe('notice-without-case');
    expect(story([paper('2025-03-03 14:10', 'draftNotice', draftOf(), ENGINE, 'N-1')]).refused).toBe(
      'notice-without-case',
    );
    expect(story([...DRAFTED.slice(0, -1), paper('2025-03-03 14:10', 'draftNotice', draftOf())]).refused).toBe(
      'not-your-duty',
    );
  });

  it('a draft made again keeps what a person gave', () => {
    const told = story([
      ...DRAFTED,
      paper('2025-03-03 15:00', 'completeNotice', { values: { contact: '王一' } }),
      paper(
        '2025-03-03 16:00',
        'redraftNotice',
        {
          template: 'v2',
          fields: FIELDS,
          values: { ...VALUES, unit: { value: '一厂有限公司', from: { register: 'unit' } } },
        },
        ENGINE,
      ),
    ]);
    expect(of(told)).toMatchObject({
      template: 'v2',
      values: { unit: { value: '一厂有限公司' }, contact: { value: '王一' } },
    });
  });
});

describe('signing', () => {
  it('given a whole draft, when its issuer signs, number, files and service are in the event', () => {
    const told = story(SIGNED);
    expect(of(told)).toMatchObject({
      stage: 'signed',
      made: { number: 1, reference: '山安改〔2025〕1号' },
      clocks: { service: { holder: OFFICE } },
    });
    expect(told.last).toMatchObject({
      type: 'NoticeSigned',
      payload: { series: `${OFFICE}/rectificationNotice`, year: 2025, number: 1 },
    });
    expect(told.last.effects).toMatchObject([
      { to: { post: 'unit.head', organisation: 'U1' }, params: { act: 'serve' } },
      { to: { post: 'village.head' }, params: { act: 'copy' } },
    ]);
  });

  it.each([
    ['another number than the next', madeOf(2)],
    ['files of other values', madeOf(1, { ...VALUES, unit: { value: '二厂', from: {} } })],
    ['the number of another year', madeOf(1, VALUES, 2024)],
  ])('given files with %s, when it is signed, it is refused and no number is used', (_, files) => {
    const told = story([...DRAFTED, paper('2025-03-03 15:00', 'signNotice', files)]);
    expect(told.refused).toBe('notice-number-taken');
    expect(later(told, [paper('2025-03-03 15:10', 'signNotice', madeOf(1))]).refused).toBeUndefined();
  });

  it('given two sign-offs, the second finds it signed; a second paper gets the second number', () => {
    const twice = story([...SIGNED, paper('2025-03-03 15:01', 'signNotice', madeOf(2))]);
    expect(twice.refused).toBe('not-allowed-now');
    const other = story([
      ...SIGNED,
      paper('2025-03-03 15:10', 'draftNotice', draftOf(), ENGINE, 'H1-N3.9'),
      paper('2025-03-03 15:20', 'signNotice', madeOf(2), OFFICE, 'H1-N3.9'),
    ]);
    expect(other.refused).toBeUndefined();
  });

  it('who does not hold the issuer’s post may not sign, his deputy by order may; an engine does not sign for people', () => {
    const by = (actor: Parameters<typeof paper>[3]) =>
      story([...DRAFTED, paper('2025-03-03 15:00', 'signNotice', madeOf(1), actor)]).refused;
    expect(by('village.head')).toBe('not-your-duty');
    expect(by(ENGINE)).toBe('not-your-duty');
    expect(by('street.safetyOffice.head')).toBeUndefined();
    expect(by('street.safetyOffice.deputy')).toBeUndefined();
    expect(story([...DRAFTED, paper('2025-03-03 15:00', 'issueNotice', madeOf(1), ENGINE)]).refused).toBe(
      'not-allowed-now',
    );
  });

  it('given the hazard was dismissed meanwhile, when it is signed, it is refused; its clock drops the draft', () => {
    const gone = story([
      ...DRAFTED,
      {
        at: '2025-03-03 14:50',
        by: OFFICE,
        do: 'dismissHazard',
        with: { seen: '无隐患', reason: '误报' },
      },
    ]);
    if (gone.refused) throw new Error(gone.refused);
    expect(later(gone, [paper('2025-03-03 15:00', 'signNotice', madeOf(1))]).refused).toBe('notice-withdrawn');
    const next = later(gone, [], '2025-03-04 12:00');
    expect(of(next)).toMatchObject({ stage: 'voided', reason: '已撤销', closed: true, clocks: {} });
  });

  it('nobody signs: the signer, his deputy, the post above are told; after five working days the engine drafts it again', () => {
    const told = story(DRAFTED, '2025-03-10 12:00');
    const steps = told.world.events(PAPER).filter((event) => event.type === 'SignatureOverdue');
    expect(steps.map((event) => event.payload.step)).toEqual(['remind', 'deputy', 'above', 'redraft']);
    expect(steps.at(-1)?.effects).toContainEqual(
      expect.objectContaining({ do: 'issueNotice', params: { act: 'redraft' } }),
    );
  });
});

describe('while a draft waits', () => {
  it('given neither the signer nor his deputy signs, the post above is asked, and may', () => {
    const told = story(DRAFTED, '2025-03-06 12:00');
    expect(told.world.events(PAPER).at(-1)?.effects).toMatchObject([
      { about: 'signature', to: { post: 'street.leader.safety' }, params: { step: 'above' } },
    ]);
    expect(later(told, [paper('2025-03-06 13:00', 'signNotice', madeOf(1), 'street.leader')]).refused).toBe(
      'not-your-duty',
    );
    const signed = later(told, [paper('2025-03-06 14:00', 'signNotice', madeOf(1), 'street.leader.safety')]);
    expect(signed.refused).toBeUndefined();
    expect(of(signed).stage).toBe('signed');
  });

  it('given a paper of the leader, the post above is above him', () => {
    const told = story(
      [
        ...DRAFTED.slice(0, -1),
        paper('2025-03-03 14:10', 'draftNotice', draftOf({ issuer: { post: 'street.leader' } }), ENGINE),
      ],
      '2025-03-06 12:00',
    );
    expect(told.world.events(PAPER).at(-1)?.effects).toMatchObject([{ to: { post: 'street.head' } }]);
  });

  it('given something is missing, the office is reminded of what, and not of a signature', () => {
    const told = story(
      [
        ...DRAFTED.slice(0, -1),
        paper('2025-03-03 14:10', 'draftNotice', draftOf({ values: { unit: VALUES.unit } }), ENGINE),
      ],
      '2025-03-04 12:00',
    );
    expect(told.world.events(PAPER).at(-1)?.effects).toMatchObject([
      { about: 'noticeIncomplete', to: { post: OFFICE }, params: { missing: ['隐患清单'] } },
    ]);
  });
});

describe('service and receipt', () => {
  const SERVED = [...SIGNED, paper('2025-03-03 15:30', 'serveNotice', { method: 'mail', by: 'engine' }, ENGINE)];

  it('given a paper served by mail, when nothing comes back, a second channel, then the office in person', () => {
    const told = story(SERVED, '2025-03-12 12:00');
    const overdue = told.world.events(PAPER).filter((event) => event.type === 'ReceiptOverdue');
    expect(overdue.map((event) => event.payload.step).slice(0, 2)).toEqual(['secondChannel', 'inPerson']);
    expect(overdue[0]?.effects).toMatchObject([{ about: 'receipt', to: { post: 'unit.head' }, urgent: true }]);
    expect(overdue[1]?.effects).toMatchObject([{ about: 'inPerson', to: { post: OFFICE } }]);
    expect(of(told)).toMatchObject({
      flags: [{ code: 'notice-receipt-late' }],
      clocks: { receipt: { holder: OFFICE } },
      closed: false,
    });
  });

  it('given it is received, the clock ends and the paper is quiet', () => {
    const told = story([...SERVED, paper('2025-03-04 09:00', 'recordReceipt', { by: '王一' }, 'unit.head')]);
    expect(of(told)).toMatchObject({
      stage: 'received',
      received: { by: '王一', refused: false },
      clocks: {},
      closed: true,
    });
  });

  it('a refusal counts as received with two witnesses, not with one twice', () => {
    const refusal = (witnesses: string[]) =>
      paper('2025-03-04 09:00', 'serveNotice', { method: 'refusedWithWitness', by: '网格员', witnesses });
    expect(story([...SIGNED, refusal(['甲', '甲'])]).refused).toBe('witnesses-missing');
    const told = story([...SIGNED, refusal(['甲', '乙'])]);
    expect(of(told)).toMatchObject({ stage: 'received', received: { refused: true } });
    const receipt = (witnesses: string[]) =>
      paper('2025-03-04 09:00', 'recordReceipt', { by: '王一', refused: true, witnesses });
    expect(story([...SERVED, receipt(['甲'])]).refused).toBe('witnesses-missing');
    expect(of(story([...SERVED, receipt(['甲', '乙'])]))).toMatchObject({ received: { refused: true } });
  });

  it('in person with a name is service and receipt in one; a public notice needs its proof', () => {
    const told = story([
      ...SIGNED,
      paper('2025-03-03 16:00', 'serveNotice', { method: 'inPerson', by: '网格员', receivedBy: '王一' }),
    ]);
    expect(of(told)).toMatchObject({ stage: 'received', received: { by: '王一', refused: false } });
    expect(
      story([...SIGNED, paper('2025-03-03 16:00', 'serveNotice', { method: 'publicNotice', by: OFFICE })]).refused,
    ).toBe('document-missing');
  });

  it('given a bounce, the office has to take it there itself', () => {
    const told = story([
      ...SERVED,
      paper('2025-03-03 16:00', 'recordUndelivered', { channel: 'mail', because: '550' }, ENGINE),
    ]);
    expect(of(told)).toMatchObject({
      stage: 'served',
      undelivered: [{ channel: 'mail', reason: '550' }],
      clocks: { service: { holder: OFFICE }, receipt: {} },
    });
    expect(told.last.effects).toMatchObject([{ about: 'noticeUndelivered', to: { post: OFFICE } }]);
  });

  it('a signed paper that nobody serves is late, and says so again and again', () => {
    const told = story(SIGNED, '2025-03-13 12:00');
    expect(of(told).flags).toMatchObject([{ code: 'notice-served-late' }]);
    expect(told.types(PAPER).filter((type) => type === 'ServiceOverdue').length).toBeGreaterThan(1);
  });

  it('given the hazard is struck off, when the receipt is still out, nobody is chased any more', () => {
    const told = story(
      [
        ...SERVED,
        submit('2025-03-03 16:00', 'T3'),
        pass('2025-03-03 17:00'),
        { at: '2025-03-03 18:00', by: OFFICE, do: 'closeOut' },
      ],
      '2025-03-12 12:00',
    );
    expect(told.hazard().stage).toBe('closedOut');
    expect(told.types(PAPER).at(-1)).toBe('NoticeClosed');
    expect(of(told)).toMatchObject({ stage: 'closed', clocks: {} });
  });
});

describe('filing and answering', () => {
  const SERVED = [...SIGNED, paper('2025-03-03 15:30', 'serveNotice', { method: 'mail', by: 'engine' }, ENGINE)];

  it('given a paper whose receipt is owed, when it is filed, it is refused until the receipt is there', () => {
    expect(story([...SERVED, paper('2025-03-04 09:00', 'closeNotice')]).refused).toBe('notice-unreceived');
    const told = story([
      ...SERVED,
      paper('2025-03-04 09:00', 'recordReceipt', { by: '王一' }, 'unit.head'),
      paper('2025-03-04 10:00', 'closeNotice'),
    ]);
    expect(told.refused).toBeUndefined();
    expect(of(told)).toMatchObject({ stage: 'closed', clocks: {} });
  });

  it('given a paper of a ladder’s rung, when its answer is entered here, it is sent to the matter, which has the clock', () => {
    const told = story([
      ...DRAFTED.slice(0, -1),
      paper('2025-03-03 14:10', 'draftNotice', draftOf({ rung: 2 }), ENGINE),
      paper('2025-03-03 15:00', 'signNotice', madeOf(1)),
      paper('2025-03-03 15:30', 'serveNotice', { method: 'mail', by: 'engine' }, ENGINE),
      paper('2025-03-04 09:00', 'recordAnswer', { answer: '已整改' }, 'unit.head'),
    ]);
    expect(told.refused).toBe('answer-in-matter');
  });
});

describe('voiding and recalling', () => {
  it('a draft leaves no number; a signed paper’s number stays and is explained by a paper', () => {
    const draft = story([...DRAFTED, paper('2025-03-03 15:00', 'voidNotice', WHY)]);
    expect(draft.last.effects).toEqual([]);
    const told = story([...SIGNED, paper('2025-03-03 15:30', 'voidNotice', WHY)]);
    expect(told.last.effects).toMatchObject([
      { do: 'issueNotice', notice: 'numberVoid', params: { reason: '内容有误', number: '山安改〔2025〕1号' } },
    ]);
    expect(of(told)).toMatchObject({ stage: 'voided', made: { number: 1 }, reason: '内容有误', closed: true });
    expect(story([...SIGNED, paper('2025-03-03 15:30', 'voidNotice')]).refused).toBe('reason-missing');
  });

  it('given a signed paper whose ground is gone, when its clock drops it, its number is explained too', () => {
    const told = story(
      [
        ...SIGNED,
        {
          at: '2025-03-03 15:30',
          by: OFFICE,
          do: 'dismissHazard',
          with: { seen: '无隐患', reason: '误报' },
        },
      ],
      '2025-03-07 12:00',
    );
    const dropped = told.world.events(PAPER).at(-1);
    expect(dropped?.type).toBe('NoticeVoided');
    expect(dropped?.effects).toMatchObject([
      { do: 'issueNotice', notice: 'numberVoid', to: { post: OFFICE }, params: { number: '山安改〔2025〕1号' } },
    ]);
  });

  it('after service only a recall in writing, to everybody who got it', () => {
    const served = [...SIGNED, paper('2025-03-03 15:30', 'serveNotice', { method: 'posted', by: '邮政' })];
    expect(story([...served, paper('2025-03-03 16:00', 'voidNotice', WHY)]).refused).toBe('not-allowed-now');
    const told = story([...served, paper('2025-03-03 16:00', 'recallNotice', WHY)]);
    expect(told.last.effects).toMatchObject([{ to: { post: 'unit.head' } }, { to: { post: 'village.head' } }]);
  });

  it.each(['recordReceipt', 'recordAnswer', 'serveNotice'] as const)(
    '%s of a voided paper is refused, with its reason',
    (what) => {
      const payload = {
        recordReceipt: { by: '王一' },
        recordAnswer: { answer: '好' },
        serveNotice: { method: 'posted', by: '邮政' },
      }[what];
      const told = story([
        ...SIGNED,
        paper('2025-03-03 15:30', 'voidNotice', WHY),
        paper('2025-03-03 16:00', what, payload),
      ]);
      expect(told.plans.at(-1)?.refusal).toMatchObject({
        code: 'notice-voided',
        message: refuse('notice-voided', { detail: '内容有误' }).message,
      });
    },
  );
});

describe('every story of a paper', () => {
  it.each(Object.entries(PAPER_STORIES))('%s: no act is refused', (_, [acts, until]) => {
    expect(
      story(acts, until)
        .plans.map((plan) => plan.refusal?.code)
        .filter(Boolean),
    ).toEqual([]);
  });
});

describe('a signer who is late with a paper of its own', () => {
  it('is overdue by name from the end of his own time, the post above is told, his signature has a verdict', () => {
    const told = story(DRAFTED, '2025-03-05 12:00');
    expect(told.state(PAPER).overdue).toMatchObject({ signature: { holder: 'notice.issuer', lastDay: '2025-03-05' } });
    const step = told.world.events(PAPER).at(-1);
    expect(step?.effects).toContainEqual(
      expect.objectContaining({ about: 'superiorLate', to: { post: 'street.leader.safety' } }),
    );
    later(told, [paper('2025-03-07 09:00', 'signNotice', madeOf(1))]);
    expect(told.state(PAPER)).toMatchObject({
      overdue: {},
      verdicts: [{ duty: 'signature', result: 'late', holder: 'notice.issuer', daysLate: 2 }],
    });
  });

  it('dropped unsigned: never signed, by so many days', () => {
    const told = story([...DRAFTED, paper('2025-03-07 09:00', 'voidNotice', WHY)]);
    expect(told.state(PAPER).verdicts).toMatchObject([{ duty: 'signature', result: 'missed', daysLate: 2 }]);
  });
});

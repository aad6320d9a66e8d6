import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kinds, type SealedEvent, type Terms } from '../../src/core/index.ts';
import { timelines, WhatIfError, type WhatIfReport, whatIf } from '../../src/simulator/what-if.ts';
import { comparePersons } from '../../src/simulator/what-if-load.ts';
import { termsNamed } from '../core/later-terms.ts';
import { terms } from '../core/office.ts';
import { draftRules, generated, withDays } from './generated.ts';

const one = generated(11);
const ask = (
  history: readonly SealedEvent[],
  rules: Terms['rules'],
  more: Partial<Parameters<typeof whatIf>[0]> = {},
): Promise<WhatIfReport> =>
  whatIf({
    kinds,
    history,
    thenTerms: () => terms,
    draft: { rules, calendar: terms.calendar },
    until: one.until,
    ...more,
  });

describe('invariant 9: the rules of then give the recorded case', () => {
  it.each([1, 2, 3, 4, 5])('seed %i', async (seed) => {
    const { log, until, cases } = generated(seed);
    const { faithful } = await ask(log, terms.rules, { until });
    expect(faithful).toEqual({ same: cases, different: [] });
  });

  it('of cases that went over to other rules and then to the next year’s calendar', async () => {
    const order = { document: '区安〔2025〕9号', approver: 'street.leader', reason: '区安委会统一要求' };
    const moved = generated(3, 1_500, {
      from: '2026-01-05',
      termsNamed,
      orders: [
        {
          at: '2026-06-15T10:00:00+08:00',
          do: 'adoptRules',
          payload: { ruleSet: 'strict', calendar: terms.calendar.id, ...order },
        },
        { at: '2026-12-10T10:00:00+08:00', do: 'confirmDeadlines', payload: { calendar: 'cn-2024-2027' } },
      ],
    });
    const types = Map.groupBy(moved.log, (event) => `${event.kind}.${event.type}`);
    for (const type of [
      'hazard.RulesAdopted',
      'matter.RulesAdopted',
      'tipoff.RulesAdopted',
      'hazard.DeadlineConfirmed',
    ])
      expect(types.get(type)?.length ?? 0, type).toBeGreaterThan(0);
    const own = (ruleSet: string, days: string) => termsNamed({ ruleSet, calendar: days }) as Terms;
    const report = await ask(moved.log, terms.rules, { until: moved.until, thenTerms: own });
    expect(report.faithful).toEqual({ same: moved.cases, different: [] });
    // Under a draft nobody would have had to go over or to confirm: neither counts as impossible.
    expect(report.impossible.filter((one) => !one.moot && /adoptRules|confirm/.test(one.command))).toEqual([]);
    // The rules of then given a case that went over are worth nothing: the other terms are looked up.
    const blind = await ask(moved.log, terms.rules, { until: moved.until });
    expect(blind.faithful.different.length).toBeGreaterThan(0);
  });

  it('holds where a late engine wrote the same facts later', async () => {
    const last = one.log.findLastIndex((event) => event.command === undefined);
    const late = one.log.map((event, at) =>
      at === last ? { ...event, recordedAt: one.until, hash: 'f'.repeat(64) } : event,
    );
    expect((await ask(late, terms.rules)).faithful.different).toEqual([]);
  });

  it('does not hold where a fact was changed, an event is missing, or an input would not have been taken: each is named', async () => {
    const lapse = one.log.find((event) => event.type === 'DeadlineLapsed') as SealedEvent;
    const changed = one.log.map((event) =>
      event === lapse ? { ...event, payload: { ...event.payload, duty: 'other' }, hash: 'f'.repeat(64) } : event,
    );
    expect((await ask(changed, terms.rules)).faithful.different).toMatchObject([
      { caseId: lapse.caseId, seq: lapse.seq },
    ]);

    const grading = one.log.find((event) => event.type === 'HazardGraded') as SealedEvent;
    const without = one.log.filter((event) => event.caseId !== grading.caseId || event.seq < grading.seq);
    const [forged] = without.filter((event) => event.caseId === grading.caseId).slice(-1);
    const close: SealedEvent = {
      ...(forged as SealedEvent),
      seq: (forged?.seq ?? 0) + 1,
      type: 'HazardClosedOut',
      command: 'closeOut',
      commandId: 'forged',
      payload: {},
      recordedAt: grading.recordedAt,
      at: grading.at,
    };
    const { different } = (
      await ask(
        [
          ...without.filter((event) => event.recordedAt <= close.recordedAt),
          close,
          ...without.filter((event) => event.recordedAt > close.recordedAt),
        ],
        terms.rules,
      )
    ).faithful;
    expect(different.map((found) => found.caseId)).toContain(grading.caseId);
  });
});

describe('a draft', () => {
  it('that equals the rules of then changes nothing', async () => {
    const report = await ask(one.log, draftRules());
    expect(report).toMatchObject({ newlyLate: [], noLongerLate: [], changed: [], ladders: [], impossible: [] });
    expect(report.draft).toEqual(report.own);
    for (const { total } of report.posts) expect(total[0]).toBe(total[1]);
    for (const [own, draft] of Object.values(report.days)) expect(draft).toBe(own);
  });

  it('with a shorter deadline only adds lapses of it, as nobody acts earlier', async () => {
    const duties = [
      ['hazard.T3.rectify', 7],
      ['hazard.T2.rectify', 30],
      ['hazard.T1.rectify', 90],
    ] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...duties),
        fc.double({ min: 0.2, max: 0.95, noNaN: true }),
        async ([duty, days], part) => {
          const report = await ask(one.log, withDays(duty, Math.max(1, Math.floor(days * part))));
          expect(report.noLongerLate.filter((change) => change.duty === duty && !change.conjecture)).toEqual([]);
          const guessed = report.noLongerLate.filter((change) => change.duty === duty).length;
          const [own, draft] = report.byDuty[duty]?.late ?? [0, 0];
          expect(draft + guessed).toBeGreaterThanOrEqual(own);
        },
      ),
      { numRuns: 5, seed: 7 },
    );
  });

  it('of 20 days for serious hazards: who becomes late, what they cause, and what could not have been entered any more', async () => {
    const report = await ask(one.log, withDays('hazard.T2.rectify', 20));
    expect(report.headline.casesNewlyLate).toBeGreaterThan(0);
    for (const { own, draft } of report.newlyLate) {
      expect(['late', 'missed', 'overdue']).toContain(draft?.result);
      expect(['late', 'missed', 'overdue']).not.toContain(own?.result);
    }
    expect(report.draft.rungs.A1).toBeGreaterThan(report.own.rungs.A1 ?? 0);
    expect(report.headline.messages[1]).toBeGreaterThan(report.headline.messages[0]);
    const extension = report.impossible.find((input) => input.command === 'requestExtension');
    expect(extension).toMatchObject({ code: 'extension-too-late', moot: false, follows: false });
    expect(
      report.newlyLate.filter((change) => change.caseId === extension?.caseId).every((change) => change.conjecture),
    ).toBe(true);
  });

  it('that frees the village from the ladder makes the acts on its matters needless, not impossible', async () => {
    const rules = draftRules((file) => {
      for (const deadline of file.deadlines)
        Object.assign(deadline, {
          onLapse: (deadline as unknown as { onLapse: { do: string }[] }).onLapse.filter(
            (act) => act.do !== 'openMatter',
          ),
        });
    });
    const { impossible, ladders, draft } = await ask(one.log, rules);
    expect(draft.rungs).toEqual({});
    expect(ladders.every((one) => one.draft === 0)).toBe(true);
    expect(impossible.length).toBeGreaterThan(0);
    expect(impossible.every((input) => input.moot && input.code === 'case-not-opened')).toBe(true);
  });
});

describe('load', () => {
  it('adds up: posts, days and totals are the same messages', async () => {
    const { posts, days, headline, district } = await ask(one.log, withDays('hazard.T3.rectify', 3));
    for (const side of [0, 1] as const) {
      expect(posts.reduce((sum, post) => sum + post.total[side], 0)).toBe(headline.messages[side]);
      expect(Object.values(days).reduce((sum, day) => sum + day[side], 0)).toBe(headline.messages[side]);
      expect(
        posts.filter((post) => post.post.startsWith('district.')).reduce((sum, post) => sum + post.total[side], 0),
      ).toBe(district[side]);
    }
  });
});

describe('load by person', () => {
  const held = (post: string, person: string, validFrom: string, validUntil?: string) => ({
    post,
    person,
    validFrom: `${validFrom}T00:00:00+08:00`,
    ...(validUntil ? { validUntil: `${validUntil}T00:00:00+08:00` } : {}),
  });
  const load = { 'village.head@V1': { '2025-03-03': 2, '2025-03-04': 1 }, 'street.leader': { '2025-03-04': 3 } };

  it('two posts of one person are one load; who takes over takes the days from then on', () => {
    const rows = comparePersons({}, load, 3, [
      held('village.head@V1', 'p1', '2020-01-01', '2025-03-04'),
      held('village.head@V1', 'p2', '2025-03-04'),
      held('street.leader', 'p2', '2020-01-01'),
    ]);
    expect(rows).toEqual([
      {
        person: 'p2',
        total: [0, 4],
        peak: [undefined, { day: '2025-03-04', count: 4 }],
        daysOverBudget: [0, 1],
      },
      { person: 'p1', total: [0, 2], peak: [undefined, { day: '2025-03-03', count: 2 }], daysOverBudget: [0, 0] },
    ]);
  });

  it('a post that nobody holds is nobody’s', () => {
    expect(comparePersons(load, load, 3, [])).toEqual([]);
  });
});

describe('a case seen from near', () => {
  it('its story alone, under both rules, the recorded one first', async () => {
    const { newlyLate } = await ask(one.log, withDays('hazard.T3.rectify', 3));
    const caseId = newlyLate.find((change) => change.duty === 'hazard.T3.rectify' && !change.conjecture)?.caseId ?? '';
    const story = one.log.filter((event) => event.caseId.startsWith(caseId));
    const { own, draft } = await timelines({
      kinds,
      history: story,
      thenTerms: () => terms,
      draft: { rules: withDays('hazard.T3.rectify', 3), calendar: terms.calendar },
      until: one.until,
    });
    expect(own.map((event) => event.hash)).toEqual(story.map((event) => event.hash));
    expect(draft.some((event) => event.type === 'DeadlineLapsed' && event.payload.duty === 'hazard.T3.rectify')).toBe(
      true,
    );
  });
});

describe('what cannot be done', () => {
  it('stops when asked to, at the next breath', async () => {
    let asked = 0;
    await expect(ask(one.log, terms.rules, { cancelled: () => ++asked > 3 })).rejects.toThrow(
      expect.objectContaining({ code: 'cancelled' }),
    );
    expect(asked).toBe(4);
  });

  it('rules of then that are missing, and a draft that the core cannot play, are said in Chinese', async () => {
    const unknown = ask(one.log, terms.rules, {
      thenTerms: (ruleSet) => {
        throw new WhatIfError('terms-unknown', `没有规则集 ${ruleSet}`);
      },
    });
    await expect(unknown).rejects.toThrow('没有规则集');
    const noLadder = { ...terms.rules, ladders: [] };
    await expect(ask(one.log, noLadder)).rejects.toThrow(
      expect.objectContaining({
        code: 'draft-unplayable',
        message: expect.stringContaining('请先用 duban rules lint'),
      }),
    );
  });

  it('an empty history gives an empty report', async () => {
    expect(await ask([], terms.rules)).toMatchObject({
      cases: 0,
      events: 0,
      newlyLate: [],
      faithful: { same: 0, different: [] },
    });
  });
});

import { describe, expect, it } from 'vitest';
import { calendarFrom } from '../../src/cli/calendar-file.ts';
import { playDemo } from '../../src/cli/demo/play.ts';
import { sampleOffice } from '../../src/cli/office.ts';
import { rulesFrom } from '../../src/cli/rules-file.ts';
import { isWorkingDay } from '../../src/core/deadline/calendar.ts';
import { verifyChain } from '../../src/core/log/chain.ts';
import { duban } from './console.ts';
import { dataFolder } from './folder.ts';

const terms = { rules: rulesFrom(undefined), calendar: calendarFrom(undefined) };

function play(until: string) {
  let n = 0;
  return playDemo({
    office: sampleOffice(),
    terms,
    until,
    number: (kind) => `${kind === 'hazard' ? 'H' : 'T'}-2026-${String(++n).padStart(6, '0')}`,
  });
}

describe('the demonstration', () => {
  it.each(['2026-11-25T11:00:00+08:00', '2026-10-03T12:00:00+08:00', '2025-03-01T23:59:00+08:00'])(
    'ending %s: the core takes every act, and everything that can happen happens',
    async (until) => {
      const { entries, refused } = play(until);
      expect(refused).toEqual([]);
      const events = entries.map((entry) => entry.event);
      const types = new Set(events.map((event) => event.type));
      for (const type of [
        'DeadlineLapsed',
        'ReminderDue',
        'SupervisionOrdered',
        'LiftPublished',
        'ConsultationDecided',
        'ExtensionGranted',
        'CasePaused',
        'AcceptanceFailed',
        'RungDue',
        'AnswerFiled',
        'RewardPaid',
        'HazardOpened',
        'HazardClosedOut',
        'HazardDismissed',
      ])
        expect(types).toContain(type);
      const tiers = new Set(events.filter((event) => event.type === 'HazardGraded').map((event) => event.payload.tier));
      expect(tiers).toEqual(new Set(['T0', 'T1', 'T2', 'T3']));
      expect(events.filter((event) => event.type === 'HazardReported').length).toBeGreaterThanOrEqual(120);
      expect(
        new Set(
          entries
            .filter(({ state }) => state.kind === 'matter')
            .map(({ state }) => (state as unknown as { ladder: string }).ladder),
        ).size,
      ).toBe(2);
    },
  );

  it('people act on working days only, time whenever it is due; nothing lies after the end; every chain holds', async () => {
    const until = '2026-11-25T11:00:00+08:00';
    const events = play(until).entries.map((entry) => entry.event);
    const acted = events.filter((event) => event.actor.post !== 'engine');
    expect(
      acted.filter(
        (event) =>
          !isWorkingDay(terms.calendar, event.at.slice(0, 10)) ||
          event.at.slice(11, 13) < '08' ||
          event.at.slice(11, 13) > '17',
      ),
    ).toEqual([]);
    expect(events.filter((event) => event.recordedAt > until)).toEqual([]);
    const chains = Map.groupBy(events, (event) => event.caseId);
    expect([...chains.values()].filter((chain) => !verifyChain(chain).ok)).toEqual([]);
  });

  it('is the same each time', async () => {
    const [one, two] = [play('2026-11-25T11:00:00+08:00'), play('2026-11-25T11:00:00+08:00')];
    expect(two.entries.map((entry) => entry.event.hash)).toEqual(one.entries.map((entry) => entry.event.hash));
  });

  it('in a ledger: agrees with the read model, owes nothing, open cases wait to be woken', async () => {
    const folder = await dataFolder({ demo: true });
    try {
      expect(await duban('reconcile', '--no-temporal-check', '--data', folder.path)).toMatchObject({ code: 0 });
      expect((await duban('outbox', '--data', folder.path)).out).toBe('没有符合条件的邮件和文书。');
      const unread = await folder.look((db) => db.knex('inbox').whereNull('consumed_seq').select('case_id'));
      expect(unread, 'every message of the past was heard in the past').toEqual([]);
      const { rows } = (
        await duban('case', 'list', '--kind', 'hazard', '--limit', '1', '--json', '--data', folder.path)
      ).json() as { rows: { caseId: string }[] };
      expect(rows[0]?.caseId).toMatch(/^H-\d{4}-\d{6}$/);
      const payload = JSON.stringify({
        unit: 'E10',
        kind: 'x',
        where: 'x',
        what: 'x',
        found: '2025-01-02T09:00:00+08:00',
      });
      const next = await duban(
        'case',
        'command',
        'new',
        'reportHazard',
        '--as',
        'village.gridWorker@V5',
        '--payload',
        payload,
        '--json',
        '--data',
        folder.path,
      );
      const numbers: { last: number }[] = await folder.look((db) =>
        db
          .knex('case_view')
          .where('case_id', 'like', 'H-%')
          .whereRaw("case_id NOT LIKE 'H-%-A%' AND case_id NOT LIKE 'H-%-B%'")
          .select(db.knex.raw('count(*) AS last')),
      );
      expect(numbers[0]?.last).toBeGreaterThan(120);
      expect(next.code).toBe(0);
      const wakes: { case_id: string }[] = await folder.look((db) => db.knex('wake').select('case_id'));
      const open: { case_id: string }[] = await folder.look((db) =>
        db.knex('case_view').where('closed', 0).select('case_id'),
      );
      expect(open.length).toBeGreaterThan(10);
      expect(new Set(wakes.map((row) => row.case_id))).toEqual(new Set(open.map((row) => row.case_id)));
    } finally {
      folder.end();
    }
  });
});

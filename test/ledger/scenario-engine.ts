import type { CaseId } from '../../src/core/case.ts';
import type { Instant } from '../../src/core/instant.ts';
import type { Engine } from '../../src/simulator/run.ts';
import type { TestLedger } from './fixture.ts';

/** A ledger as the engine of a scenario: the clock jumps from one due instant to the next and everything due is settled there. */
export function ledgerEngine({ ledger, db, clock }: TestLedger): Engine {
  return {
    async runTo(instant) {
      for (let due = await nextOf(db.knex, instant); due !== undefined; due = await nextOf(db.knex, instant)) {
        clock.now = due.at;
        await ledger.settle(due.caseId);
      }
      clock.now = instant;
    },
    async record({ recordedAt, name: _, ...request }) {
      clock.now = recordedAt;
      const outcome = await ledger.record(request);
      return outcome.ok ? { ok: true, caseId: outcome.caseId, event: outcome.event } : outcome;
    },
    state: (caseId) => ledger.state(caseId),
    async log() {
      const ids: { case_id: CaseId }[] = await db.knex('case_view').select('case_id').orderBy(['opened_at', 'case_id']);
      const events = (await Promise.all(ids.map((row) => ledger.events(row.case_id)))).flat();
      return events.sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : a.recordedAt > b.recordedAt ? 1 : 0));
    },
  };
}

async function nextOf(
  knex: TestLedger['db']['knex'],
  until: Instant,
): Promise<{ readonly at: Instant; readonly caseId: CaseId } | undefined> {
  const clock: { at: Instant; caseId: CaseId } | undefined = await knex('case_view')
    .select({ at: 'next_due', caseId: 'case_id' })
    .where('next_due', '<=', until)
    .orderBy(['next_due', 'case_id'])
    .first();
  const message: { at: Instant; caseId: CaseId } | undefined = await knex('inbox')
    .select('at', { caseId: 'case_id' })
    .whereNull('consumed_seq')
    .andWhere('at', '<=', until)
    .orderBy('at')
    .first();
  return message !== undefined && (clock === undefined || message.at <= clock.at) ? message : clock;
}

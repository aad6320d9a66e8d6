import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseError } from '../../db/database-error.ts';
import { migrate, schemaVersion } from '../../db/migrate.ts';
import { MIGRATIONS } from '../../db/migrations/index.ts';
import { type DatabaseLocation, openDatabase } from '../../db/open.ts';
import { saveRegisters } from '../../db/organisation.ts';
import { readRefused } from '../../db/refused-input.ts';
import { publishRuleSet } from '../../db/rule-set.ts';
import type { CaseId, SealedEvent } from '../../src/core/case.ts';
import { addMs } from '../../src/core/instant.ts';
import { verifyChain } from '../../src/core/log/chain.ts';
import { rebuild, reconcile } from '../../src/ledger/rebuild.ts';
import { accepted, command, openTestLedger, pass, report, START, type TestLedger } from './fixture.ts';
import { damage, startMigration, startWriter, type Writer } from './processes.ts';
import { DAY, HOUR, TINY_KINDS } from './tiny-kinds.ts';

/**
 * What a ledger must hold on any database; run by one test file per database. `fresh` makes a database without a ledger in it, with or
 * without the tables; `empty` one with nothing at all.
 */
export function ledgerContract(
  name: string,
  fresh: () => Promise<DatabaseLocation>,
  empty: () => Promise<DatabaseLocation> = fresh,
): void {
  describe(`ledger on ${name}`, () => {
    let test: TestLedger;
    let location: DatabaseLocation;
    const ledger = () => test.ledger;

    beforeAll(async () => {
      location = await fresh();
      test = await openTestLedger(location);
    });
    afterAll(() => test?.ledger.close());

    describe('the log', () => {
      it('is gap-free, linked, and stored as the bytes that were hashed', async () => {
        const id = await report(ledger());
        for (const note of ['a', 'b', 'c']) await accepted(command(ledger(), 'addNote', id, { note }));
        const events = await ledger().events(id);
        expect(events.map((event) => event.seq)).toEqual([1, 2, 3, 4]);
        expect(verifyChain(events)).toMatchObject({ ok: true, count: 4, head: events[3]?.hash });
        expect(await ledger().events(id, 2)).toEqual(events.slice(2));
      });

      it('refuses UPDATE, DELETE, REPLACE and TRUNCATE, and so do rule sets and calendars', async () => {
        const id = await report(ledger());
        const { knex, dialect } = test.db;
        const attacks = [
          "UPDATE event SET body = '{}'",
          'DELETE FROM event',
          "UPDATE rule_set SET body = '{}'",
          'DELETE FROM rule_set',
          "UPDATE calendar SET body = '{}'",
          'DELETE FROM calendar',
          ...(dialect === 'postgres'
            ? ['TRUNCATE event', 'TRUNCATE rule_set', 'TRUNCATE calendar']
            : [
                "INSERT OR REPLACE INTO event (case_id, seq, command_id, hash, body) SELECT case_id, seq, command_id, hash, '{}' FROM event",
              ]),
        ];
        for (const attack of attacks) await expect(knex.raw(attack), attack).rejects.toThrow(/append-only/);
        expect(await ledger().events(id)).toHaveLength(1);
      });

      it('numbers new cases by kind and year without a gap, also past a refused one', async () => {
        const first = await report(ledger());
        expect(first).toMatch(/^H-2025-\d{6}$/);
        const refused = await command(ledger(), 'reportHazard', undefined, {});
        expect(refused).toMatchObject({ ok: false, refusal: { code: 'invalid' } });
        const next = await Promise.all(Array.from({ length: 8 }, () => report(ledger())));
        const numbers = next.map((id) => Number(id.slice(-6))).sort((a, b) => a - b);
        expect(numbers).toEqual(Array.from({ length: 8 }, (_, i) => Number(first.slice(-6)) + 1 + i));
      });
    });

    describe('a command', () => {
      it('gets the same answer when repeated, also when it would be refused now', async () => {
        const id = await report(ledger());
        await accepted(command(ledger(), 'addNote', id, { note: 'before' }));
        const first = await accepted(command(ledger(), 'fix', id, { how: 'cleared' }, { commandId: 'fix-once' }));
        await accepted(command(ledger(), 'addNote', id, { note: 'after' }));
        const again = await accepted(command(ledger(), 'fix', id, { how: 'cleared' }, { commandId: 'fix-once' }));
        expect(again).toEqual({ ...first, repeated: true });
        expect(await ledger().events(id)).toHaveLength(4);
      });

      it('that opened a case is recognised without the case number', async () => {
        const open = () => command(ledger(), 'reportHazard', undefined, { unit: 'U1' }, { commandId: 'open-once' });
        const answers = await Promise.all([open(), open(), open()]);
        const ids = new Set(
          (await Promise.all([...answers, await open()].map((one) => accepted(Promise.resolve(one))))).map(
            (one) => one.caseId,
          ),
        );
        expect(ids.size).toBe(1);
        const rows = await test.db.knex('opening').where({ command_id: 'open-once' });
        expect(rows).toHaveLength(1);
      });

      it('under a used id with another payload is refused', async () => {
        const id = await report(ledger());
        await accepted(command(ledger(), 'addNote', id, { note: 'x' }, { commandId: 'note-once' }));
        const other = await command(ledger(), 'addNote', id, { note: 'y' }, { commandId: 'note-once' });
        expect(other).toMatchObject({ ok: false, refusal: { code: 'command-id-reused' } });
        expect(await ledger().events(id)).toHaveLength(2);
      });

      it('refused is written apart, without its payload, and changes nothing', async () => {
        const id = await report(ledger());
        const before = await test.db.knex('case_view').where({ case_id: id }).first();
        const answer = await command(ledger(), 'dance', id, { secret: '13800000000' });
        expect(answer).toMatchObject({ ok: false, refusal: { code: 'not-allowed-now' } });
        const refused = await readRefused(test.db.knex, id);
        expect(refused).toMatchObject([
          {
            caseId: id,
            type: 'dance',
            code: 'not-allowed-now',
            person: 'p-village',
            post: 'village.gridWorker',
            stage: 'open',
          },
        ]);
        expect(JSON.stringify(refused)).not.toContain('13800000000');
        expect(await test.db.knex('case_view').where({ case_id: id }).first()).toEqual(before);
        expect(await ledger().events(id)).toHaveLength(1);
      });

      it('with a stale expectedSeq, an unknown case, a malformed instant or an id of the engine is refused', async () => {
        const id = await report(ledger());
        await accepted(command(ledger(), 'addNote', id, { note: 'x' }, { expectedSeq: 1 }));
        expect(await command(ledger(), 'addNote', id, { note: 'y' }, { expectedSeq: 1 })).toMatchObject({
          refusal: { code: 'stale', allowed: ['addNote', 'fix'] },
        });
        expect(await command(ledger(), 'addNote', 'H-1999-000001', { note: 'y' })).toMatchObject({
          refusal: { code: 'case-not-found' },
        });
        expect(await command(ledger(), 'addNote', id, { note: 'y' }, { at: 'yesterday' })).toMatchObject({
          refusal: { code: 'invalid', fields: { at: expect.any(String) } },
        });
        expect(await command(ledger(), 'addNote', id, { note: 'y' }, { commandId: 'clk:fix:now' })).toMatchObject({
          refusal: { code: 'invalid', fields: { commandId: expect.any(String) } },
        });
        expect(await command(ledger(), 'addNote', id, { note: 'x'.repeat(70_000) })).toMatchObject({
          refusal: { code: 'invalid' },
        });
        expect(await ledger().events(id)).toHaveLength(2);
      });

      it('of 16 writers on one case at once is recorded, each exactly once', async () => {
        const id = await report(ledger());
        const other = await openTestLedger(location, test.clock);
        const notes = Array.from({ length: 16 }, (_, i) => `n${i}`);
        await Promise.all(
          notes.flatMap((note) =>
            [ledger(), other.ledger].map((one) => command(one, 'addNote', id, { note }, { commandId: `race-${note}` })),
          ),
        );
        await other.ledger.close();
        const events = await ledger().events(id);
        expect(verifyChain(events).ok).toBe(true);
        expect(
          events
            .slice(1)
            .map((event) => event.payload.note)
            .sort(),
        ).toEqual([...notes].sort());
      });

      it('never stands before the last event, although the clock stepped back', async () => {
        const id = await report(ledger());
        const before = test.clock.now;
        test.clock.now = addMs(before, -HOUR);
        const { event } = await accepted(command(ledger(), 'addNote', id, { note: 'x' }));
        test.clock.now = before;
        expect(event.recordedAt).toBe(before);
      });

      it('is refused while no rule set is in force, and new cases take the newest in force on their day', async () => {
        expect(
          await command(ledger(), 'reportHazard', undefined, { unit: 'U1' }, { at: '2024-06-01T09:00:00+08:00' }),
        ).toMatchObject({ refusal: { code: 'no-rule-set' } });
        const body = readFileSync(new URL('../../data/rules.default.json', import.meta.url), 'utf8')
          .replace('"default-2025"', '"strict-2025"')
          .replace('"effectiveFrom": "2025-01-01"', '"effectiveFrom": "2025-03-10"');
        await publishRuleSet(test.db.knex, {
          id: 'strict-2025',
          effectiveFrom: '2025-03-10',
          calendar: 'cn-2024-2026',
          body,
          publishedAt: START,
        });
        const early = await accepted(
          command(ledger(), 'reportHazard', undefined, { unit: 'U1' }, { at: '2025-03-09T09:00:00+08:00' }),
        );
        const late = await accepted(
          command(ledger(), 'reportHazard', undefined, { unit: 'U1' }, { at: '2025-03-10T09:00:00+08:00' }),
        );
        expect([early.event.ruleSet, late.event.ruleSet]).toEqual(['default-2025', 'strict-2025']);
        expect((await accepted(command(ledger(), 'addNote', early.caseId, { note: 'pinned' }))).event.ruleSet).toBe(
          'default-2025',
        );
      });
    });

    describe('time', () => {
      it('late settling gives the same facts as settling at each instant', async () => {
        const early = await freshLedger();
        const late = await freshLedger();
        for (const one of [early, late])
          await accepted(command(one.ledger, 'reportHazard', 'H-1', { unit: 'U1' }, { commandId: 'open' }));
        for (let hour = 0; hour < 20 * 24; hour += 6) {
          pass(early.clock, 6 * HOUR);
          pass(late.clock, 6 * HOUR);
          for (const id of ['H-1', 'H-1-A1']) await settleIfThere(early, id);
        }
        // The matter of a lapse that nobody has recorded yet is unknown to everybody, so nobody can sign it.
        await late.ledger.settle('H-1');
        for (const one of [early, late])
          await accepted(command(one.ledger, 'sign', 'H-1-A1', {}, { commandId: 'sign' }));
        for (const id of ['H-1', 'H-1-A1']) {
          for (const one of [early, late]) await one.ledger.settle(id);
          expect(factsOf(await late.ledger.events(id))).toEqual(factsOf(await early.ledger.events(id)));
        }
        expect((await late.ledger.events('H-1-A1')).map((event) => event.type)).toEqual([
          'MatterOpened',
          'RungReached',
          'MessageNoted',
          'RungReached',
          'RungReached',
          'Signed',
        ]);
        await Promise.all([early, late].map((one) => one.ledger.close()));
      });

      it('a command never overtakes what time has already done', async () => {
        const one = await freshLedger();
        await report(one.ledger, 'H-1');
        pass(one.clock, 11 * DAY);
        const { event } = await accepted(command(one.ledger, 'fix', 'H-1'));
        const events = await one.ledger.events('H-1');
        expect(events.map((each) => each.type)).toEqual([
          'HazardReported',
          'Reminded',
          'Reminded',
          'Reminded',
          'DeadlineLapsed',
          'Fixed',
        ]);
        expect(events[4]).toMatchObject({ at: addMs(START, 10 * DAY), recordedAt: event.recordedAt });
        await one.ledger.close();
      });

      it('a clock fires once, whoever settles at the same time', async () => {
        const one = await freshLedger();
        const other = await openTestLedger(one.location, one.clock);
        await report(one.ledger, 'H-1');
        pass(one.clock, 6 * DAY);
        await Promise.all(Array.from({ length: 10 }, (_, i) => (i % 2 ? one : other).ledger.settle('H-1')));
        expect((await one.ledger.events('H-1')).map((event) => event.type)).toEqual([
          'HazardReported',
          'Reminded',
          'Reminded',
        ]);
        await Promise.all([one, other].map((each) => each.ledger.close()));
      });

      it('follow settles up to the workflow’s own time and returns the news, again and again the same', async () => {
        const one = await freshLedger();
        await report(one.ledger, 'H-1');
        const asOf = addMs(START, 5 * DAY);
        const news = await one.ledger.follow('H-1', 1, asOf);
        expect(news).toMatchObject({
          kind: 'hazard',
          closed: false,
          events: [{ seq: 2, type: 'Reminded', recordedAt: asOf }],
        });
        expect(await one.ledger.follow('H-1', 1, asOf)).toEqual(news);
        expect((await one.ledger.follow('H-1', 2)).events).toEqual([]);
        await expect(one.ledger.follow('H-9', 0)).rejects.toMatchObject({ code: 'case-not-found' });
        await one.ledger.close();
      });
    });

    describe('messages between cases', () => {
      it('are consumed exactly once, in order of their instants, by any number of settlers', async () => {
        const one = await freshLedger();
        await report(one.ledger, 'H-1');
        pass(one.clock, 10 * DAY);
        await one.ledger.settle('H-1');
        for (const note of ['1', '2', '3']) {
          pass(one.clock, 1_000);
          await accepted(command(one.ledger, 'addNote', 'H-1', { note }));
        }
        await Promise.all(Array.from({ length: 6 }, () => one.ledger.settle('H-1-A1')));
        const events = await one.ledger.events('H-1-A1');
        expect(events.map((event) => event.payload.note ?? event.type)).toEqual(['MatterOpened', '1', '2', '3']);
        expect(verifyChain(events).ok).toBe(true);
        expect(await one.db.knex('inbox').whereNull('consumed_seq')).toHaveLength(0);
        await one.ledger.close();
      });

      it('a case settles its opener first: a rung due at 09:00 never overtakes the acceptance of 08:59', async () => {
        const one = await freshLedger();
        await report(one.ledger, 'H-1');
        one.clock.now = addMs(START, 11 * DAY - 60_000);
        await accepted(command(one.ledger, 'fix', 'H-1'));
        pass(one.clock, 2 * DAY);
        await one.ledger.settle('H-1-A1');
        expect((await one.ledger.events('H-1-A1')).map((event) => event.type)).toEqual(['MatterOpened', 'MatterEnded']);
        await one.ledger.close();
      });

      it('a command does not overtake a message of which this process knows nothing', async () => {
        const one = await freshLedger();
        const other = await openTestLedger(one.location, one.clock);
        await report(one.ledger, 'H-1');
        one.clock.now = addMs(START, 12 * DAY);
        await accepted(command(one.ledger, 'addNote', 'H-1', { note: 'remembered' }));
        await other.ledger.settle('H-1-A1');
        one.clock.now = addMs(START, 14 * DAY);
        await other.ledger.settle('H-1-A1');
        await accepted(command(one.ledger, 'addNote', 'H-1', { note: 'after the message' }));
        const notes = (await one.ledger.events('H-1')).flatMap((event) =>
          event.payload.note === undefined ? [] : [event.payload.note],
        );
        expect(notes).toEqual(['remembered', `lastRung@${addMs(START, 13 * DAY)}`, 'after the message']);
        await Promise.all([one, other].map((each) => each.ledger.close()));
      });

      it('what the opener itself has yet to say is said first, although nobody has settled it', async () => {
        const one = await freshLedger();
        await report(one.ledger, 'H-1');
        pass(one.clock, 10 * DAY);
        await one.ledger.settle('H-1');
        pass(one.clock, 5 * DAY);
        await one.ledger.settle('H-1-A1');
        const events = await one.ledger.events('H-1-A1');
        expect(events.map((event) => event.payload.note ?? event.type)).toEqual([
          'MatterOpened',
          'RungReached',
          'asked again',
          'RungReached',
          'RungReached',
        ]);
        await one.ledger.close();
      });

      it('an opener whose clock is behind cannot speak before what a dependent case has relied on', async () => {
        const behind = await freshLedger();
        const ahead = await openTestLedger(behind.location, { now: addMs(START, 11 * DAY + HOUR) });
        await report(behind.ledger, 'H-1');
        behind.clock.now = addMs(START, 10 * DAY);
        await behind.ledger.settle('H-1');
        await ahead.ledger.settle('H-1-A1');
        // The fast machine has fired the first rung; the slow one still believes it is before the rung.
        behind.clock.now = addMs(START, 10 * DAY + HOUR);
        const { event } = await accepted(command(behind.ledger, 'fix', 'H-1'));
        expect(event.recordedAt >= addMs(START, 11 * DAY)).toBe(true);
        await ahead.ledger.settle('H-1-A1');
        const matter = await ahead.ledger.events('H-1-A1');
        expect(matter.map((each) => each.type)).toEqual(['MatterOpened', 'RungReached', 'MatterEnded']);
        expect(matter.map((each) => each.at)).toEqual([...matter.map((each) => each.at)].sort());
        await Promise.all([behind, ahead].map((each) => each.ledger.close()));
      });

      it('the race of an opener’s command and a dependent’s clock never leaves an earlier message behind a later clock', async () => {
        const one = await freshLedger();
        const other = await openTestLedger(one.location, { now: START });
        for (let round = 0; round < 12; round++) {
          const id = `H-${round}`;
          one.clock.now = START;
          await report(one.ledger, id);
          one.clock.now = addMs(START, 10 * DAY);
          await one.ledger.settle(id);
          await one.ledger.settle(`${id}-A1`);
          one.clock.now = addMs(START, 11 * DAY - 1);
          other.clock.now = addMs(START, 11 * DAY + 1);
          const fix = () => accepted(command(one.ledger, 'fix', id));
          const settle = () => other.ledger.settle(`${id}-A1`);
          await Promise.all((round % 2 ? [fix, settle] : [settle, fix]).map((start): Promise<unknown> => start()));
          other.clock.now = addMs(START, 11 * DAY + 2);
          await other.ledger.settle(`${id}-A1`);
          const instants = (await one.ledger.events(`${id}-A1`)).map((event) => event.at);
          expect(instants, `round ${round}`).toEqual([...instants].sort());
        }
        await Promise.all([one, other].map((each) => each.ledger.close()));
      });
    });

    describe('what a commit owes', () => {
      it('deliveries go to the holder, a deputy by order, the post above and the desk, with deterministic ids', async () => {
        const id = await report(ledger());
        const [mail, notice] = await ledger().deliveries({ caseId: id });
        expect(mail).toMatchObject({
          channel: 'mail',
          about: 'assigned',
          person: 'p-head',
          address: 'head@example.test',
          because: 'holder',
          state: 'due',
          params: { about: 'assigned' },
        });
        expect(notice).toMatchObject({
          channel: 'notice',
          about: 'rectificationNotice',
          person: 'p-head',
          post: 'unit.head',
          organisation: 'U1',
        });
        expect(mail?.messageId).toMatch(/^<[0-9a-f]{32}@duban>$/);
        await saveRegisters(test.db.knex, {
          deputies: [
            {
              organisation: 'U1',
              post: 'unit.head',
              person: 'p-deputy',
              orderNo: '12',
              validFrom: START,
              validUntil: addMs(START, DAY),
            },
          ],
        });
        const deputised = await report(ledger());
        expect(await ledger().deliveries({ caseId: deputised, seq: 1 })).toMatchObject([
          { person: 'p-deputy', because: 'deputy by order no. 12' },
          { person: 'p-deputy' },
        ]);
        await test.db.knex('deputy').delete();
        await test.db.knex('holding').where({ post: 'unit.head' }).delete();
        const empty = await report(ledger());
        expect(await ledger().deliveries({ caseId: empty })).toMatchObject([
          { person: 'p-desk', because: 'office desk' },
          { person: 'p-desk' },
        ]);
        await test.db
          .knex('post')
          .where({ organisation: 'U1' })
          .update({ above: 'village.head', above_organisation: 'V1' });
        const above = await report(ledger());
        expect((await ledger().deliveries({ caseId: above })).filter((one) => one.channel === 'mail')).toMatchObject([
          { person: 'p-desk', because: 'office desk' },
          { person: 'p-village', because: 'post empty: post above' },
        ]);
      });

      it('a delivery is marked sent once and stays so; failures count attempts', async () => {
        const id = await report(ledger());
        const [first] = await ledger().deliveries({ caseId: id, state: 'due' });
        await ledger().delivered(first?.id ?? '', { state: 'due', error: '4.2.2 mailbox full' });
        await ledger().delivered(first?.id ?? '', { state: 'sent' });
        await ledger().delivered(first?.id ?? '', { state: 'failed', error: 'too late' });
        expect((await ledger().deliveries({ caseId: id })).find((one) => one.id === first?.id)).toMatchObject({
          state: 'sent',
          attempts: 2,
          sentAt: test.clock.now,
        });
      });

      it('wake rows name the case and the receivers of its messages; acknowledging one leaves later ones', async () => {
        const one = await freshLedger();
        await report(one.ledger, 'H-1');
        pass(one.clock, 10 * DAY);
        await one.ledger.settle('H-1');
        const rows = await one.ledger.wakes(addMs(one.clock.now, 1), 100);
        expect(rows.map((row) => `${row.kind} ${row.caseId}`).sort()).toEqual([
          'hazard H-1',
          'hazard H-1',
          'matter H-1-A1',
        ]);
        expect(one.wakes).toEqual(expect.arrayContaining([...rows]));
        const first = Math.min(...rows.filter((row) => row.caseId === 'H-1').map((row) => row.seq));
        await one.ledger.acknowledge([{ caseId: 'H-1', seq: first }]);
        expect(await one.ledger.wakes(addMs(one.clock.now, 1), 100)).toHaveLength(2);
        await one.ledger.acknowledge(rows);
        expect(await one.ledger.wakes(addMs(one.clock.now, 1), 100)).toEqual([]);
        await accepted(command(one.ledger, 'addNote', 'H-1', { note: 'x' }));
        await one.ledger.acknowledge(rows);
        expect(await one.ledger.wakes(addMs(one.clock.now, 1), 100)).not.toEqual([]);
        await one.ledger.close();
      });

      it('tallies of other cases and facts of the unit reach the decision', async () => {
        const one = await freshLedger();
        await report(one.ledger, 'H-1');
        pass(one.clock, 11 * DAY);
        await one.ledger.settle('H-1');
        const { event } = await accepted(command(one.ledger, 'reportHazard', 'H-2', { unit: 'U1' }));
        expect(event.payload).toMatchObject({ supervisor: 'V1', lapsesBefore: 1 });
        await one.ledger.close();
      });
    });

    describe('reads', () => {
      it('lists page by page, filter, find the late and the forgotten', async () => {
        const one = await freshLedger();
        for (let i = 1; i <= 5; i++) {
          await report(one.ledger, `H-${i}`);
          pass(one.clock, HOUR);
        }
        await accepted(command(one.ledger, 'fix', 'H-5'));
        const pages: CaseId[][] = [];
        for (let cursor: string | undefined, more = true; more; ) {
          const page = await one.ledger.cases({ limit: 2, ...(cursor === undefined ? {} : { cursor }) });
          pages.push(page.rows.map((row) => row.caseId));
          cursor = page.cursor;
          more = cursor !== undefined;
        }
        expect(pages).toEqual([['H-5', 'H-4'], ['H-3', 'H-2'], ['H-1']]);
        expect((await one.ledger.cases({ closed: true })).rows).toMatchObject([
          { caseId: 'H-5', stage: 'fixed', closed: true, overdue: false },
        ]);
        expect(
          (await one.ledger.cases({ q: '安全出口', kind: 'hazard', unit: 'U1', closed: false })).rows,
        ).toHaveLength(4);
        expect((await one.ledger.cases({ q: '100%' })).rows).toHaveLength(0);
        expect((await one.ledger.openCases('H-2', 10)).map((row) => row.caseId)).toEqual(['H-3', 'H-4']);
        one.clock.now = addMs(START, 10 * DAY);
        expect((await one.ledger.forgotten(one.clock.now, 2)).map((row) => row.caseId)).toEqual(['H-1', 'H-2']);
        expect(await one.ledger.health()).toMatchObject({
          cases: 5,
          open: 4,
          events: 6,
          oldestUnfired: addMs(START, 5 * DAY),
          deliveriesDue: 10,
          deliveriesFailed: 0,
          wakes: 6,
        });
        await one.ledger.settle('H-1');
        expect(await one.ledger.late({})).toMatchObject([
          { row: { caseId: 'H-1', overdue: true, dueAt: addMs(START, 10 * DAY) }, duty: 'fix', holder: 'unit.head' },
        ]);
        expect(await one.ledger.row('H-9')).toBeUndefined();
        await one.ledger.close();
      });
    });

    describe('the read model', () => {
      it('is the fold of the log; damage is found, reported and repaired', async () => {
        const one = await freshLedger();
        for (const id of ['H-1', 'H-2', 'H-3']) await report(one.ledger, id);
        pass(one.clock, 12 * DAY);
        for (const id of ['H-1', 'H-2', 'H-3', 'H-1-A1']) await one.ledger.settle(id);
        const deps = { db: one.db, kinds: TINY_KINDS };
        expect(await reconcile(deps)).toMatchObject({ cases: 4, differences: [] });
        const before = await one.db.knex('case_view').orderBy('case_id');
        await one.db
          .knex('case_view')
          .where({ case_id: 'H-1' })
          .update({ stage: 'fixed', closed: one.db.dialect === 'sqlite' ? 1 : true });
        await one.db.knex('case_view').where({ case_id: 'H-2' }).update({ state: '{}', next_due: null });
        await one.db.knex('case_view').where({ case_id: 'H-1-A1' }).delete();
        await one.db.knex('tally').where({ case_id: 'H-3' }).delete();
        const found = await reconcile(deps);
        expect(found.differences.map((one) => `${one.caseId}: ${one.what}`)).toEqual([
          'H-1: view',
          'H-1-A1: missing',
          'H-2: state',
          'H-3: tallies',
        ]);
        const pages: number[] = [];
        await rebuild({ ...deps, progress: (done) => pages.push(done), pageSize: 2 });
        expect(pages).toEqual([2, 4]);
        expect(await reconcile(deps)).toMatchObject({ differences: [] });
        expect((await one.db.knex('case_view').orderBy('case_id')).map(withoutSettledUntil)).toEqual(
          before.map(withoutSettledUntil),
        );
        await accepted(command(one.ledger, 'addNote', 'H-2', { note: 'goes on' }));
        await one.ledger.close();
      });
    });

    describe('processes', () => {
      it('two write the same cases at once: every acknowledged command is in the log once', async () => {
        const one = await freshLedger();
        const cases = ['H-1', 'H-2'];
        for (const id of cases) await report(one.ledger, id);
        const writers = ['a', 'b'].map((name) => startWriter(urlOf(one.location), name, 40, cases));
        await Promise.all(writers.map((writer) => writer.ended));
        expect(writers.map((writer) => writer.acknowledged.length)).toEqual([80, 80]);
        expect(await damage(one, cases, writers)).toEqual([]);
        await one.ledger.close();
      });

      it('killed in the middle of a transaction, again and again, leave nothing half-written', async () => {
        const one = await freshLedger();
        const cases = ['H-1', 'H-2', 'H-3'];
        for (const id of cases) await report(one.ledger, id);
        const writers: Writer[] = [];
        for (let round = 0; round < 6; round++) {
          const writer = startWriter(urlOf(one.location), `k${round}`, 100_000, cases);
          writers.push(writer);
          await writer.ready;
          await writer.reached(5 + round * 7);
          writer.kill();
          await writer.ended;
        }
        expect(writers.every((writer) => writer.acknowledged.length > 0)).toBe(true);
        expect(await damage(one, cases, writers)).toEqual([]);
        await accepted(command(one.ledger, 'addNote', 'H-1', { note: 'goes on' }));
        await one.ledger.close();
      });
    });

    describe('the schema', () => {
      it('migrating twice is harmless; a newer database is refused and left alone', async () => {
        const db = await openDatabase(await empty());
        await Promise.all([migrate(db)]);
        await migrate(db);
        const version = await schemaVersion(db);
        await db
          .knex('schema_migration')
          .insert({ name: '9999-from-the-future', batch: 9, migration_time: new Date(0) });
        const refused = await migrate(db).catch((error: unknown) => error);
        expect(refused).toBeInstanceOf(DatabaseError);
        expect(refused).toMatchObject({ code: 'database-newer', message: expect.stringMatching(/[一-龥]/) });
        expect(version).toBe(MIGRATIONS.at(-1)?.name);
        await db.close();
      });

      it('processes may migrate at once: one does it, the others wait', async () => {
        const place = await empty();
        const processes = Array.from({ length: 4 }, () => startMigration(place));
        await Promise.all(processes.map(({ ready }) => ready));
        for (const one of processes) one.go();
        const versions = await Promise.all(processes.map(({ version }) => version));
        expect(versions).toEqual(processes.map(() => MIGRATIONS.at(-1)?.name));
        const db = await openDatabase(place);
        const steps: { name: string }[] = await db.knex('schema_migration').orderBy('id');
        expect(steps.map(({ name }) => name)).toEqual(MIGRATIONS.map(({ name }) => name));
        await db.close();
      });

      it('a lock that an earlier version left behind when it was killed holds nobody up', async () => {
        const db = await openDatabase(await empty());
        await db.knex.schema.createTable('schema_migration_lock', (table) => {
          table.increments('index');
          table.integer('is_locked');
        });
        await db.knex('schema_migration_lock').insert({ is_locked: 1 });
        await migrate(db);
        expect(await schemaVersion(db)).toBe(MIGRATIONS.at(-1)?.name);
        await db.close();
      });

      it('a step that fails leaves the schema as it was, and nobody locked out', async () => {
        const db = await openDatabase(await empty());
        // The last table of the second step is in the way.
        await db.knex.schema.createTable('access_log', (table) => table.increments('id'));
        await expect(migrate(db)).rejects.toThrow(/access_log/);
        expect({
          version: await schemaVersion(db),
          ledger: await db.knex.schema.hasTable('event'),
        }).toEqual({ version: undefined, ledger: false });
        await db.knex.schema.dropTable('access_log');
        await migrate(db);
        expect(await schemaVersion(db)).toBe(MIGRATIONS.at(-1)?.name);
        await db.close();
      });
    });

    async function freshLedger(): Promise<TestLedger & { readonly location: DatabaseLocation }> {
      const place = await fresh();
      return { ...(await openTestLedger(place)), location: place };
    }
  });
}

/** Facts are what an auditor compares: all but when it was written, and the hashes that cover it. */
function factsOf(events: readonly SealedEvent[]): unknown {
  return events.map(({ recordedAt: _, hash: __, prevHash: ___, ...fact }) => fact);
}

/** Not part of the fold: how far dependents rely on a case is a promise between running processes. */
function withoutSettledUntil(row: { settled_until: string; state: string }): object {
  return { ...row, settled_until: '', state: JSON.parse(row.state) };
}

function urlOf(location: DatabaseLocation): string {
  return typeof location === 'string' ? location : `sqlite:${location.sqlite}`;
}

async function settleIfThere(one: TestLedger, id: CaseId): Promise<void> {
  try {
    await one.ledger.settle(id);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'case-not-found')) throw error;
  }
}

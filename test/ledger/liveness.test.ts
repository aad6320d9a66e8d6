import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { endChore, expectChores } from '../../db/chore.ts';
import type { DatabaseLocation } from '../../db/open.ts';
import { publishRuleSet } from '../../db/rule-set.ts';
import { addMs } from '../../src/core/instant.ts';
import { kinds } from '../../src/core/kinds.ts';
import { readChoresHealth } from '../../src/ledger/chores.ts';
import { createActivityNotes, readRuleLiveness, scanActivity } from '../../src/ledger/liveness.ts';
import { migratedDatabase } from '../shared-postgres.ts';
import { openTestLedger, START } from './fixture.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

const folder = mkdtempSync(path.join(tmpdir(), 'duban-liveness-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const onSqlite = async (): Promise<DatabaseLocation> => ({ sqlite: path.join(folder, `${crypto.randomUUID()}.db`) });

const PLACES: readonly (readonly [string, () => Promise<DatabaseLocation>])[] = [
  ['SQLite', onSqlite],
  ['PostgreSQL', migratedDatabase],
];

describe.each(PLACES)('liveness on %s', (_, place) => {
  it('says of each rule when it was last set, last fired and is next due, and which one is late', async () => {
    const test = await openTestLedger(await place(), { now: START }, kinds);
    const { db, ledger, clock } = test;
    const standing = async (does: string, rule: string) =>
      (await readRuleLiveness(db, clock.now)).find((one) => one.does === does && one.rule === rule);

    expect(await standing('lapse', 'hazard.grade')).toMatchObject({ standing: 'new', armed: 0, overdue: 0 });

    // given a hazard that waits to be graded
    const notes = createActivityNotes({ db, events: (id) => ledger.events(id), onFailure: () => undefined });
    const reported = await ledger.record({
      kind: 'hazard',
      commandId: 'c1',
      type: 'reportHazard',
      payload: { unit: 'U1', kind: 'k', where: '二楼', what: '堵塞', found: START, photos: ['p'] },
      actor: { post: 'village.gridWorker', organisation: 'V1' },
    });
    if (!reported.ok) throw new Error(reported.refusal.code);
    notes.note(reported.caseId, 0, await ledger.events(reported.caseId));
    await notes.flush();
    const waiting = await standing('lapse', 'hazard.grade');
    expect(waiting).toMatchObject({ standing: 'waiting', setAt: START, armed: 1, overdue: 0, label: '定级审核' });

    // when its deadline has passed and nobody fires it
    clock.now = addMs(waiting?.nextDue ?? START, 5 * MINUTE);
    expect(await standing('lapse', 'hazard.grade')).toMatchObject({ standing: 'overdue', overdue: 1 });

    // then it is alive again when it is fired, and news that begin with the firing find out whose clock it was
    const [before] = (await ledger.events(reported.caseId)).slice(-1);
    await ledger.settle(reported.caseId);
    const seen = before?.seq ?? 0;
    notes.note(reported.caseId, seen, await ledger.events(reported.caseId, seen));
    await notes.flush();
    const noted = await readRuleLiveness(db, clock.now);
    expect(noted.find((one) => one.does === 'lapse' && one.rule === 'hazard.grade')).toMatchObject({
      standing: 'alive',
      firedAt: clock.now,
      armed: 0,
    });
    expect(noted.find((one) => one.does === 'remind' && one.rule === 'hazard.grade')).toMatchObject({
      standing: 'alive',
      firedAt: clock.now,
    });

    // and the notes of one who missed everything come out the same from the log
    await db.knex('rule_activity').delete();
    await scanActivity(db, () => undefined);
    expect(await readRuleLiveness(db, clock.now)).toEqual(noted);

    // half a year later what never set a clock, or never fired one, shows
    clock.now = addMs(clock.now, 200 * DAY);
    expect(await standing('rung', 'A6')).toMatchObject({ standing: 'neverSet' });
    await db.knex('rule_activity').where({ does: 'lapse', rule: 'hazard.grade' }).update({ fired_at: '' });
    expect(await standing('lapse', 'hazard.grade')).toMatchObject({ standing: 'neverFired' });
    await ledger.close();
  });
});

describe('liveness', () => {
  it('a rule set that has just come into force is not accused of what it had no time for', async () => {
    const test = await openTestLedger(await onSqlite(), { now: START }, kinds);
    const later = addMs(START, 300 * DAY);
    const rules = JSON.parse(readFileSync(new URL('../../data/rules.default.json', import.meta.url), 'utf8'));
    await publishRuleSet(test.db.knex, {
      id: 'newer',
      effectiveFrom: '2025-12-20',
      calendar: 'cn-2024-2026',
      body: JSON.stringify({ ...rules, id: 'newer', effectiveFrom: '2025-12-20' }),
      publishedAt: addMs(START, 250 * DAY),
    });
    const liveness = await readRuleLiveness(test.db, later);
    expect(new Set(liveness.map((one) => one.ruleSet))).toEqual(new Set(['newer']));
    expect(new Set(liveness.map((one) => one.standing))).toEqual(new Set(['new']));
    await test.ledger.close();
  });

  it('absence alarms: a chore that has not ended in time is not well, whatever it said last', async () => {
    const { db, ledger } = await openTestLedger(await onSqlite());
    const health = (after: number) => readChoresHealth(db, addMs(START, after));

    expect(await health(0)).toMatchObject({ canary: { ok: true, state: 'off' } });
    await expectChores(db.knex, [{ name: 'canary', everyMs: DAY }], START);
    expect(await health(DAY)).toMatchObject({ canary: { ok: true, state: 'waiting' } });
    expect(await health(1.1 * DAY)).toMatchObject({ canary: { ok: false, state: 'overdue' } });

    await endChore(db.knex, 'canary', { at: addMs(START, DAY), ok: true, found: {} });
    expect(await health(2 * DAY)).toMatchObject({
      canary: { ok: true, state: 'running', lastOkAt: addMs(START, DAY) },
    });
    await endChore(db.knex, 'canary', { at: addMs(START, 2 * DAY), ok: false, found: { problems: [] } });
    expect(await health(2 * DAY)).toMatchObject({
      canary: { ok: false, state: 'failed', at: addMs(START, 2 * DAY), lastOkAt: addMs(START, DAY) },
    });
    expect(await health(4 * DAY)).toMatchObject({ canary: { ok: false, state: 'overdue' } });

    // Expecting it again, as each start does, takes nothing back; no longer expecting it does.
    await expectChores(db.knex, [{ name: 'canary', everyMs: DAY }], addMs(START, 4 * DAY));
    expect(await health(4 * DAY)).toMatchObject({ canary: { state: 'overdue' } });
    await expectChores(db.knex, [], addMs(START, 4 * DAY));
    expect(await health(4 * DAY)).toMatchObject({ canary: { state: 'off' } });
    await ledger.close();
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { migrate, schemaVersion } from '../../db/migrate.ts';
import { MIGRATIONS } from '../../db/migrations/index.ts';
import { type Database, type DatabaseLocation, openDatabase } from '../../db/open.ts';
import { addMs, kinds } from '../../src/core/index.ts';
import { reconcile } from '../../src/ledger/rebuild.ts';
import { createLedger } from '../../src/ledger/record.ts';
import { upgrade } from '../../src/ledger/upgrade.ts';
import { emptyDatabase } from '../shared-postgres.ts';
import { accepted, openTestLedger, START } from './fixture.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'duban-upgrade-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DAY = 86_400_000;
/** What the steps up to 0003 have tables for, and this test fills. */
const TABLES = ['rule_set', 'calendar', 'event', 'case_view', 'opening', 'case_number', 'inbox', 'delivery', 'tally'];

/** A ledger of today with a hazard that was entered a day late and then forgotten until its ladder had begun. */
async function lived(location: DatabaseLocation) {
  const office = await openTestLedger(location, { now: addMs(START, DAY) }, kinds);
  const { caseId } = await accepted(
    office.ledger.record({
      kind: 'hazard',
      commandId: 'late',
      type: 'reportHazard',
      at: START,
      payload: { unit: 'U1', kind: 'exit', where: '二楼', what: '堵塞', found: addMs(START, -60_000), photos: ['a'] },
      actor: { post: 'village.gridWorker', organisation: 'V1', person: 'p-village' },
    }),
  );
  office.clock.now = addMs(START, 30 * DAY);
  await office.ledger.settle(caseId);
  for (const { caseId: next } of office.wakes) await office.ledger.settle(next);
  return office;
}

/** The same content in a database that has seen the first three steps and no more. */
async function asOfStep3({ knex }: Database, location: DatabaseLocation): Promise<Database> {
  const old = await openDatabase(location);
  await old.knex.transaction(async (trx) => {
    await trx.schema.createTable('schema_migration', (table) => {
      table.increments('id');
      table.string('name').notNullable();
      table.integer('batch').notNullable();
      table.timestamp('migration_time').notNullable();
    });
    for (const step of MIGRATIONS.slice(0, 3)) {
      await step.up(trx);
      await trx('schema_migration').insert({ name: step.name, batch: 1, migration_time: trx.fn.now() });
    }
    for (const table of TABLES) {
      const columns = Object.keys(await trx(table).columnInfo());
      const rows: object[] = await knex(table).select(columns);
      for (const row of rows) await trx(table).insert(row);
    }
    await trx('wake').insert({ case_id: 'H-2025-000001', kind: 'hazard', since: START });
  });
  return old;
}

describe.each([
  ['SQLite', async (name: string): Promise<DatabaseLocation> => ({ sqlite: path.join(folder, name) })],
  ['PostgreSQL', emptyDatabase],
])('a filled ledger of an earlier version on %s', (_, place) => {
  it('is brought up to date with nothing to mend: reconciled it differs nowhere, and what was owed is still owed', async () => {
    const today = await lived(await place('today'));
    const old = await asOfStep3(today.db, await place('old'));
    expect(await schemaVersion(old)).toBe(MIGRATIONS[2]?.name);
    await migrate(old);
    await migrate(old);
    const tallies = (db: Database) => db.knex('tally').select('what', 'at', 'known').orderBy(['case_id', 'what', 'at']);
    const known = await tallies(today.db);
    expect(known.filter((row) => row.known !== row.at).length).toBeGreaterThan(0);
    expect(await tallies(old)).toEqual(known);
    expect(await reconcile({ db: old, kinds })).toMatchObject({ differences: [] });
    const ledger = createLedger({ db: old, kinds, now: () => today.clock.now });
    const wakes = await ledger.wakes(today.clock.now, 10);
    expect(wakes).toMatchObject([{ caseId: 'H-2025-000001', kind: 'hazard' }]);
    await ledger.acknowledge(wakes);
    expect(await ledger.wakes(today.clock.now, 10)).toEqual([]);
    expect(await ledger.deliveries({ state: 'due' })).toHaveLength(
      (await today.ledger.deliveries({ state: 'due' })).length,
    );
    await Promise.all([ledger.close(), today.ledger.close()]);
  });

  it('is folded anew: states of then get what this version reads out of the same events', async () => {
    const today = await lived(await place('today-2'));
    const old = await asOfStep3(today.db, await place('old-2'));
    const views: { case_id: string; state: string }[] = await old.knex('case_view').select('case_id', 'state');
    for (const { case_id, state } of views)
      await old
        .knex('case_view')
        .where({ case_id })
        .update({ state: JSON.stringify({ ...JSON.parse(state), verdicts: [] }) });
    await upgrade(old);
    expect(await reconcile({ db: old, kinds })).toMatchObject({ cases: views.length, differences: [] });
    await Promise.all([old.close(), today.ledger.close()]);
  });
});

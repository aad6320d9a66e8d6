import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../db/migrate.ts';
import { type Database, type DatabaseLocation, openDatabase } from '../../db/open.ts';
import { startWhatIf } from '../../src/api/what-if-job.ts';
import { bundled, readText } from '../../src/cli/input-file.ts';
import { now } from '../../src/cli/ledger-access.ts';
import { loadDemo, seed } from '../../src/cli/seed.ts';
import { dayOf } from '../../src/core/index.ts';
import { history, openPacked, packGroup, packHistory } from '../../src/ledger/export.ts';
import { migratedDatabase } from '../shared-postgres.ts';

const EVER = { from: '2000-01-01', to: '2099-12-31' };

const folder = mkdtempSync(path.join(tmpdir(), 'duban-export-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(['SQLite', 'PostgreSQL'] as const)('the history of the demonstration on %s', (dialect) => {
  let db: Database;
  let location: DatabaseLocation;
  beforeAll(async () => {
    location = dialect === 'SQLite' ? { sqlite: path.join(folder, 'ledger.db') } : await migratedDatabase();
    db = await openDatabase(location);
    await migrate(db);
    await seed(db, undefined);
    await loadDemo(db);
  });
  afterAll(() => db.close());

  async function read(pageOfCases?: number) {
    const pages = [];
    for await (const page of history(db, EVER, pageOfCases)) pages.push(page);
    return pages;
  }

  it('pages of any size hold every event once, and whole groups', async () => {
    const all = (await read()).flat();
    const key = (event: { caseId: string; seq: number }) => `${event.caseId} ${event.seq}`;
    const [counted] = await db.knex('event').count({ count: '*' });
    expect(new Set(all.map(key)).size).toBe(Number(counted?.count));
    expect(all).toHaveLength(Number(counted?.count));
    const single = await read(1);
    expect(single.flat().map(key).sort()).toEqual(all.map(key).sort());
    for (const page of single)
      for (const { caseId } of page)
        expect(single.filter((other) => other.some((event) => event.caseId === caseId))).toHaveLength(1);
  });

  it('a period takes the cases opened in it with all that belongs to them, and what others recorded to be counted stays outside', async () => {
    const whole = openPacked(await packHistory(db, EVER));
    const opened = [...whole.cases()]
      .filter((caseId) => !/-[AB]\d+$/.test(caseId))
      .map((caseId) => dayOf(whole.read(whole.places(caseId)[0] ?? 0).at))
      .sort();
    const middle = opened[Math.floor(opened.length / 2)] ?? '';
    const late = await packHistory(db, { from: middle, to: '2099-12-31' });
    expect(late.cases.length).toBeGreaterThan(0);
    expect(late.cases.length).toBeLessThan(whole.length);
    expect(late.outside.length).toBeGreaterThan(0);
    expect(late.outside.some((tally) => late.cases.includes(tally.caseId))).toBe(false);
    expect(whole.outside).toEqual([]);
  });

  it('is in order of recording, and each event is the stored one', async () => {
    const packed = openPacked(await packHistory(db, EVER));
    for (let at = 1; at < packed.length; at++)
      expect(packed.read(at - 1).recordedAt <= packed.read(at).recordedAt).toBe(true);
    const { caseId, seq, hash } = packed.fact(Math.floor(packed.length / 3));
    const row = await db.knex('event').where({ case_id: caseId, seq }).first();
    expect(row.hash.toString('hex')).toBe(hash);
  });

  it('a group is found from any of its cases: hazard, matter, tip-off, and the hazard that came of it', async () => {
    const whole = openPacked(await packHistory(db, EVER));
    const matter = [...whole.cases()].find((caseId) => caseId.endsWith('-A1')) ?? '';
    const hazard = matter.replace(/-A1$/, '');
    expect([...(await packGroup(db, matter)).cases].sort()).toEqual([...(await packGroup(db, hazard)).cases].sort());
    const tipoff = [...whole.cases()]
      .map((caseId) =>
        whole
          .places(caseId)
          .map((at) => whole.read(at))
          .find((event) => typeof event.payload.opensCase === 'string'),
      )
      .find((event) => event !== undefined);
    const born = String(tipoff?.payload.opensCase);
    expect((await packGroup(db, born)).cases).toContain(tipoff?.caseId);
    expect((await packGroup(db, tipoff?.caseId ?? '')).cases).toContain(born);
    expect((await packGroup(db, 'H-1999-000001')).length).toBe(0);
  });

  it('invariant 9 holds for it, for all and for the second half alone', async () => {
    const rules = JSON.stringify(JSON.parse(readText(bundled('rules.default.json'))));
    const until = now();
    const from = dayOf(until).replace(/-\d\d$/, '-01');
    for (const period of [EVER, { from, to: '2099-12-31' }]) {
      const report = await startWhatIf(location, { period, draft: rules, until }).result;
      expect(report.faithful.different).toEqual([]);
      expect(report.newlyLate).toEqual([]);
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killDrill } from '../../drill/kills.ts';
import { databaseDown, diskFull, threeDaysAway, twoAtOnce } from '../../drill/outages.ts';
import { startPostgres, type TestPostgres } from '../postgres.ts';

// The long versions: `npm run drill -- --kills 200`.
const LONG = 240_000;

describe('kill -9 at random points, commands and clocks going on', () => {
  it('SQLite: 15 kills, every invariant holds', { timeout: LONG }, async () => {
    const report = await killDrill({ kills: 15, seed: 20_250_303, everyMs: 1_800 });
    expect(report.faults).toEqual([]);
    // A drill in which nothing happened would hold, too.
    expect(report.acknowledged).toBeGreaterThan(30);
    expect(report.fired).toBeGreaterThan(3);
    expect(report.deliveries).toBeGreaterThan(10);
  });

  describe('PostgreSQL', () => {
    let server: TestPostgres;
    beforeAll(async () => {
      server = await startPostgres({ durable: true });
    });
    afterAll(() => server.stop());

    it('5 kills, every invariant holds', { timeout: LONG }, async () => {
      const report = await killDrill({ database: server.url, kills: 5, seed: 7, everyMs: 2_500 });
      expect(report.faults).toEqual([]);
      expect(report.acknowledged).toBeGreaterThan(10);
    });
  });
});

describe('outages', () => {
  it('Temporal away for three days: every lapse is recorded, as late as it is, and nothing else differs', {
    timeout: LONG,
  }, async () => {
    const report = await threeDaysAway();
    expect(report.faults).toEqual([]);
    expect(report.figures.fired).toBeGreaterThan(20);
  });

  it('two people at once on one case: one is recorded, the other is told that he came too late', {
    timeout: LONG,
  }, async () => {
    expect((await twoAtOnce()).faults).toEqual([]);
  });

  it('a full disk: a clear error, nothing half-written, and with room again it goes on', {
    timeout: LONG,
  }, async (context) => {
    const report = await diskFull();
    if (report.skipped !== undefined) context.skip(report.skipped);
    expect(report.faults).toEqual([]);
  });

  it('a database that goes away and comes back: a clear error, nothing half-written, and it goes on', {
    timeout: LONG,
  }, async () => {
    const server = await startPostgres();
    try {
      expect((await databaseDown(server.url)).faults).toEqual([]);
    } finally {
      await server.stop();
    }
  });
});

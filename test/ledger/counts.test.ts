import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { DatabaseLocation } from '../../db/open.ts';
import { type CaseId, kinds, type SealedEvent } from '../../src/core/index.ts';
import { createWorld } from '../../src/simulator/world.ts';
import { crowd, played } from '../core/crowd.ts';
import { facts, factsOf } from '../core/late-engine.ts';
import { terms } from '../core/office.ts';
import { migratedDatabase } from '../shared-postgres.ts';
import { openTestLedger, type TestLedger } from './fixture.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'duban-counts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As the registers of the test ledger say it. */
const units = { U1: { supervisor: 'V1', supervisorKind: 'village', industry: 'textile', size: 'small' } } as const;

/** Whole offices whose matters have much to count. */
const drawn = fc.sample(crowd, { seed: 7, numRuns: 12 }).filter(({ hazards }) => hazards.length > 2);

async function recorded({ ledger, db }: TestLedger) {
  const ids: { case_id: CaseId }[] = await db.knex('case_view').select('case_id');
  const logs = await Promise.all(
    ids.map(async ({ case_id }) => [case_id, factsOf((await ledger.events(case_id)) as SealedEvent[])] as const),
  );
  return Object.fromEntries(logs);
}

/** `down`: nobody settles anything before the end; `stirred`: after each command some are settled, all at once. */
const ENGINES = ['down', 'stirred'] as const;

async function replay(
  location: DatabaseLocation,
  { commands, end }: ReturnType<typeof played>,
  engine: (typeof ENGINES)[number],
) {
  const test = await openTestLedger(location, undefined, kinds);
  const { ledger, clock } = test;
  const all = async (pick: (n: number) => boolean) => {
    const ids = (await ledger.openCases(undefined, 200)).map(({ caseId }) => caseId);
    await Promise.all(ids.filter((_, n) => pick(n)).map((caseId) => ledger.settle(caseId)));
  };
  for (const [nth, { kind, command }] of commands.entries()) {
    clock.now = command.recordedAt;
    const { input: _, recordedAt: __, ...request } = command;
    await ledger.record({ kind, ...request });
    if (engine === 'stirred' && nth % 3 === 0) await all((n) => (n + nth) % 2 === 0);
  }
  clock.now = end;
  for (let before = -1, events = 0; before !== events; ) {
    before = events;
    await all(() => true);
    events = (await ledger.health()).events;
  }
  const found = await recorded(test);
  await ledger.close();
  return found;
}

describe.each([
  ['SQLite', async (n: number): Promise<DatabaseLocation> => ({ sqlite: path.join(folder, `${n}.db`) }), 5],
  ['PostgreSQL', migratedDatabase, 2],
] as const)('invariant 9 across cases on %s', (_, location, runs) => {
  it.each(ENGINES)(
    'cases that count each other, the engine %s: the facts of a punctual one',
    async (engine) => {
      for (const [n, office] of drawn.slice(0, runs).entries()) {
        const punctual = played(office, createWorld({ kinds, terms, units }));
        const where = await location(n + 100 * ENGINES.indexOf(engine));
        expect(await replay(where, punctual, engine)).toEqual(facts(punctual.world));
      }
    },
    60_000,
  );
});

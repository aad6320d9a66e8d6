import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveRegisters } from '../../db/organisation.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { createLedger } from '../../src/ledger/record.ts';
import { migratedDatabase } from '../shared-postgres.ts';
import { accepted, openTestLedger, pass, type TestLedger } from './fixture.ts';
import { DAY, HOUR, TINY_KINDS } from './tiny-kinds.ts';

/** One thing that happens; `by` one of the two ledgers that share a database, each with a memory of its own. */
type Step = { readonly by: 0 | 1; readonly nth: 0 | 1 } & (
  | { readonly does: 'addNote' | 'fix' | 'sign'; readonly expects: boolean }
  | { readonly does: 'settle' | 'repeat' }
  | { readonly does: 'pass'; readonly hours: number }
  | { readonly does: 'appoint'; readonly person: string }
);

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.tuple(fc.constantFrom(0 as const, 1 as const), fc.constantFrom(0 as const, 1 as const)).chain(([by, nth]) =>
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          does: fc.constantFrom('addNote' as const, 'addNote' as const, 'fix' as const, 'sign' as const),
          expects: fc.boolean(),
          by: fc.constant(by),
          nth: fc.constant(nth),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          does: fc.constantFrom('settle' as const, 'repeat' as const),
          by: fc.constant(by),
          nth: fc.constant(nth),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          does: fc.constant('pass' as const),
          hours: fc.constantFrom(1, 13, 24, 60, 130),
          by: fc.constant(by),
          nth: fc.constant(nth),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          does: fc.constant('appoint' as const),
          person: fc.constantFrom('p-head', 'p-deputy', 'p-desk'),
          by: fc.constant(by),
          nth: fc.constant(nth),
        }),
      },
    ),
  ),
  { minLength: 12, maxLength: 40 },
);

let folder: string;
let office: TestLedger;
let other: Ledger;
/** SQLite looks at a case each time: it has no memory that could be stale. */
let witness: TestLedger;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'duban-memory-'));
  office = await openTestLedger(await migratedDatabase());
  other = createLedger({ db: office.db, kinds: TINY_KINDS, now: () => office.clock.now });
  witness = await openTestLedger({ sqlite: path.join(folder, 'witness.db') }, office.clock);
});
afterAll(async () => {
  await office.ledger.close();
  await witness.ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

let runs = 0;

/** Takes the steps on a ledger for each of the two who act; what each step answered, and in the end what is recorded and owed. */
async function live(run: string, acting: readonly [Ledger, Ledger], db: TestLedger['db'], taken: readonly Step[]) {
  const cases = [`${run}-H1`, `${run}-H2`] as const;
  const answers: unknown[] = [];
  const ask = async (
    by: Ledger,
    caseId: string,
    type: string,
    commandId: string,
    more: { expectedSeq?: number } = {},
  ) => {
    const kind = caseId.endsWith('-A1') ? 'matter' : 'hazard';
    const payload = type === 'reportHazard' ? { unit: run, title: run } : { note: commandId };
    const actor = { post: 'street.safetyOffice', person: 'p-desk' };
    const outcome = await by.record({ kind, caseId, commandId, type, payload, actor, ...more });
    answers.push(
      outcome.ok ? [outcome.seq, outcome.event.hash, outcome.repeated, outcome.state] : outcome.refusal.code,
    );
    return outcome;
  };
  for (const caseId of cases) await accepted(ask(acting[0], caseId, 'reportHazard', 'report'));
  let last: Parameters<typeof ask> | undefined;
  for (const [i, step] of taken.entries()) {
    const by = acting[step.by];
    const caseId = cases[step.nth];
    if (step.does === 'settle') answers.push(await by.settle(caseId));
    else if (step.does === 'repeat') last && (await ask(by, last[1], last[2], last[3]));
    else if (step.does === 'pass') pass(office.clock, step.hours * HOUR);
    else if (step.does === 'appoint') await appoint(db, step.person);
    else {
      last = [by, step.does === 'sign' ? `${caseId}-A1` : caseId, step.does, `c${i}`];
      await ask(last[0], last[1], last[2], last[3], step.expects ? { expectedSeq: 1 + (i % 4) } : {});
    }
  }
  const all = cases.flatMap((caseId) => [caseId, `${caseId}-A1`]);
  return {
    answers,
    events: await Promise.all(all.map((caseId) => acting[0].events(caseId))),
    owed: await Promise.all(all.map((caseId) => acting[0].deliveries({ caseId, limit: 1_000 }))),
  };
}

async function appoint({ knex }: TestLedger['db'], person: string): Promise<void> {
  const holding = { organisation: 'U1', post: 'unit.head', person, validFrom: '2020-01-01T00:00:00+08:00' };
  await knex('holding').where({ organisation: 'U1', post: 'unit.head' }).delete();
  await saveRegisters(knex, { holdings: [holding] });
}

describe('what a process remembers of a case', () => {
  it('may be stale: two that share a database record what one without a memory records', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const run = `R${++runs}`;
        const start = pass(office.clock, DAY);
        const shared = await live(run, [office.ledger, other], office.db, taken);
        office.clock.now = start;
        const alone = await live(run, [witness.ledger, witness.ledger], witness.db, taken);
        expect(shared).toEqual(alone);
      }),
      { numRuns: 25 },
    );
  });
});

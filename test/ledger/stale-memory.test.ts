import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveRegisters } from '../../db/organisation.ts';
import { createPostgresStore } from '../../db/postgres-store.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { LedgerError } from '../../src/ledger/ledger-error.ts';
import { createLedger } from '../../src/ledger/record.ts';
import { createTermsStore, type TermsStore } from '../../src/ledger/terms.ts';
import { migratedDatabase } from '../shared-postgres.ts';
import { accepted, openTestLedger, pass, type TestLedger } from './fixture.ts';
import { DAY, HOUR, TINY_KINDS } from './tiny-kinds.ts';

/** One thing that happens; `by` one of the two ledgers that share a database, each with a memory of its own. */
type Step = { readonly by: 0 | 1; readonly nth: 0 | 1 } & (
  | { readonly does: 'addNote' | 'fix' | 'sign'; readonly expects: boolean }
  | { readonly does: 'settle'; readonly matter: boolean }
  | { readonly does: 'repeat' }
  | { readonly does: 'pass'; readonly hours: number }
  | { readonly does: 'appoint'; readonly person: string }
);

const either = fc.constantFrom(0 as const, 1 as const);
const who = { by: either, nth: either };
const act = fc.constantFrom(
  'addNote' as const,
  'addNote' as const,
  'addNote' as const,
  'fix' as const,
  'sign' as const,
);

// Time goes in strides in which a deadline lapses, its matter is opened and its last rung answers the hazard.
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ does: act, expects: fc.nat(9).map((n) => n === 0), ...who }) },
    { weight: 4, arbitrary: fc.record({ does: fc.constant('settle' as const), matter: fc.boolean(), ...who }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('repeat' as const), ...who }) },
    {
      weight: 4,
      arbitrary: fc.record({ does: fc.constant('pass' as const), hours: fc.constantFrom(1, 24, 60, 270), ...who }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        does: fc.constant('appoint' as const),
        person: fc.constantFrom('p-head', 'p-deputy', 'p-desk'),
        ...who,
      }),
    },
  ),
  { minLength: 30, maxLength: 50 },
);

let office: TestLedger;
let other: Ledger;
let witness: TestLedger;
/** Ledgers that remember nothing: a new one for each step. */
let forgetful: () => Ledger;

beforeAll(async () => {
  office = await openTestLedger(await migratedDatabase());
  const { clock } = office;
  const ledgerOn = ({ db }: TestLedger, more: { termsStore?: TermsStore } = {}) =>
    createLedger({ db, kinds: TINY_KINDS, now: () => clock.now, ...more });
  other = ledgerOn(office);
  witness = await openTestLedger(await migratedDatabase(), clock);
  if (witness.db.dialect !== 'postgres') throw new Error('a warm case is written unseen on PostgreSQL only');
  const termsStore = createTermsStore(createPostgresStore(witness.db));
  forgetful = () => ledgerOn(witness, { termsStore });
});
afterAll(async () => {
  await office.ledger.close();
  await witness.ledger.close();
});

let runs = 0;

/** Takes the steps on the ledgers of the two who act; what each step answered, and in the end what is recorded and owed. */
async function live(
  run: string,
  acting: readonly [() => Ledger, () => Ledger],
  db: TestLedger['db'],
  taken: readonly Step[],
) {
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
  for (const caseId of cases) await accepted(ask(acting[0](), caseId, 'reportHazard', 'report'));
  let last: Parameters<typeof ask> | undefined;
  for (const [i, step] of taken.entries()) {
    const by = acting[step.by]();
    const caseId = cases[step.nth];
    if (step.does === 'settle') answers.push(await by.settle(step.matter ? `${caseId}-A1` : caseId).catch(codeOf));
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
    events: await Promise.all(all.map((caseId) => acting[0]().events(caseId))),
    owed: await Promise.all(all.map((caseId) => acting[0]().deliveries({ caseId, limit: 1_000 }))),
  };
}

function codeOf(error: unknown): unknown {
  return error instanceof LedgerError ? error.code : Promise.reject(error);
}

async function appoint({ knex }: TestLedger['db'], person: string): Promise<void> {
  const holding = { organisation: 'U1', post: 'unit.head', person, validFrom: '2020-01-01T00:00:00+08:00' };
  await knex('holding').where({ organisation: 'U1', post: 'unit.head' }).delete();
  await saveRegisters(knex, { holdings: [holding] });
}

describe('what a process remembers of a case', () => {
  it('may be stale: two that share a database record what those record that remember nothing', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const run = `R${++runs}`;
        const start = pass(office.clock, DAY);
        const shared = await live(run, [() => office.ledger, () => other], office.db, taken);
        office.clock.now = start;
        const alone = await live(run, [forgetful, forgetful], witness.db, taken);
        expect(shared).toEqual(alone);
      }),
      { numRuns: 8 },
    );
  });
});

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Database } from '../db/open.ts';
import { openOffice, UNITS, villageOf } from '../drill/office.ts';
import { createChance } from '../drill/random.ts';
import { addMs, type Instant, kinds } from '../src/core/index.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import { createLedger } from '../src/ledger/record.ts';
import { startPostgres } from '../test/postgres.ts';
import { copyCase } from './copies.ts';
import type { Figure } from './figure.ts';
import { FULL_LIFE, FULL_LIFE_COUNTS, FULL_LIFE_END, requestOf } from './full-life.ts';
import { PROMPT_LIFE, playLife } from './lifecycle.ts';
import { createMeter, type Stretch } from './measure.ts';
import { NOW } from './record.ts';

const LIVES = 120;
const FEW = 1_000;
/** `BENCH_CASES` for a smaller run. */
const MANY = Number(process.env.BENCH_CASES ?? 1_000_000);

/** What a finished life takes on disk, and whether a ledger of a million cases is as quick as one of a thousand, on both databases. */
export async function benchSize(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const folder = mkdtempSync(path.join(tmpdir(), 'duban-bench-'));
  for (const name of ['SQLite', 'PostgreSQL'] as const) {
    const server = name === 'SQLite' ? undefined : await startPostgres({ durable: true });
    try {
      const file = path.join(folder, `${name}.db`);
      figures.push(...(await benchOne(name, server?.url ?? { sqlite: file })));
    } finally {
      await server?.stop();
    }
  }
  rmSync(folder, { recursive: true, force: true });
  return figures;
}

async function benchOne(name: string, location: string | { readonly sqlite: string }): Promise<readonly Figure[]> {
  const db = await openOffice(location);
  const clock = { now: NOW };
  const wakes: { caseId: string; seq: number }[] = [];
  const ledger = createLedger({ db, kinds, now: () => clock.now, onCommit: (rows) => wakes.push(...rows) });
  try {
    const bytes = await bytesALife(db, ledger, clock, wakes);
    clock.now = NOW;
    const original = await openOne(ledger);
    await copyCase(db, original, 0, FEW);
    await speed(ledger, FEW, 'warm');
    const few = await speed(ledger, FEW, 'few');
    await copyCase(db, original, FEW, MANY);
    await speed(ledger, MANY, 'warm-again');
    const many = await speed(ledger, MANY, 'many');
    const million = MANY.toLocaleString('en');
    return [
      {
        subject: 'size',
        what: `${name}: stored a finished life, everything included`,
        measured: bytes / 1_024,
        unit: 'KB',
        target: { of: 'measured', atMost: 40 },
      },
      {
        subject: 'size',
        what: `${name}: p50 with ${million} cases, beside ${FEW.toLocaleString('en')}`,
        measured: many.p50,
        unit: 'ms',
        floor: few.p50,
        ratio: many.p50 / few.p50,
        target: { of: 'ratio', atMost: 1.3 },
      },
      {
        subject: 'size',
        what: `${name}: p99 of the same`,
        measured: many.p99,
        unit: 'ms',
        floor: few.p99,
        ratio: many.p99 / few.p99,
      },
    ];
  } finally {
    await ledger.close();
  }
}

/** Plays full lives as they run live: due things settle at their instants, wakes are acknowledged, mails are sent. Bytes of all tables and indices as the run leaves them. */
async function bytesALife(
  db: Database,
  ledger: Ledger,
  clock: { now: Instant },
  wakes: { caseId: string; seq: number }[],
): Promise<number> {
  const before = await bytesOf(db);
  const hazards: (string | undefined)[] = Array.from({ length: LIVES });
  for (const [nth, step] of FULL_LIFE.entries()) {
    await settleUntil(db, ledger, clock, step.at);
    for (let i = 0; i < LIVES; i++) {
      const unit = UNITS[i % UNITS.length] ?? '';
      const request = requestOf(step, nth, { unit, village: villageOf(unit), hazard: hazards[i], name: `life-${i}` });
      // Kinds of their own, so that no life is another's recurrence.
      const outcome = await ledger.record(
        nth === 0 ? { ...request, payload: { ...request.payload, kind: `kind-${i}` } } : request,
      );
      if (!outcome.ok) throw new Error(`${step.type}: ${outcome.refusal.code}`);
      if (nth === 0) hazards[i] = outcome.caseId;
    }
    await tidy(ledger, wakes);
  }
  await settleUntil(db, ledger, clock, FULL_LIFE_END);
  await tidy(ledger, wakes);
  const commands: { n: number | string }[] = await db
    .knex('event')
    .where('command_id', 'like', 'life-%')
    .count({ n: '*' });
  if (Number(commands[0]?.n) !== FULL_LIFE_COUNTS.commands * LIVES)
    throw new Error(`${commands[0]?.n} commands were recorded instead of ${FULL_LIFE_COUNTS.commands * LIVES}`);
  return ((await bytesOf(db)) - before) / LIVES;
}

async function settleUntil({ knex }: Database, ledger: Ledger, clock: { now: Instant }, until: Instant): Promise<void> {
  for (;;) {
    const message: { at: Instant; caseId: string } | undefined = await knex('inbox')
      .select('at', { caseId: 'case_id' })
      .whereNull('consumed_seq')
      .orderBy(['at', 'case_id'])
      .first();
    const due: { at: Instant; caseId: string } | undefined = await knex('case_view')
      .select({ at: 'next_due', caseId: 'case_id' })
      .where('next_due', '<=', until)
      .orderBy(['next_due', 'case_id'])
      .first();
    const next = message !== undefined && (due === undefined || message.at <= due.at) ? message : due;
    if (next === undefined) break;
    if (next.at > clock.now) clock.now = next.at;
    await ledger.settle(next.caseId);
  }
  clock.now = until;
}

async function tidy(ledger: Ledger, wakes: { caseId: string; seq: number }[]): Promise<void> {
  await ledger.acknowledge(wakes.splice(0));
  for (
    let due = await ledger.deliveries({ state: 'due', limit: 1_000 });
    due.length > 0;
    due = await ledger.deliveries({ state: 'due', limit: 1_000 })
  ) {
    for (const { id } of due) await ledger.delivered(id, { state: 'sent' });
  }
}

async function bytesOf(db: Database): Promise<number> {
  if (db.dialect === 'sqlite') {
    db.raw.pragma('wal_checkpoint(TRUNCATE)');
    return statSync(db.raw.name).size;
  }
  const { rows } = await db.knex.raw(
    "SELECT sum(pg_total_relation_size(c.oid))::bigint AS bytes FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'r'",
  );
  return Number(rows[0].bytes);
}

/** A hazard that waits to be graded: the case of which the copies are made. */
async function openOne(ledger: Ledger): Promise<string> {
  return playLife(ledger, PROMPT_LIFE.slice(0, 1), 'original', { kind: 'copied', foundAt: addMs(NOW, -600_000) });
}

/** One caller: new lives, and notes on copies chosen all over the ledger. */
async function speed(ledger: Ledger, cases: number, name: string): Promise<Stretch> {
  const meter = createMeter();
  const chance = createChance(cases).fork(name);
  await meter.stretch(async (note) => {
    for (let life = 0; life < 25; life++) {
      await playLife(ledger, PROMPT_LIFE, `${name}-${life}`, {
        kind: `${name}-${life}`,
        foundAt: addMs(NOW, -600_000),
        took: note,
      });
      for (let i = 0; i < PROMPT_LIFE.length; i++) {
        const started = performance.now();
        const outcome = await ledger.record({
          kind: 'hazard',
          caseId: copyId(chance.between(0, cases - 1)),
          commandId: `${name}-${life}-${i}`,
          type: 'addNote',
          payload: { text: '抽查一次' },
          actor: { post: 'street.safetyOffice', person: 'p-office' },
        });
        note(performance.now() - started);
        if (!outcome.ok) throw new Error(`note: ${outcome.refusal.code}`);
      }
    }
  });
  return meter.result();
}

/** Number of the nth copy. */
export function copyId(n: number): string {
  return `H-${2001 + Math.floor(n / 100_000)}-${String(n % 100_000).padStart(6, '0')}`;
}

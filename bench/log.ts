import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readLeavesOf } from '../db/log-tree.ts';
import type { Database } from '../db/open.ts';
import { quantile } from '../drill/invariants.ts';
import { openOffice } from '../drill/office.ts';
import { createChance } from '../drill/random.ts';
import { addMs, kinds, loadRuleSet, parseCalendar } from '../src/core/index.ts';
import { storedBytes } from '../src/core/log/chain.ts';
import { type Edge, grow } from '../src/core/log/grow.ts';
import { type Hash, leafHash, verifyInclusion } from '../src/core/log/tree.ts';
import { createEventLog, type EventLog } from '../src/ledger/log.ts';
import { createLedger } from '../src/ledger/record.ts';
import { nodeSha256 } from '../src/ledger/sha256.ts';
import { createLogVerifier, type LoggedEvent } from '../src/replay/verify.ts';
import { generateHistory } from '../src/simulator/history.ts';
import { startPostgres } from '../test/postgres.ts';
import { startSequencer } from '../workers/sequencer.ts';
import type { Figure } from './figure.ts';
import { PROMPT_LIFE, playLife } from './lifecycle.ts';
import { median } from './measure.ts';
import { NOW } from './record.ts';

const subject = 'log';
const EVENTS = 40_000;
const VERIFY_ROUNDS = 5;
const PER_SECOND = 200;
const SECONDS = Number(process.env.BENCH_LOG_SECONDS ?? 15);
const CASES = 32;
const LEAVES = Number(process.env.BENCH_LEAVES ?? 1_000_000);
const EVENTS_A_CASE = 19;
const PROOFS = 300;
const ORIGIN = 'bench.example/duban';
const SEEDS = [Buffer.alloc(32, 7)];
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Verifying chain and tree, how soon an event is covered by a checkpoint, proofs in a large tree, and what the log takes on disk. */
export async function benchLog(): Promise<readonly Figure[]> {
  const figures: Figure[] = [verifying()];
  const folder = mkdtempSync(path.join(tmpdir(), 'duban-bench-'));
  for (const name of ['SQLite', 'PostgreSQL'] as const) {
    const server = name === 'SQLite' ? undefined : await startPostgres({ durable: true });
    try {
      const db = await openOffice(server?.url ?? { sqlite: path.join(folder, 'live.db') });
      figures.push(...(await proving(name, db)));
      figures.push(...(await covering(name, db)));
    } finally {
      await server?.stop();
    }
  }
  rmSync(folder, { recursive: true, force: true });
  return figures;
}

/** Chain and tree of a generated year in one pass, by processor time: other people's load is not ours. */
function verifying(): Figure {
  const bundled = (name: string) => JSON.parse(readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8'));
  const terms = {
    rules: loadRuleSet(bundled('rules.default.json')),
    calendar: parseCalendar(bundled('calendar.cn-2024-2026.json')),
  };
  const events: LoggedEvent[] = [];
  generateHistory({
    kinds,
    terms,
    seed: 1,
    events: EVENTS,
    onEvent: (event) => events.push({ bytes: storedBytes(event), hash: event.hash }),
  });
  const rates = Array.from({ length: VERIFY_ROUNDS }, () => {
    const before = process.cpuUsage();
    const verifier = createLogVerifier({ checkpoints: [], keys: [] }, nodeSha256);
    for (const event of events) verifier.next(event);
    if (verifier.end().findings.length > 0) throw new Error('a generated year does not verify');
    const { user, system } = process.cpuUsage(before);
    return events.length / ((user + system) / 1e6);
  });
  return {
    subject,
    what: 'verify chain and tree, one core: events a second of CPU',
    measured: median(rates),
    unit: '/s',
    target: { of: 'measured', atLeast: 100_000 },
  };
}

/** Behind the million: notes on open cases at a steady pace, and the moment at which each is under a signed checkpoint. */
async function covering(name: string, db: Database): Promise<readonly Figure[]> {
  const ledger = createLedger({ db, kinds, now: () => NOW });
  const rounds: { readonly at: number; readonly size: number }[] = [];
  const eventLog = createEventLog({ db, origin: ORIGIN, seeds: SEEDS });
  const watched: EventLog = {
    ...eventLog,
    async sequence(at) {
      const done = await eventLog.sequence(at);
      rounds.push({ at: performance.now(), size: done.size });
      return done;
    },
  };
  const caseIds: string[] = [];
  for (let i = 0; i < CASES; i++)
    caseIds.push(
      await playLife(ledger, PROMPT_LIFE.slice(0, 1), `log-${i}`, { kind: `k-${i}`, foundAt: addMs(NOW, -600_000) }),
    );
  const stop = startSequencer({ eventLog: watched, log: SILENT, now: () => NOW });
  const committed: { readonly caseId: string; readonly seq: number; readonly at: number }[] = [];
  const started = performance.now();
  const all: Promise<void>[] = [];
  for (let n = 0; n < PER_SECOND * SECONDS; n++) {
    const ahead = started + (n * 1_000) / PER_SECOND - performance.now();
    if (ahead > 1) await pause(ahead);
    all.push(note(n));
  }
  await Promise.all(all);
  const pace = committed.length / ((performance.now() - started) / 1_000);
  const size = LEAVES + committed.length + CASES;
  while ((rounds.at(-1)?.size ?? 0) < size) await pause(20);
  await stop();
  const leaves = new Map(await Promise.all(caseIds.map(async (id) => [id, await readLeavesOf(db.knex, id)] as const)));
  const waits = committed
    .map(({ caseId, seq, at }) => {
      const leaf = leaves.get(caseId)?.get(seq) ?? Number.NaN;
      return (rounds.find((round) => round.size > leaf)?.at ?? Number.NaN) - at;
    })
    .sort((a, b) => a - b);
  await ledger.close();
  return [
    { subject, what: `${name}: events recorded a second meanwhile`, measured: pace, unit: '/s' },
    {
      subject,
      what: `${name}: commit to signed checkpoint at ${PER_SECOND} events/s, p50`,
      measured: quantile(waits, 0.5) / 1_000,
      unit: 's',
    },
    {
      subject,
      what: `${name}: commit to signed checkpoint at ${PER_SECOND} events/s, longest`,
      measured: (waits.at(-1) ?? Number.NaN) / 1_000,
      unit: 's',
      target: { of: 'measured', atMost: 2 },
    },
  ];

  async function note(n: number): Promise<void> {
    const caseId = caseIds[n % CASES] as string;
    const outcome = await ledger.record({
      kind: 'hazard',
      caseId,
      commandId: `log-note-${n}`,
      type: 'addNote',
      payload: { text: '抽查一次' },
      actor: { post: 'street.safetyOffice', person: 'p-office' },
    });
    if (!outcome.ok) throw new Error(`note: ${outcome.refusal.code}`);
    committed.push({ caseId, seq: outcome.seq, at: performance.now() });
  }
}

/** A tree of a million leaves: what it takes on disk, and how long a proof is in the making. */
async function proving(name: string, db: Database): Promise<readonly Figure[]> {
  const before = await bytesOfLog(db);
  await fill(db);
  const bytes = ((await bytesOfLog(db)) - before) / LEAVES;
  const eventLog = createEventLog({ db, origin: ORIGIN, seeds: SEEDS });
  await eventLog.sequence(NOW);
  const chance = createChance(LEAVES).fork('proofs');
  const took: number[] = [];
  const bare: number[] = [];
  for (let i = 0; i < PROOFS; i++) {
    const n = chance.between(0, LEAVES - 1);
    const before = performance.now();
    // A proof takes two trips to the database one after the other: what they cost with nothing in them.
    for (let trip = 0; trip < 2; trip++) await db.knex.raw('SELECT 1');
    const started = performance.now();
    bare.push(started - before);
    const found = await eventLog.inclusion(caseOf(n), seqOf(n));
    took.push(performance.now() - started);
    if (found?.index !== n) throw new Error(`leaf ${n} was not found`);
    const root = await rootOf(eventLog);
    if (!verifyInclusion({ leaf: leafOf(n), index: n, size: found.size, root, proof: found.proof }))
      throw new Error('the proof does not hold');
  }
  const sorted = took.toSorted((a, b) => a - b);
  const million = LEAVES.toLocaleString('en');
  return [
    {
      subject,
      what: `${name}: inclusion proof among ${million} leaves, p50`,
      measured: quantile(sorted, 0.5),
      unit: 'ms',
      floor: median(bare),
      ratio: quantile(sorted, 0.5) / median(bare),
      target: { of: 'measured', atMost: 5 },
    },
    {
      subject,
      what: `${name}: inclusion proof among ${million} leaves, p99`,
      measured: quantile(sorted, 0.99),
      unit: 'ms',
    },
    { subject, what: `${name}: tables of the log, stored an event`, measured: bytes, unit: 'B' },
  ];
}

const caseOf = (n: number) => `H-2026-${String(Math.floor(n / EVENTS_A_CASE)).padStart(6, '0')}`;
const seqOf = (n: number) => (n % EVENTS_A_CASE) + 1;
const leafOf = (n: number): Hash => leafHash(Buffer.from(`event ${n}`), nodeSha256);

async function rootOf(eventLog: EventLog): Promise<Hash> {
  const note = (await eventLog.checkpoint())?.note ?? '';
  return Buffer.from(note.split('\n')[2] ?? '', 'base64');
}

/** Leaves and tiles as the sequencer leaves them, a tile's worth after the other. */
async function fill(db: Database): Promise<void> {
  const { knex } = db;
  const step = 50_000;
  let edge: Edge = [];
  for (let from = 0; from < LEAVES; from += step) {
    const to = Math.min(from + step, LEAVES);
    const leaves = Array.from({ length: to - from }, (_, i) => leafOf(from + i));
    const grown = grow(from, edge, leaves, nodeSha256);
    edge = grown.edge;
    await knex.transaction(async (trx) => {
      for (let i = 0; i < leaves.length; i += 400)
        await trx('log_leaf').insert(rows(from + i, Math.min(from + i + 400, to)));
      for (const { level, index, hashes } of grown.tiles)
        await trx('log_tile')
          .insert({ level, n: index, hashes: Buffer.from(hashes) })
          .onConflict(['level', 'n'])
          .merge();
    });
  }
  await knex('log_head').insert({ one: 1, size: LEAVES, origin: ORIGIN });
}

function rows(from: number, to: number): readonly object[] {
  return Array.from({ length: to - from }, (_, i) => ({
    n: from + i,
    case_id: caseOf(from + i),
    seq: seqOf(from + i),
  }));
}

async function bytesOfLog(db: Database): Promise<number> {
  if (db.dialect === 'sqlite') {
    await db.knex.raw('VACUUM');
    db.raw.pragma('wal_checkpoint(TRUNCATE)');
    return statSync(db.raw.name).size;
  }
  const { rows: found } = await db.knex.raw(
    "SELECT sum(pg_total_relation_size(relid))::bigint AS bytes FROM pg_stat_user_tables WHERE relname IN ('log_leaf', 'log_tile', 'checkpoint', 'log_key', 'log_head')",
  );
  return Number(found[0].bytes);
}

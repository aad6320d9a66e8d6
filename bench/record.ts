import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openOffice } from '../drill/office.ts';
import { addMs, kinds } from '../src/core/index.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import { createLedger } from '../src/ledger/record.ts';
import { startPostgres } from '../test/postgres.ts';
import type { Figure } from './figure.ts';
import { type Floor, postgresFloor, sqliteFloor } from './floor.ts';
import { PROMPT_LIFE, playLife } from './lifecycle.ts';
import { createMeter, type Stretch } from './measure.ts';

/** The moment at which the benchmark's office works: no clock is due. */
export const NOW = '2025-03-10T10:00:00+08:00';
const FOUND = addMs(NOW, -20 * 60_000);

const ROUNDS = 4;
const COMMANDS_A_ROUND = { 1: 480, 16: 1_920 } as const;

type Callers = keyof typeof COMMANDS_A_ROUND;

/** `record()` beside a hand-written durable transaction, at 1 and 16 callers, on both databases. */
export async function benchRecord(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const folder = mkdtempSync(path.join(tmpdir(), 'duban-bench-'));
  const server = await startPostgres({ durable: true });
  try {
    const sqlite = path.join(folder, 'duban.db');
    const floorFile = path.join(folder, 'floor.db');
    for (const [name, location, floor] of [
      ['SQLite', { sqlite }, sqliteFloor(floorFile)],
      ['PostgreSQL', server.url, await postgresFloor(server.url)],
    ] as const) {
      const db = await openOffice(location);
      const ledger = createLedger({ db, kinds, now: () => NOW });
      if (name === 'SQLite') {
        await growWal(sqlite, (round) => ofLedger(ledger, 1, `grow-${round}`, () => undefined));
        await growWal(floorFile, (round) => ofFloor(floor, 1, `grow-${round}`, () => undefined));
      }
      for (const callers of [1, 16] as const) figures.push(...(await compare(name, callers, ledger, floor)));
      await ledger.close();
      await floor.close();
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return figures;
}

/** Pages after which both start their WAL anew (`wal_autocheckpoint`), in bytes. */
const FULL_WAL = 16_000 * 4_096;

/** Until its first checkpoint a WAL grows with every commit, and a commit that makes its file longer costs the disk twice as much: both are compared as they run for years. */
async function growWal(file: string, work: (round: number) => Promise<void>): Promise<void> {
  for (let round = 0; statSync(`${file}-wal`).size < FULL_WAL; round++) await work(round);
}

async function compare(name: string, callers: Callers, ledger: Ledger, floor: Floor): Promise<readonly Figure[]> {
  // “Warm”: the compiler has seen everything some thousand times, whatever is measured first.
  await ofLedger(ledger, 16, `warm-${callers}`, () => undefined);
  await ofFloor(floor, 16, `warm-${callers}`, () => undefined);
  const ours = createMeter();
  const theirs = createMeter();
  for (let round = 0; round < ROUNDS; round++) {
    await theirs.stretch((note) => ofFloor(floor, callers, `${callers}-${round}`, note));
    await ours.stretch((note) => ofLedger(ledger, callers, `${callers}-${round}`, note));
  }
  return figuresOf(`${name}, ${callers} caller${callers === 1 ? '' : 's'}`, ours.result(), theirs.result());
}

function figuresOf(where: string, ours: Stretch, floor: Stretch): readonly Figure[] {
  const subject = 'record';
  return [
    {
      subject,
      what: `${where}: commands a second`,
      measured: ours.perSecond,
      unit: '/s',
      floor: floor.perSecond,
      ratio: ours.perSecond / floor.perSecond,
      target: { of: 'ratio', atLeast: 0.35 },
    },
    { subject, what: `${where}: p50`, measured: ours.p50, unit: 'ms', floor: floor.p50, ratio: ours.p50 / floor.p50 },
    {
      subject,
      what: `${where}: p99`,
      measured: ours.p99,
      unit: 'ms',
      floor: floor.p99,
      ratio: ours.p99 / floor.p99,
      target: { of: 'ratio', atMost: 4 },
    },
    {
      subject,
      what: `${where}: CPU a command`,
      measured: ours.cpuMs,
      unit: 'ms',
      floor: floor.cpuMs,
      ratio: ours.cpuMs / floor.cpuMs,
      target: { of: 'measured', atMost: 0.6 },
    },
  ];
}

/** Whole lives, each caller one after the other. */
async function ofLedger(ledger: Ledger, callers: Callers, name: string, note: (ms: number) => void): Promise<void> {
  const lives = COMMANDS_A_ROUND[callers] / PROMPT_LIFE.length / callers;
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (let life = 0; life < lives; life++) {
        const one = `${name}-${caller}-${life}`;
        await playLife(ledger, PROMPT_LIFE, one, { kind: one, foundAt: FOUND, took: note });
      }
    }),
  );
}

async function ofFloor(floor: Floor, callers: Callers, name: string, note: (ms: number) => void): Promise<void> {
  const lives = COMMANDS_A_ROUND[callers] / PROMPT_LIFE.length / callers;
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (let life = 0; life < lives; life++) {
        for (let seq = 1; seq <= PROMPT_LIFE.length; seq++) {
          const started = performance.now();
          await floor.command(`${name}-${caller}-${life}`, seq);
          note(performance.now() - started);
        }
      }
    }),
  );
}

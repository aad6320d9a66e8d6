import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { DatabaseLocation } from '../../db/open.ts';
import type { CaseId } from '../../src/core/case.ts';
import { verifyChain } from '../../src/core/log/chain.ts';
import { reconcile } from '../../src/ledger/rebuild.ts';
import type { TestLedger } from './fixture.ts';
import { TINY_KINDS } from './tiny-kinds.ts';

/** A writer in a process of its own, and what it has been told was recorded. */
export interface Writer {
  readonly acknowledged: string[];
  readonly ready: Promise<void>;
  /** Resolves when that many notes have been acknowledged. */
  reached(count: number): Promise<void>;
  kill(): void;
  readonly ended: Promise<void>;
}

/** Starts a process that writes `most` notes into each of the cases. */
export function startWriter(location: string, name: string, most: number, cases: readonly CaseId[]): Writer {
  const script = fileURLToPath(new URL('./writer-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, location, name, String(most), ...cases], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acknowledged: string[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const ready = Promise.withResolvers<void>();
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  ended.then(() => ready.resolve());
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line === 'ready') return ready.resolve();
    acknowledged.push(line);
    for (const one of waiting) if (acknowledged.length >= one.count) one.resolve();
  });
  return {
    acknowledged,
    ready: ready.promise,
    reached: (count) => Promise.race([ended, new Promise<void>((resolve) => waiting.push({ count, resolve }))]),
    kill: () => void child.kill('SIGKILL'),
    ended,
  };
}

/** A process of its own that is ready to migrate. */
export interface Migration {
  readonly ready: Promise<void>;
  go(): void;
  /** The schema's version that it ended with; rejects if it failed. */
  readonly version: Promise<string>;
}

/** Starts a process that opens the database and migrates when told to. */
export function startMigration(location: DatabaseLocation): Migration {
  const script = fileURLToPath(new URL('./migrate-process.ts', import.meta.url));
  const place = typeof location === 'string' ? location : `sqlite:${location.sqlite}`;
  const child = spawn(process.execPath, [script, place], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ready = Promise.withResolvers<void>();
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line === 'ready') ready.resolve();
    else lines.push(line);
  });
  const version = new Promise<string>((resolve, reject) => {
    child.on('close', (code) => {
      ready.reject(new Error(`ended with ${code} before it was ready`));
      if (code === 0) resolve(lines.at(-1) ?? '');
      else reject(new Error(`migrating ended with ${code}`));
    });
  });
  return { ready: ready.promise, go: () => void child.stdin.write('go'), version };
}

/** What is wrong after writers were killed: broken chains, a view that is not the fold, acknowledged notes that are missing or there twice. */
export async function damage(
  test: TestLedger,
  cases: readonly CaseId[],
  writers: readonly Writer[],
): Promise<readonly string[]> {
  const found: string[] = [];
  const recorded = new Map<string, number>();
  for (const caseId of cases) {
    const events = await test.ledger.events(caseId);
    if (!verifyChain(events).ok) found.push(`${caseId}: chain`);
    for (const event of events) {
      const key = `${caseId} ${event.payload.note}`;
      recorded.set(key, (recorded.get(key) ?? 0) + 1);
    }
    const wakes = await test.db.knex('wake').where('case_id', caseId);
    if (wakes.length !== events.length) found.push(`${caseId}: ${wakes.length} wake rows for ${events.length} events`);
  }
  for (const note of writers.flatMap((writer) => writer.acknowledged))
    if (recorded.get(note) !== 1) found.push(`${note}: ${recorded.get(note) ?? 0} times`);
  const { differences } = await reconcile({ db: test.db, kinds: TINY_KINDS });
  return [...found, ...differences.map((one) => `${one.caseId}: ${one.what}`)];
}

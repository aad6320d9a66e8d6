import type { Words } from '../activities/mail-text.ts';
import type { Log } from '../activities/perform.ts';
import { type DatabaseLocation, openDatabase } from '../db/open.ts';
import { fromMs, type Instant, kinds } from '../src/core/index.ts';
import { createLedger, type LedgerDeps } from '../src/ledger/record.ts';

/** What a drill tells its processes, as JSON in their only argument. */
export interface ProcessSetup {
  readonly database: DatabaseLocation;
  readonly dataDir: string;
  /** host:port of Temporal. */
  readonly temporal: string;
  readonly namespace: string;
  readonly taskQueue: string;
  /** HTTP port of the API process. */
  readonly port: number;
  /** The process's clock is so many milliseconds ahead of the machine's. */
  readonly aheadMs: number;
  /** Default: what temporal.yaml says. */
  readonly maxCachedWorkflows?: number;
  /** Default: mails become files of the outbox. */
  readonly smtpUrl?: string;
}

/** The setup that this process was started with. */
export function readSetup(): ProcessSetup {
  return JSON.parse(process.argv[2] ?? '{}') as ProcessSetup;
}

/** The drill's clock: the machine's, moved ahead by the setup. */
export function clockOf({ aheadMs }: Pick<ProcessSetup, 'aheadMs'>): () => Instant {
  return () => fromMs(Date.now() + aheadMs);
}

/** The ledger of the setup over a connection of its own. */
export async function openLedger(setup: ProcessSetup, onCommit: NonNullable<LedgerDeps['onCommit']>) {
  const db = await openDatabase(setup.database);
  return { db, ledger: createLedger({ db, kinds, now: clockOf(setup), onCommit }) };
}

/** Names as the ids they stand for: a drill reads no mail. */
export const plainWords: Words = { duty: (id) => id, notice: (id) => id, post: (id) => id };

/** Warnings and errors on standard error, one JSON line each. */
export const log: Log = {
  info: () => undefined,
  warn: (message, facts) => write('warn', message, facts),
  error: (message, facts) => write('error', message, facts),
};

function write(level: string, message: string, facts: object | undefined): void {
  process.stderr.write(`${JSON.stringify({ level, pid: process.pid, message, ...facts })}\n`);
}

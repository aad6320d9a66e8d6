import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Channel } from '../activities/channels/channel.ts';
import { createChores } from '../activities/chores.ts';
import type { Words } from '../activities/mail-text.ts';
import type { Log } from '../activities/perform.ts';
import { expectChores } from '../db/chore.ts';
import type { Database } from '../db/open.ts';
import type { Instant } from '../src/core/instant.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import { createActivityNotes } from '../src/ledger/liveness.ts';
import type { Settings, TemporalConfig } from './config.ts';
import { compareAll } from './reconcile.ts';
import { choreSchedules, keepSchedules } from './schedules.ts';
import { reasonOf } from './signal.ts';

/** Milliseconds between two attempts to set up the schedules. */
const RETRY_MS = 15_000;

/** Setting them up never takes longer: without a deadline a call hangs while Temporal is away (ms). */
const DEADLINE_MS = 30_000;

export interface WatchDeps {
  readonly ledger: Ledger;
  readonly db: Database;
  readonly config: Pick<TemporalConfig, 'taskQueue' | 'workflowTaskTimeout'>;
  readonly client: Client;
  readonly settings: Partial<Pick<Settings, 'heartbeat'>>;
  readonly channels: readonly Channel[];
  readonly words: Words;
  readonly log: Log;
  readonly now: () => Instant;
}

/** What watches over the engine: the notes of what rules do, and the chores with their schedules. */
export function watchOver({ ledger, db, config, client, settings, channels, words, log, now }: WatchDeps) {
  const { heartbeat } = settings;
  const { taskQueue, workflowTaskTimeout } = config;
  const notes = createActivityNotes({
    db,
    events: (caseId) => ledger.events(caseId),
    onFailure: () => log.warn('what the rules did could not be noted; the nightly reconcile makes it good'),
  });
  const chores = createChores({
    db,
    ledger,
    words,
    log,
    now,
    heartbeat: heartbeat ?? {},
    post: channels.find(({ name }) => name === 'mail'),
    reconcile: (progress) =>
      compareAll({ db, target: { client, taskQueue, workflowTaskTimeout }, ledger, log, progress }),
  });
  const stopping = new AbortController();
  let setUp: Promise<void> = Promise.resolve();

  /** The ledger knows what to wait for before Temporal is told to run it: a schedule that cannot be made is missed, and that shows. */
  async function keep(): Promise<void> {
    const wanted = choreSchedules(heartbeat?.everyMs);
    while (!stopping.signal.aborted) {
      try {
        await expectChores(db.knex, wanted, now());
        return await client.withAbortSignal(stopping.signal, () =>
          client.withDeadline(Date.now() + DEADLINE_MS, () => keepSchedules(client, taskQueue, wanted)),
        );
      } catch (error) {
        if (stopping.signal.aborted) return;
        log.warn('the schedules could not be set up; trying again', { reason: reasonOf(error) });
        await pause(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  return {
    notes,
    chores,
    /** Once the worker polls: sets the schedules up, and goes on trying while Temporal is away. */
    expect() {
      setUp = keep();
    },
    async stop() {
      stopping.abort();
      await setUp;
      await notes.flush();
    },
  };
}

import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { publishCalendar } from '../../db/calendar.ts';
import type { DatabaseLocation } from '../../db/open.ts';
import { type OfficeRegisters, saveRegisters } from '../../db/organisation.ts';
import { publishRuleSet } from '../../db/rule-set.ts';
import { type CaseId, type Instant, kinds, type SealedEvent } from '../../src/core/index.ts';
import { addMs, fromMs, toMs } from '../../src/core/instant.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { createLedger } from '../../src/ledger/record.ts';
import type { Engine } from '../../src/simulator/run.ts';
import { buildWorkflowBundle } from '../../workers/bundle.ts';
import { type DurableSide, startWorker } from '../../workers/main.ts';
import { createPress } from '../../workers/press.ts';
import { rebuild, reconcile } from '../../workers/reconcile.ts';
import { pokeDispatcher } from '../../workers/signal.ts';
import { type CaseReport, DISPATCHER_ID, STATE } from '../../workflows/poke.ts';
import { openTestLedger, type TestClock, type TestLedger } from '../ledger/fixture.ts';
import type { ShiftedTerms } from '../simulator/shift.ts';
import { config, memoryLog, startTimeSkippingServer, temporaryFolder, until, words } from './stand.ts';
import { tasksUnderWay } from './tasks-under-way.ts';

/** Cases wait up to half a second past a full hour (workflows/spread.ts); the clocks of an instant have all fired after this (ms). */
export const SPREAD_MS = 500;

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/duban', import.meta.url));

/** So long a worker may take for what is due at one instant, on a busy machine (ms). */
const PATIENCE_MS = 30_000;

/** A skip of time that takes longer waits for a workflow task that the time-skipping server has lost (seen under load): it never times out there (ms). */
const STALL_MS = 10_000;

/** A real ledger, a real worker and a real Temporal server whose clock is moved, as the engine of a scenario. */
export interface LiveEngine extends Engine {
  readonly ledger: Ledger;
  readonly db: TestLedger['db'];
  /** Stops the worker and the Temporal server, which forgets all it knew; time and people go on. */
  down(): Promise<void>;
  /** Starts both again, the server empty: every open case is poked. */
  up(): Promise<void>;
  /** Everything owed was sent, each open case's workflow holds what the log says, each closed one's has ended. */
  finish(): Promise<Finished>;
  close(): Promise<void>;
}

/** What there was at the end. */
export interface Finished {
  readonly sent: number;
  readonly failed: number;
  /** How often a workflow's own copy of a case was compared with the read model, and was equal. */
  readonly compared: number;
}

export interface LiveEngineSetup {
  readonly location: DatabaseLocation;
  readonly terms: ShiftedTerms;
  readonly start: Instant;
  /** What the registers hold besides the small office of the test ledgers. */
  readonly registers?: OfficeRegisters;
  /** Mails go to this SMTP server, and official papers are printed and go with them. */
  readonly smtpUrl?: string;
}

/** Opens an office on shifted terms, with a worker, at an instant before anything has happened. */
export async function openLiveEngine(setup: LiveEngineSetup): Promise<LiveEngine> {
  const { location, terms, start, registers, smtpUrl } = setup;
  const folder = temporaryFolder();
  const log = memoryLog();
  const clock: TestClock = { now: fromMs(Date.now()) };
  const { db } = await openTestLedger(location, clock, kinds);
  await publishTerms(db, terms);
  if (registers !== undefined) await saveRegisters(db.knex, registers);
  let side: DurableSide | undefined;
  const ledger = createLedger({ db, kinds, now: () => clock.now, onCommit: (wakes) => side?.poker.poke(wakes) });
  const printing = smtpUrl === undefined ? {} : { db, press: createPress({ ledger, db, now: () => clock.now }) };
  let env: TestWorkflowEnvironment = await startTimeSkippingServer();
  let compared = 0;
  /** Up to where each case's copy has been compared with the read model on this server. */
  const comparedTo = new Map<CaseId, number>();
  let forgotten = false;
  let difference: string | undefined;

  const target = () => ({ client: sideNow().client, taskQueue: config.taskQueue });

  function sideNow(): DurableSide {
    if (side === undefined) throw new Error('the worker is down');
    return side;
  }

  /** The server's clock goes on to the instant, never back; a server that does not get there is replaced, as after an outage. */
  async function serverUntil(instant: Instant): Promise<void> {
    const ms = toMs(instant) - (await env.currentTimeMs());
    if (ms > 0 && !(await endsWithin(env.sleep(ms), STALL_MS))) await replaceServer();
  }

  async function replaceServer(): Promise<void> {
    const stuck = await tasksUnderWay(env, ledger);
    console.info(`the time-skipping server stood still at ${clock.now}: replaced by an empty one; ${stuck.join('; ')}`);
    const running = side !== undefined;
    await stop();
    await env.teardown();
    env = await startTimeSkippingServer();
    forgotten = true;
    comparedTo.clear();
    await serverUntil(clock.now);
    if (!running) return;
    await startSide();
    await rebuild({ target: target(), ledger, log });
  }

  /**
   * Both clocks go on to the instant, the server's up to `later` ms beyond. They meet a second before it: a dispatcher that asks one clock of the
   * other's time would set its timer days too late, or wake every few minutes of months.
   */
  async function bothUntil(instant: Instant, later = 0): Promise<void> {
    await serverUntil(addMs(instant, -1_000));
    clock.now = instant;
    if ((await ledger.messages.nextHold(instant)) !== undefined) await pokeDispatcher(target());
    await serverUntil(addMs(instant, later));
  }

  /** Time passes with the hours of digests in between: at each of them what waits goes out. */
  async function passUntil(instant: Instant): Promise<void> {
    for (let hold = await ledger.messages.nextHold(clock.now); hold !== undefined && hold < instant; ) {
      await bothUntil(hold, SPREAD_MS);
      await holds(async () => !(await ledger.messages.owes()) && (await dispatcherIdle()));
      hold = await ledger.messages.nextHold(clock.now);
    }
    await bothUntil(instant);
    await holds(dispatcherIdle);
  }

  async function startSide(): Promise<void> {
    const bundle = await buildWorkflowBundle({ cacheFolder: CACHE });
    side = startWorker({
      ledger,
      config: { ...config, worker: { ...config.worker, shutdownGrace: 1_000 } },
      address: env.address,
      settings: {
        dataDir: folder.path,
        publicUrl: undefined,
        smtpUrl,
        smtpFrom: smtpUrl === undefined ? undefined : '督办系统 <duban@street.example>',
      },
      ...printing,
      words,
      log,
      now: () => clock.now,
      bundle,
    });
    await side.ready;
  }

  async function stop(): Promise<void> {
    const stopping = side;
    side = undefined;
    await stopping?.close();
  }

  /**
   * Nothing that should have fired before the instant is still to fire, nothing is owed, and each open case's workflow has folded all of its log.
   * Time must not be skipped before that: this server loses a workflow task that is under way then, and waits for it for ever.
   */
  async function quiet(instant: Instant): Promise<boolean> {
    const due = await nextDueOf(db, instant);
    if (due !== undefined || (await ledger.messages.owes())) return false;
    // A round that prints papers takes long enough to be poked in the middle: its poke must have come before time is skipped.
    if (smtpUrl !== undefined) await sideNow().poker.idle();
    for (const { caseId, seq } of await ledger.openCases(undefined, 1_000)) {
      if (comparedTo.get(caseId) === seq) continue;
      const report = await copyOf(caseId);
      if (report?.seq !== seq) return false;
      const state = await ledger.state(caseId);
      if (state?.seq !== seq) return false;
      if (!isDeepStrictEqual(report.state, state)) {
        difference = `${caseId} #${seq}: the workflow's copy differs from the read model`;
        return false;
      }
      comparedTo.set(caseId, seq);
      compared++;
    }
    return dispatcherIdle();
  }

  /** It is between two rounds: no activity, and its workflow task is done, for which a query waits. */
  async function dispatcherIdle(): Promise<boolean> {
    const handle = sideNow().client.workflow.getHandle(DISPATCHER_ID);
    try {
      await handle.query('__temporal_workflow_metadata');
      return ((await handle.describe()).raw.pendingActivities ?? []).length === 0;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return true;
      throw error;
    }
  }

  function copyOf(caseId: CaseId): Promise<CaseReport | undefined> {
    return sideNow()
      .client.workflow.getHandle(caseId)
      .query<CaseReport>(STATE)
      .catch(() => undefined);
  }

  async function statusOf(caseId: CaseId): Promise<string> {
    try {
      return (await sideNow().client.workflow.getHandle(caseId).describe()).status.name;
    } catch (error) {
      // Closed before the server lost its memory: nobody starts it again.
      if (forgotten && error instanceof WorkflowNotFoundError) return 'COMPLETED';
      throw error;
    }
  }

  /** It comes about, if need be on a server in the place of one that has lost a task. */
  async function holds(condition: () => Promise<boolean>): Promise<void> {
    const heldOrDiffers = async () => difference !== undefined || (await condition());
    if (!(await endsWithin(until(heldOrDiffers, PATIENCE_MS), PATIENCE_MS))) {
      await replaceServer();
      await until(heldOrDiffers, PATIENCE_MS);
    }
    // A new server would fold the log again, and nobody would know.
    if (difference !== undefined) throw new Error(difference);
  }

  async function settled(instant: Instant): Promise<void> {
    try {
      await holds(() => quiet(instant));
    } catch (error) {
      throw new Error(`not quiet at ${instant}: ${log.lines.filter((line) => !line.startsWith('info')).join('\n')}`, {
        cause: error,
      });
    }
  }

  clock.now = start;
  await serverUntil(start);
  await startSide();
  return {
    ledger,
    db,
    async down() {
      await stop();
      await env.teardown();
    },
    // A worker alone cannot be stopped and started here: this test server keeps the tasks of one that is gone for it.
    async up() {
      env = await startTimeSkippingServer();
      forgotten = true;
      comparedTo.clear();
      await serverUntil(clock.now);
      await startSide();
      await rebuild({ target: target(), ledger, log });
      await settled(clock.now);
    },
    async runTo(instant) {
      if (side === undefined) {
        clock.now = instant;
        return;
      }
      await settled('');
      // From one due instant to the next, as time passes: a server that skips months at once would outrun our worker.
      for (let due = await nextDueOf(db, instant); due !== undefined; due = await nextDueOf(db, instant)) {
        const fired = addMs(due, SPREAD_MS);
        // Whoever acts at this very instant finds it due as well as the engine does.
        if (fired >= instant) break;
        await passUntil(fired > clock.now ? fired : clock.now);
        await settled(due);
      }
      await passUntil(instant);
      await settled('');
    },
    async record({ recordedAt, name, ...request }) {
      clock.now = recordedAt;
      const outcome = await ledger.record(
        request.caseId === undefined && request.kind === 'matter'
          ? { ...request, caseId: await announced(db, name) }
          : request,
      );
      return outcome.ok ? { ok: true, caseId: outcome.caseId, event: outcome.event } : outcome;
    },
    state: (caseId) => ledger.state(caseId),
    async log() {
      const ids: { case_id: CaseId }[] = await db.knex('case_view').select('case_id').orderBy(['opened_at', 'case_id']);
      const events: SealedEvent[] = [];
      for (const { case_id } of ids) events.push(...(await ledger.events(case_id)));
      return events.sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : a.recordedAt > b.recordedAt ? 1 : 0));
    },
    async finish() {
      // A round of mails that was given to a worker that is gone is given to the next one when its heartbeat stays away.
      await until(async () => {
        await env.sleep(20_000);
        return (await ledger.health()).deliveriesDue === 0;
      }, PATIENCE_MS);
      const { findings } = await reconcile({ target: target(), ledger, log });
      if (findings.length > 0) throw new Error(`not equal: ${JSON.stringify(findings)}`);
      // Nothing ever becomes due of an entry of a register: it has no workflow.
      for (const { caseId, kind } of (await ledger.cases({ closed: true })).rows)
        if (kind !== 'record') await until(async () => (await statusOf(caseId)) === 'COMPLETED', PATIENCE_MS);
      const deliveries = await ledger.deliveries({ limit: 1_000 });
      const sent = deliveries.filter(({ state }) => state === 'sent').length;
      // What waits for its digest has not failed.
      const failed = deliveries.filter(({ state }) => state === 'failed').length;
      return { sent, failed, compared };
    },
    async close() {
      const running = side !== undefined;
      await stop();
      await ledger.close();
      if (running) await env.teardown();
      folder.end();
    },
  };
}

/** Whether it ends well in time (ms). */
function endsWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    work
      .then(
        () => resolve(true),
        () => resolve(false),
      )
      .finally(() => clearTimeout(timer));
  });
}

async function publishTerms({ knex }: TestLedger['db'], { rulesFile, calendarFile }: ShiftedTerms): Promise<void> {
  const publishedAt = '2026-01-01T00:00:00+08:00';
  const [id, calendar] = [String(rulesFile.id), String(calendarFile.id)];
  await publishCalendar(knex, { id: calendar, body: JSON.stringify(calendarFile), publishedAt });
  const body = JSON.stringify(rulesFile);
  await publishRuleSet(knex, { id, calendar, effectiveFrom: String(rulesFile.effectiveFrom), body, publishedAt });
}

/** The earliest instant up to `until` at which a clock or a message is due. */
async function nextDueOf({ knex }: TestLedger['db'], until: Instant): Promise<Instant | undefined> {
  const clock: { at: Instant } | undefined = await knex('case_view')
    .select({ at: 'next_due' })
    .where('next_due', '<=', until)
    .orderBy('next_due')
    .first();
  const message: { at: Instant } | undefined = await knex('inbox')
    .select('at')
    .whereNull('consumed_seq')
    .andWhere('at', '<=', until)
    .orderBy('at')
    .first();
  return [clock?.at, message?.at].filter((at) => at !== undefined).sort()[0];
}

/** A matter that its opener has announced although nobody has looked at it yet: its number ends with the name in the file. */
async function announced({ knex }: TestLedger['db'], name: string): Promise<CaseId> {
  const rows: { to: CaseId }[] = await knex('inbox').distinct({ to: 'case_id' });
  return rows.find(({ to }) => to.endsWith(`-${name}`))?.to ?? name;
}

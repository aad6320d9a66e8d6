import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type NativeConnection, Worker } from '@temporalio/worker';
import { quantile } from '../drill/invariants.ts';
import { openOffice } from '../drill/office.ts';
import { log, plainWords } from '../drill/process-setup.ts';
import { until } from '../drill/stand.ts';
import { fromMs, type Instant, kinds, toMs } from '../src/core/index.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import { createLedger } from '../src/ledger/record.ts';
import { quiet, startTimeSkippingServer, config as testConfig } from '../test/live/stand.ts';
import { buildWorkflowBundle } from '../workers/bundle.ts';
import { loadTemporalConfig } from '../workers/config.ts';
import { type DurableSide, startWorker } from '../workers/main.ts';
import { reconcile } from '../workers/reconcile.ts';
import { startTemporalServer } from '../workers/temporal-server.ts';
import type { Figure } from './figure.ts';
import { FULL_LIFE, FULL_LIFE_COUNTS, requestOf } from './full-life.ts';
import { PROMPT_LIFE } from './lifecycle.ts';

const PER_SECOND = 100;
const SECONDS = 20;
const OPEN_AT_ONCE = 50;
const WEEK_MS = 7 * 86_400_000;

/** How closely Temporal follows the ledger under load, and what a full life costs it. */
export async function benchTemporal(): Promise<readonly Figure[]> {
  quiet();
  return [...(await benchFollowing()), ...(await benchCost())];
}

async function benchFollowing(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'duban-bench-'));
  const config = loadTemporalConfig(fileURLToPath(new URL('../temporal.yaml', import.meta.url)));
  const temporal = await startTemporalServer({ dataDir: folder, config });
  const db = await openOffice({ sqlite: path.join(folder, 'duban.db') });
  let side: DurableSide | undefined;
  const ledger = createLedger({
    db,
    kinds,
    now: () => fromMs(Date.now()),
    onCommit: (wakes) => side?.poker.poke(wakes),
  });
  const watch = watchFollowing(ledger);
  side = startWorker({
    ledger: watch.ledger,
    config,
    address: temporal.address,
    settings: settingsOf(folder),
    words: plainWords,
    log,
    bundle: await bundle(),
  });
  try {
    await side.ready;
    const recordMs = await sustain(ledger, watch.committed);
    const ended = Date.now();
    const target = { client: side.client, taskQueue: config.taskQueue };
    const caughtUp = await until(async () => {
      const { found, checked } = await reconcile({ target, ledger, log: { ...log, info: () => undefined } });
      return found.equal === checked;
    }, 60_000);
    const behind = caughtUp ? Date.now() - ended : Number.POSITIVE_INFINITY;
    const ages = watch.ages();
    return [
      {
        subject: 'temporal',
        what: `age of an event when folded, ${PER_SECOND} commands/s for ${SECONDS} s, p50`,
        measured: quantile(ages, 0.5),
        unit: 'ms',
      },
      {
        subject: 'temporal',
        what: 'the same, p99',
        measured: quantile(ages, 0.99),
        unit: 'ms',
        target: { of: 'measured', atMost: 1_000 },
      },
      {
        subject: 'temporal',
        what: 'every open case compared equal after the last command (with the comparison)',
        measured: behind,
        unit: 'ms',
      },
      { subject: 'temporal', what: 'record() meanwhile, p50', measured: quantile(recordMs, 0.5), unit: 'ms' },
    ];
  } finally {
    await side.close();
    await temporal.stop();
    await ledger.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Notes when each event was committed and when the worker handed it to its workflow, which folds it in the same task. */
function watchFollowing(ledger: Ledger) {
  const committed = new Map<string, number>();
  const followed = new Map<string, number>();
  const ages: number[] = [];
  return {
    /** The last event that the case's workflow was given. */
    followed: (caseId: string) => followed.get(caseId) ?? 0,
    committed: (caseId: string, seq: number) => void committed.set(`${caseId}#${seq}`, performance.now()),
    ages: () => ages.toSorted((a, b) => a - b),
    ledger: {
      ...ledger,
      async follow(caseId, seen, asOf) {
        const news = await ledger.follow(caseId, seen, asOf);
        for (const event of news.events) {
          followed.set(caseId, event.seq);
          const since = committed.get(`${caseId}#${event.seq}`);
          // The workflow may see an event before its writer has been told.
          ages.push(since === undefined ? 0 : performance.now() - since);
        }
        return news;
      },
    } satisfies Ledger as Ledger,
  };
}

/** So many commands a second, spread over lives of which so many are open at once; resolves with what each took (ms, sorted). */
async function sustain(ledger: Ledger, committed: (caseId: string, seq: number) => void): Promise<readonly number[]> {
  const lives = Array.from({ length: OPEN_AT_ONCE }, () => ({
    caseId: undefined as string | undefined,
    nth: 0,
    busy: false,
  }));
  const took: number[] = [];
  const running = new Set<Promise<void>>();
  let opened = 0;
  const began = performance.now();
  const total = PER_SECOND * SECONDS;
  for (let i = 0; i < total; i++) {
    await pause(Math.max(0, began + (i * 1_000) / PER_SECOND - performance.now()));
    const life = lives[i % lives.length];
    if (life === undefined || life.busy) continue;
    life.busy = true;
    const act = PROMPT_LIFE[life.nth];
    if (act === undefined) throw new Error('a life went on after its end');
    const started = performance.now();
    const work = ledger
      .record({
        kind: 'hazard',
        ...(life.caseId === undefined ? {} : { caseId: life.caseId }),
        commandId: `sustain-${i}`,
        type: act.type,
        payload:
          life.nth === 0
            ? { ...act.payload, kind: `kind-${opened++}`, found: fromMs(Date.now()) }
            : act.type === 'decideConsultation'
              ? { ...act.payload, due: '2026-12-31' }
              : act.payload,
        actor: { post: act.post, ...(act.organisation === undefined ? {} : { organisation: act.organisation }) },
      })
      .then((outcome) => {
        if (!outcome.ok) throw new Error(`${act.type}: ${outcome.refusal.code}`);
        committed(outcome.caseId, outcome.seq);
        took.push(performance.now() - started);
        life.nth = (life.nth + 1) % PROMPT_LIFE.length;
        life.caseId = life.nth === 0 ? undefined : outcome.caseId;
        life.busy = false;
      })
      .finally(() => running.delete(work));
    running.add(work);
  }
  await Promise.all(running);
  return took.toSorted((a, b) => a - b);
}

/** History events and workflow tasks of one full life: hazard, both matters and the mails' share, beside a bare workflow. */
async function benchCost(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'duban-bench-'));
  const env = await startTimeSkippingServer();
  const db = await openOffice({ sqlite: path.join(folder, 'duban.db') });
  let nowMs = await env.currentTimeMs();
  let side: DurableSide | undefined;
  const ledger = createLedger({ db, kinds, now: () => fromMs(nowMs), onCommit: (wakes) => side?.poker.poke(wakes) });
  const watch = watchFollowing(ledger);
  side = startWorker({
    ledger: watch.ledger,
    config: { ...testConfig, taskQueue: 'bench' },
    address: env.address,
    settings: settingsOf(folder),
    words: plainWords,
    log,
    now: () => fromMs(nowMs),
    bundle: await bundle(),
  });
  const bare = await startBare(env.nativeConnection);
  const worked = bare.run();
  try {
    await side.ready;
    const shift = Math.ceil((nowMs - toMs((FULL_LIFE[0] as { at: Instant }).at)) / WEEK_MS) * WEEK_MS;
    const bareHandle = await env.client.workflow.start('bareLife', { taskQueue: 'bare', workflowId: 'bare' });
    let hazard: string | undefined;
    for (const [nth, step] of FULL_LIFE.entries()) {
      await env.sleep(toMs(step.at) + shift - (await env.currentTimeMs()));
      nowMs = await env.currentTimeMs();
      await quietNow(ledger, side, watch.followed);
      const request = requestOf(step, nth, { unit: 'U1', village: 'V1', hazard, name: 'life' });
      const outcome = await ledger.record(
        nth === 0 ? { ...request, payload: { ...request.payload, found: fromMs(nowMs) } } : request,
      );
      if (!outcome.ok) throw new Error(`${step.type}: ${outcome.refusal.code}`);
      hazard ??= outcome.caseId;
      await bareHandle.signal('command', { type: step.type });
      await quietNow(ledger, side, watch.followed);
    }
    const ids = [hazard ?? '', `${hazard}-A1`, `${hazard}-B1`];
    await until(
      async () => (await Promise.all(ids.map((id) => ledger.state(id)))).every((state) => state?.closed),
      20_000,
    );
    const facts = (await Promise.all(ids.map((id) => ledger.events(id)))).flat();
    for (const type of ['ReminderDue', 'RungDue'] as const) {
      const found = facts.filter((event) => event.type === type).length;
      if (found !== FULL_LIFE_COUNTS[type]) throw new Error(`${found} ${type} instead of ${FULL_LIFE_COUNTS[type]}`);
    }
    const costs = await Promise.all(ids.map((id) => costOf(env.client.workflow.getHandle(id))));
    const own = { events: sum(costs.map((one) => one.events)), tasks: sum(costs.map((one) => one.tasks)) };
    const plain = await costOf(bareHandle);
    const per = costs.map((one) => `${one.events}/${one.tasks}`).join(' + ');
    return [
      {
        subject: 'temporal',
        what: `history events of a full life of ${facts.length} facts (hazard + A1 + B1: ${per})`,
        measured: own.events,
        unit: 'events',
        floor: plain.events,
        ratio: own.events / plain.events,
        target: { of: 'measured', atMost: 200 },
      },
      {
        subject: 'temporal',
        what: 'workflow tasks of the same',
        measured: own.tasks,
        unit: 'tasks',
        floor: plain.tasks,
        ratio: own.tasks / plain.tasks,
        target: { of: 'measured', atMost: 45 },
      },
    ];
  } finally {
    bare.shutdown();
    await worked;
    await side.close();
    await env.teardown();
    await ledger.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function startBare(connection: NativeConnection): Promise<Worker> {
  return Worker.create({
    connection,
    namespace: 'default',
    taskQueue: 'bare',
    workflowsPath: fileURLToPath(new URL('bare-workflow.ts', import.meta.url)),
    activities: { tell: async () => undefined },
  });
}

/** Every poke delivered, every workflow at the end of its log. Asked without queries: each costs this test server an empty workflow task. */
async function quietNow(ledger: Ledger, side: DurableSide, followed: (caseId: string) => number): Promise<void> {
  await side.poker.idle();
  const still = await until(
    async () => (await ledger.openCases(undefined, 100)).every(({ caseId, seq }) => followed(caseId) === seq),
    20_000,
  );
  if (!still) throw new Error('the workflows did not follow');
}

/** Of a workflow that has ended: its last task is counted too. */
async function costOf(handle: {
  describe(): Promise<{ readonly status: { readonly name: string } }>;
  fetchHistory(): Promise<{ events?: readonly { workflowTaskCompletedEventAttributes?: unknown }[] | null }>;
}): Promise<{ readonly events: number; readonly tasks: number }> {
  await until(async () => (await handle.describe()).status.name === 'COMPLETED', 10_000);
  const events = (await handle.fetchHistory()).events ?? [];
  return {
    events: events.length,
    tasks: events.filter((event) => event.workflowTaskCompletedEventAttributes != null).length,
  };
}

function settingsOf(folder: string) {
  return { dataDir: folder, publicUrl: undefined, smtpUrl: undefined, smtpFrom: undefined };
}

function bundle() {
  return buildWorkflowBundle({ cacheFolder: fileURLToPath(new URL('../node_modules/.cache/duban', import.meta.url)) });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

import path from 'node:path';
import { Client, type Connection, isGrpcServiceError } from '@temporalio/client';
import { type NativeConnection, Worker } from '@temporalio/worker';
import type { Channel } from '../activities/channels/channel.ts';
import { createInboxChannel } from '../activities/channels/inbox.ts';
import { createTextChannel } from '../activities/channels/text.ts';
import { createWebhook } from '../activities/channels/webhook.ts';
import { createActivities } from '../activities/index.ts';
import { createOutboxPost, createSmtpPost } from '../activities/mail.ts';
import type { Words } from '../activities/mail-text.ts';
import { createPerformNotice } from '../activities/papers.ts';
import type { Log } from '../activities/perform.ts';
import { createBlobs } from '../db/blob.ts';
import type { Database } from '../db/open.ts';
import { fromMs, type Instant } from '../src/core/instant.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import { createPapers } from '../src/ledger/notices.ts';
import type { Press } from '../src/ledger/press.ts';
import { buildWorkflowBundle, type WorkflowBundle } from './bundle.ts';
import type { Settings, TemporalConfig } from './config.ts';
import { connectWorker, lazyConnection, type TemporalTarget } from './connection.ts';
import { limitGarbage } from './heap.ts';
import { createPoker, type Poker } from './poker.ts';
import { reasonOf } from './signal.ts';
import { startSweeper } from './sweeper.ts';
import { prepareNamespace } from './temporal-namespace.ts';
import { watchOver } from './watch.ts';

/** Milliseconds between two attempts to reach Temporal. */
const RETRY_MS = 1_000;

/** A Temporal that takes a connection and says nothing, or does not finish what it was asked, counts as away after this (ms). */
const ANSWER_MS = 15_000;

/** After the grace time an activity is told to end; one that does not is left behind so much later: Ctrl-C always ends (ms). */
const FORCE_MS = 10_000;

export type WorkerSettings = Pick<Settings, 'dataDir' | 'publicUrl' | 'smtpUrl' | 'smtpFrom'> &
  Partial<Pick<Settings, 'webhook' | 'text' | 'heartbeat'>>;

export interface WorkerDeps {
  readonly ledger: Ledger;
  readonly config: TemporalConfig;
  /** host:port of Temporal; it need not be there yet. */
  readonly address: string;
  readonly settings: WorkerSettings;
  readonly words: Words;
  readonly log: Log;
  /** The ledger's own database: with it the rules' activity is noted and the chores (canary, reconcile, heartbeat) run. */
  readonly db?: Database;
  /** Drills and tests with a moved clock. */
  readonly now?: () => Instant;
  readonly bundle?: WorkflowBundle;
  /** With it and the database official papers are drafted, issued and mailed with their files; without, they are mails like any other. */
  readonly press?: Press;
}

/** Everything on the Temporal side of one process. */
export interface DurableSide {
  readonly client: Client;
  readonly poker: Poker;
  /** Resolves when the worker polls for the first time; rejects if the workflow code cannot be bundled. */
  readonly ready: Promise<void>;
  status(): WorkerStatus;
  /** Finishes what is under way (at most the grace time of the settings) and lets go of everything. */
  close(): Promise<void>;
}

export type WorkerStatus = 'connecting' | 'running' | 'stopped';

/** What takes papers on their way, if this process can make them. */
function papersOnTheirWay(
  { ledger, db, press, settings, words }: WorkerDeps,
  channels: readonly Channel[],
  now: () => Instant,
) {
  const mail = channels.find((one) => one.name === 'mail');
  if (db === undefined || press === undefined || mail === undefined) return {};
  const blobs = createBlobs(db.knex, path.join(settings.dataDir, 'blobs'));
  const papers = createPapers({ ledger, db, blobs, press, now });
  const { publicUrl } = settings;
  return {
    performNotice: createPerformNotice({
      ledger,
      papers,
      mail,
      words,
      ...(publicUrl === undefined ? {} : { publicUrl }),
    }),
  };
}

/** The composition root of the durable side: client, poker, worker and sweeper. Goes on trying while Temporal is away. */
export function startWorker(deps: WorkerDeps): DurableSide {
  const { ledger, config, address, settings, words, log, now, bundle, db } = deps;
  limitGarbage();
  const connection = lazyConnection({ config, address });
  const client = new Client({ connection, namespace: config.namespace });
  const poker = createPoker({
    client,
    ledger,
    taskQueue: config.taskQueue,
    workflowTaskTimeout: config.workflowTaskTimeout,
    log,
  });
  const sweeper = startSweeper({ ledger, poker, log, ...(now === undefined ? {} : { now }) });
  const clock = now ?? (() => fromMs(Date.now()));
  const channels = createChannels(settings, ledger, clock);
  const watch = db === undefined ? undefined : watchOver({ ...deps, db, client, channels, now: clock });
  const activities = {
    ...createActivities({
      ledger,
      channels,
      words,
      log,
      onOwed: () => poker.owed(),
      ...papersOnTheirWay(deps, channels, clock),
      onNews(caseId, seen, news) {
        sweeper.followed(caseId);
        watch?.notes.note(caseId, seen, news);
      },
      ...(settings.publicUrl === undefined ? {} : { publicUrl: settings.publicUrl }),
      ...(now === undefined ? {} : { now }),
    }),
    ...watch?.chores,
  };
  const runner = keepRunning(
    {
      config,
      address,
      log,
      prepare: () => prepare(connection, config, log),
      create: (connection, code) => Worker.create(workerOptions(config, connection, code, activities)),
    },
    async () => bundle ?? buildWorkflowBundle({ cacheFolder: path.join(settings.dataDir, 'cache') }),
  );
  runner.ready.then(watch?.expect, () => undefined);
  return {
    client,
    poker,
    ready: runner.ready,
    status: runner.status,
    async close() {
      await sweeper.stop();
      await runner.stop();
      await watch?.stop();
      await poker.close();
      for (const channel of channels) channel.close();
      await client.connection.close();
    },
  };
}

/** Not allowed, not implemented: somebody else administers this server. */
const NOT_OURS = new Set([7, 12]);

/** On a cluster nobody may have added our search attributes, and one that is unknown fails every task of every case, for ever. */
async function prepare(connection: Connection, config: TemporalConfig, log: Log): Promise<void> {
  try {
    await connection.withDeadline(Date.now() + ANSWER_MS, () => prepareNamespace(connection, config));
  } catch (error) {
    if (!isGrpcServiceError(error) || !NOT_OURS.has(error.code)) throw error;
    log.warn('the namespace could not be prepared; its search attributes must exist already', {
      reason: reasonOf(error),
    });
  }
}

/** Mail server if one is set, else the outbox folder under the data folder. */
export function createPost({ dataDir, smtpUrl, smtpFrom }: WorkerSettings): Channel {
  const from = smtpFrom ?? '督办系统 <duban@localhost>';
  return smtpUrl === undefined
    ? createOutboxPost({ folder: path.join(dataDir, 'outbox'), from })
    : createSmtpPost({ url: smtpUrl, from });
}

/** Every way to people that is set up: mail and the product's inbox always, a webhook and short texts if there are settings for them. */
function createChannels(settings: WorkerSettings, ledger: Ledger, now: () => Instant): readonly Channel[] {
  const { webhook, text } = settings;
  return [
    createPost(settings),
    createInboxChannel(ledger.messages),
    ...(webhook === undefined ? [] : [createWebhook({ ...webhook, now })]),
    ...(text === undefined ? [] : [createTextChannel(text)]),
  ];
}

function workerOptions(
  { namespace, taskQueue, worker }: WorkerDeps['config'],
  connection: NativeConnection,
  { codePath }: WorkflowBundle,
  activities: object,
) {
  return {
    connection,
    namespace,
    taskQueue,
    activities,
    workflowBundle: { codePath },
    maxCachedWorkflows: worker.maxCachedWorkflows,
    maxConcurrentWorkflowTaskExecutions: worker.maxConcurrentWorkflowTasks,
    maxConcurrentActivityTaskExecutions: worker.maxConcurrentActivities,
    maxConcurrentLocalActivityExecutions: worker.maxConcurrentLocalActivities,
    maxConcurrentWorkflowTaskPolls: worker.workflowPollers,
    maxConcurrentActivityTaskPolls: worker.activityPollers,
    workflowThreadPoolSize: worker.workflowThreads,
    shutdownGraceTime: worker.shutdownGrace,
    shutdownForceTime: worker.shutdownGrace + FORCE_MS,
  };
}

interface Running {
  readonly config: WorkerDeps['config'];
  readonly address: string;
  readonly log: Log;
  /** Makes the namespace fit for our workflows before the first of them runs. */
  readonly prepare: () => Promise<void>;
  readonly create: (connection: NativeConnection, bundle: WorkflowBundle) => Promise<Worker>;
}

/** Connects, runs, and does both again when the connection or the worker is lost, until it is stopped. */
function keepRunning({ config, address, log, prepare, create }: Running, bundle: () => Promise<WorkflowBundle>) {
  const { promise: ready, resolve: isReady, reject: failed } = Promise.withResolvers<void>();
  ready.catch(() => undefined);
  const stopping = new AbortController();
  let status: WorkerStatus = 'connecting';
  let worker: Worker | undefined;

  async function once(code: WorkflowBundle): Promise<void> {
    const connection = await connectSoon({ config, address }, stopping.signal);
    try {
      await prepare();
      worker = await create(connection, code);
      status = 'running';
      log.info('worker is polling', { taskQueue: config.taskQueue });
      isReady();
      await (stopping.signal.aborted ? worker.runUntil(Promise.resolve()) : worker.run());
    } finally {
      worker = undefined;
      await connection.close();
    }
  }

  async function run(): Promise<void> {
    const code = await bundle();
    let said: string | undefined;
    while (!stopping.signal.aborted) {
      try {
        await once(code);
        // Without an error it was shut down: by us, or by the SDK itself on SIGINT or SIGTERM.
        return;
      } catch (error) {
        const reason = reasonOf(error);
        if (status === 'running' || reason !== said)
          log.warn('no worker; trying again until Temporal answers', { reason });
        said = reason;
        status = 'connecting';
        await pause(RETRY_MS, stopping.signal);
      }
    }
  }

  const running = run()
    .catch((error) => {
      log.error('the workflow code could not be bundled', {
        reason: error instanceof Error ? error.message : 'unknown',
      });
      failed(error);
    })
    .finally(() => {
      status = 'stopped';
    });
  return {
    ready,
    status: () => status,
    async stop() {
      stopping.abort();
      if (worker?.getState() === 'RUNNING') worker.shutdown();
      await running;
    },
  };
}

/** The worker's connection; nobody waits longer for it than a while, or than he wants to. One that comes too late is closed. */
async function connectSoon(target: TemporalTarget, signal: AbortSignal): Promise<NativeConnection> {
  const enough = new AbortController();
  const connecting = connectWorker(target);
  const late = pause(ANSWER_MS, AbortSignal.any([signal, enough.signal])).then(() => undefined);
  try {
    const connection = await Promise.race([connecting, late]);
    if (connection !== undefined) return connection;
    connecting.then((one) => one.close()).catch(() => undefined);
    throw new Error('Temporal does not answer');
  } finally {
    enough.abort();
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Database, DatabaseLocation } from '../db/open.ts';
import { fromMs, kinds } from '../src/core/index.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import { createLedger } from '../src/ledger/record.ts';
import { freePort } from '../test/free-port.ts';
import { buildWorkflowBundle } from '../workers/bundle.ts';
import { loadTemporalConfig, type TemporalConfig } from '../workers/config.ts';
import { createClient } from '../workers/connection.ts';
import { reconcile } from '../workers/reconcile.ts';
import type { Target } from '../workers/signal.ts';
import { startTemporalServer, type TemporalServer } from '../workers/temporal-server.ts';
import { openOffice } from './office.ts';
import { type Killable, killable } from './process-control.ts';
import { log, type ProcessSetup } from './process-setup.ts';

export interface StandOptions {
  /** An empty database; default a SQLite file in the stand's own folder. */
  readonly database?: DatabaseLocation | undefined;
  /** Rule set as JSON text; default the bundled one. */
  readonly rules?: string;
  readonly maxCachedWorkflows?: number;
  /** Mails go to this server; default: they become files of the outbox. */
  readonly smtpUrl?: string;
  /** Writes Temporal's database into this folder too, but does not start the server. */
  readonly withoutTemporal?: true;
}

/** Everything of the product in processes that may be killed, on a database and a folder of its own. */
export interface Stand {
  readonly folder: string;
  readonly location: DatabaseLocation;
  readonly db: Database;
  /** A ledger of this process, for looking; nobody pokes for what it writes but the sweeper. */
  readonly ledger: Ledger;
  readonly config: TemporalConfig;
  readonly setup: ProcessSetup;
  readonly url: string;
  readonly temporal: Killable;
  readonly worker: Killable;
  readonly api: Killable;
  readonly target: Target;
  /** The worker with its clock moved ahead (the API likewise, once it is started again). */
  moved(aheadMs: number): { readonly worker: Killable; readonly api: Killable };
  /** One more API process, with something of its setup changed. */
  also(change: Partial<ProcessSetup>): Killable;
  /** What worker and API complained about. */
  readonly complaints: string;
  close(): Promise<void>;
}

/** Fills a database and makes the processes ready to start; only Temporal runs. */
export async function openStand({
  database,
  rules,
  maxCachedWorkflows,
  smtpUrl,
  withoutTemporal,
}: StandOptions = {}): Promise<Stand> {
  const folder = mkdtempSync(path.join(tmpdir(), 'duban-drill-'));
  const location = database ?? { sqlite: path.join(folder, 'duban.db') };
  const db = await openOffice(location, rules);
  const config = {
    ...loadTemporalConfig(fileURLToPath(new URL('../temporal.yaml', import.meta.url))),
    taskQueue: 'drill',
  };
  const temporal = killableTemporal(folder, config);
  if (withoutTemporal !== true) {
    await temporal.start();
    // Of its own: whoever works on the sources meanwhile clears a shared cache of bundles that are not his.
    await buildWorkflowBundle({ cacheFolder: path.join(folder, 'cache') });
  }
  const setup: ProcessSetup = {
    database: location,
    dataDir: folder,
    temporal: temporal.address(),
    namespace: config.namespace,
    taskQueue: config.taskQueue,
    port: await freePort(),
    aheadMs: 0,
    ...(maxCachedWorkflows === undefined ? {} : { maxCachedWorkflows }),
    ...(smtpUrl === undefined ? {} : { smtpUrl }),
  };
  const complaints = path.join(folder, 'complaints.log');
  const processes = (given: ProcessSetup) => ({
    worker: killable('worker', given, complaints),
    api: killable('api', given, complaints),
  });
  const made = [processes(setup)];
  const client = createClient({ config, address: setup.temporal });
  return {
    folder,
    location,
    db,
    ledger: createLedger({ db, kinds, now: () => fromMs(Date.now()) }),
    config,
    setup,
    url: `http://127.0.0.1:${setup.port}`,
    temporal,
    ...(made[0] as (typeof made)[number]),
    target: { client, taskQueue: config.taskQueue, workflowTaskTimeout: config.workflowTaskTimeout },
    moved(aheadMs) {
      const pair = processes({ ...setup, aheadMs });
      made.push(pair);
      return pair;
    },
    also(change) {
      const { worker, api } = processes({ ...setup, ...change });
      made.push({ worker, api });
      return api;
    },
    complaints,
    async close() {
      await Promise.all([temporal, ...made.flatMap(({ worker, api }) => [worker, api])].map((one) => one.kill()));
      await client.connection.close();
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Temporal's development server as a killable process: same folder, same port. */
function killableTemporal(dataDir: string, config: TemporalConfig): Killable & { address(): string } {
  let server: TemporalServer | undefined;
  let address = '127.0.0.1:1';
  return {
    name: 'temporal',
    address: () => address,
    running: () => server !== undefined,
    pid: () => server?.pid,
    async start() {
      server = await startTemporalServer({ dataDir, config });
      address = server.address;
    },
    async kill() {
      const dying = server;
      server = undefined;
      if (dying === undefined) return;
      process.kill(dying.pid, 'SIGKILL');
      await dying.exited;
    },
  };
}

/** Invariant 2, Temporal's half: each open case's workflow holds the same fold. Those behind are on their way: looked at again for so long (ms). */
export async function workflowFaults(
  { target, ledger }: Pick<Stand, 'target' | 'ledger'>,
  ms: number,
): Promise<readonly string[]> {
  let last: Awaited<ReturnType<typeof reconcile>> | undefined;
  await until(async () => {
    last = await reconcile({ target, ledger, log });
    return last.found.equal === last.checked;
  }, ms);
  if (last === undefined) return ['2 nothing was compared'];
  return last.found.equal === last.checked
    ? []
    : last.findings.map(({ caseId, standing }) => `2 ${caseId}: workflow ${standing}`);
}

/** Whether it holds before the time (ms) is over. */
export async function until(holds: () => Promise<boolean>, ms: number): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; await pause(100)) if (await holds()) return true;
  return false;
}

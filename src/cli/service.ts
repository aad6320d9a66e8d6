import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import type { Log } from '../../activities/perform.ts';
import { type Database, openDatabase } from '../../db/open.ts';
import type { WakeRow } from '../../db/wake.ts';
import type { Settings, TemporalConfig } from '../../workers/config.ts';
import { lockFolder } from '../../workers/folder-lock.ts';
import { startTemporalServer, type TemporalServer } from '../../workers/temporal-server.ts';
import { kinds } from '../core/index.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { createLedger } from '../ledger/record.ts';
import { upgrade } from '../ledger/upgrade.ts';
import { type Io, type Outcome, unavailable } from './command.ts';
import { locationOf, now } from './ledger-access.ts';

/** An open ledger of a service, and who is told after each commit. */
export interface ServiceLedger {
  readonly db: Database;
  readonly ledger: Ledger;
  onCommit(listener: (wakes: readonly WakeRow[]) => void): void;
}

/** Things to be closed in reverse order; one that fails does not keep the others open. */
export interface Closing {
  add(close: () => unknown): void;
  all(): Promise<void>;
}

/** An empty list of things to close. */
export function createClosing(): Closing {
  const closers: (() => unknown)[] = [];
  return {
    add: (close) => void closers.push(close),
    async all() {
      for (let close = closers.pop(); close !== undefined; close = closers.pop())
        await Promise.resolve(close()).catch(() => undefined);
    },
  };
}

/** Makes the data folder if need be and owns it: two services on one SQLite folder would run two engines. */
export function ownDataFolder({ dataDir }: Settings, closing: Closing): void {
  try {
    mkdirSync(dataDir, { recursive: true });
    const lock = lockFolder(path.join(dataDir, 'duban.lock'));
    if (lock.owner !== undefined)
      throw unavailable(
        'folder-in-use',
        `数据目录 ${dataDir} 正由另一个督办进程（进程号 ${lock.owner.pid}）使用。请先停止它，或用 --data 指定另一个目录。`,
      );
    closing.add(() => lock.release());
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!/^E[A-Z]+$/.test(code)) throw error;
    throw unavailable(
      'folder-not-writable',
      `不能写入数据目录 ${dataDir}（${code}）：请检查目录权限和磁盘，或用 --data 指定另一个目录。`,
    );
  }
}

/** Opens the ledger, made and brought up to date if need be. Throws DatabaseError. */
export async function openServiceLedger(settings: Settings, closing: Closing): Promise<ServiceLedger> {
  const db = await openDatabase(locationOf(settings));
  closing.add(() => db.close());
  await upgrade(db);
  let listener: (wakes: readonly WakeRow[]) => void = () => undefined;
  const ledger = createLedger({ db, kinds, now, onCommit: (wakes) => listener(wakes) });
  return {
    db,
    ledger,
    onCommit(next) {
      listener = next;
    },
  };
}

/** Temporal as the settings say: the cluster's address, or a server of our own. */
export interface TemporalSide {
  readonly address: string;
  readonly version: string | undefined;
  /** Temporal knows nothing of the open cases: all must be poked. */
  readonly empty: boolean;
}

/** Starts the embedded server, or takes the address of the cluster; a server that dies is started again. Throws TemporalServerError. */
export async function startTemporal(
  config: TemporalConfig,
  settings: Settings,
  log: Log,
  say: (line: string) => void,
  closing: Closing,
): Promise<TemporalSide> {
  if (config.mode === 'external') return { address: config.address ?? '', version: undefined, empty: false };
  const existed = existsSync(path.join(settings.dataDir, 'temporal.db'));
  const start = () => startTemporalServer({ dataDir: settings.dataDir, config, log: say });
  const server = await start();
  closing.add(keepAlive(server, start, log));
  return { address: server.address, version: server.version, empty: server.restartedFresh || !existed };
}

/** How long after its death the server is started again (ms). */
const RESTART_MS = 500;

function keepAlive(first: TemporalServer, start: () => Promise<TemporalServer>, log: Log): () => Promise<void> {
  let server = first;
  let stopping = false;
  let again: Promise<unknown> = Promise.resolve();
  const watch = () => {
    void server.exited.then((code) => {
      if (stopping) return;
      log.warn('the Temporal server has ended; starting it again', { code });
      again = revive();
    });
  };
  async function revive(): Promise<void> {
    while (!stopping) {
      await new Promise((resolve) => setTimeout(resolve, RESTART_MS));
      try {
        server = await start();
        log.info('the Temporal server runs again');
        return watch();
      } catch (error) {
        log.error('the Temporal server does not start', { reason: error instanceof Error ? error.message : 'unknown' });
      }
    }
  }
  watch();
  return async () => {
    stopping = true;
    await again;
    await server.stop();
  };
}

/** The SDK says much at every start; a service shows warnings only. Once per process, before anything of the SDK runs. */
export function quietSdk(): void {
  Runtime.install({
    logger: new DefaultLogger('ERROR', ({ message }) => process.stderr.write(`${message}\n`)),
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) },
    },
  });
}

/** A signal that comes again this soon is the same Ctrl-C, told by the terminal and by the launcher (ms). */
const SAME_SIGNAL_MS = 2_000;

/** Resolves when the process is asked to end (Ctrl-C, SIGTERM), or the caller says so. Asked once more, it ends at once. */
function untilStopped(io: Io): Promise<void> {
  return new Promise((resolve) => {
    let asked: number | undefined;
    const stop = () => {
      if (asked !== undefined && performance.now() - asked > SAME_SIGNAL_MS) process.exit(130);
      asked ??= performance.now();
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    io.stop?.addEventListener('abort', stop, { once: true });
    if (io.stop?.aborted) stop();
  });
}

/** Brings a service up, keeps it until it is asked to end, and closes everything again, also when it did not come up. */
export async function serve(
  io: Io,
  bringUp: (closing: Closing) => Promise<{ readonly [name: string]: string }>,
  ending: () => void = () => undefined,
): Promise<Outcome> {
  const closing = createClosing();
  const stopped = untilStopped(io);
  try {
    const where = await bringUp(closing);
    await stopped;
    ending();
    await closing.all();
    return { code: 0, text: ['已停止。'], json: { ...where, stopped: true } };
  } catch (error) {
    await closing.all();
    throw error;
  }
}

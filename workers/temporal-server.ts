import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect as connectTo, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { type BoundProcess, signalTo, spawnBound } from './bound-process.ts';
import type { TemporalConfig } from './config.ts';
import { isAlive, lockFolder, markOf, type ProcessMark, readMark, readText } from './folder-lock.ts';
import { findTemporalCli, type TemporalCli } from './temporal-cli.ts';
import { TemporalServerError } from './temporal-error.ts';
import { prepareNamespace } from './temporal-namespace.ts';

/** What the embedded server needs; `log` receives one Chinese line per step that may take a while. */
export interface TemporalServerOptions {
  dataDir: string;
  config: TemporalConfig;
  log?: (line: string) => void;
  /** Gives up the start. */
  signal?: AbortSignal;
}

/** A running embedded server, ready for clients and workers. */
export interface TemporalServer {
  /** host:port on loopback; the same after a restart. */
  address: string;
  /** Version of the server, not of the CLI. */
  version: string;
  pid: number;
  /** The old database could not be read: Temporal starts empty, every open case must be poked (`duban rebuild`). */
  restartedFresh: boolean;
  /** Resolves with the exit code when the server has ended, by `stop` or not; then it can be started again. */
  exited: Promise<number>;
  /** Stops the server and gives the data folder back; harmless when it has ended already. */
  stop(): Promise<void>;
}

interface Files {
  database: string;
  log: string;
  pid: string;
  port: string;
  lock: string;
}

interface Start {
  cli: TemporalCli;
  files: Files;
  port: number;
  config: TemporalConfig;
  log: (line: string) => void;
  signal: AbortSignal | undefined;
}

const MAX_LOG_BYTES = 10_000_000;
const STOP_TIMEOUT = 10_000;

/** Go collects when the heap has grown by so much; its default of 100 keeps 40 MB more after thousands of clocks at one instant. */
const GARBAGE_PERCENT = '50';

/**
 * Starts Temporal's development server on a file database in `dataDir` and waits until clients can use it. It ends with
 * this process, even after kill -9. Throws TemporalServerError, or the signal's reason.
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  const { dataDir, config, log = () => undefined, signal } = options;
  const files = claim(dataDir);
  const lock = lockFolder(files.lock);
  if (lock.owner !== undefined) {
    throw new TemporalServerError(
      'folder-in-use',
      `数据目录 ${dataDir} 正由另一个督办进程（进程号 ${lock.owner.pid}）使用。请先停止它，或用 --data 指定另一个目录。`,
    );
  }
  try {
    await endOrphan(files, log);
    const cli = await findTemporalCli({ config: config.embedded, log, signal });
    const port = await choosePort(files, config, log);
    const start: Start = { cli, files, port, config, log, signal };
    const { server, restartedFresh } = await runReadable(start);
    const exited = server.exited.then((code) => {
      rmSync(files.pid, { force: true });
      lock.release();
      return code;
    });
    const stop = async () => {
      await end(server);
      await exited;
    };
    return { address: addressOf(port), version: cli.serverVersion, pid: server.pid, restartedFresh, exited, stop };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function claim(dataDir: string): Files {
  const at = (name: string) => path.join(dataDir, name);
  const files = {
    database: at('temporal.db'),
    log: at('temporal.log'),
    pid: at('temporal.pid'),
    port: at('temporal.port'),
    lock: at('temporal.lock'),
  };
  try {
    mkdirSync(dataDir, { recursive: true });
    // A server that cannot write keeps its port open and answers every call with an error, for ever.
    for (const file of [dataDir, files.database])
      if (existsSync(file)) accessSync(file, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw new TemporalServerError(
      'folder-not-writable',
      `不能写入数据目录 ${dataDir}：请检查目录权限和磁盘，或用 --data 指定另一个目录。`,
      {
        cause: error,
      },
    );
  }
  return files;
}

// A server of ours that outlived its owner (its supervisor was killed too) still holds the database and the port.
async function endOrphan(files: Files, log: (line: string) => void): Promise<void> {
  const orphan = readMark(readText(files.pid) ?? '');
  if (orphan !== undefined && isAlive(orphan)) {
    log(`正在停止上次异常退出时遗留的 Temporal 服务（进程号 ${orphan.pid}）…`);
    signalTo(orphan.pid, 'SIGTERM');
    if (!(await gone(orphan, STOP_TIMEOUT))) {
      signalTo(orphan.pid, 'SIGKILL');
      await gone(orphan, STOP_TIMEOUT);
    }
  }
  rmSync(files.pid, { force: true });
}

async function gone(mark: ProcessMark, limit: number): Promise<boolean> {
  for (const end = performance.now() + limit; performance.now() < end; await pause(20)) {
    if (!isAlive(mark)) return true;
  }
  return false;
}

async function choosePort(files: Files, config: TemporalConfig, log: (line: string) => void): Promise<number> {
  const fixed = config.embedded.port;
  if (fixed !== 0) {
    if (await isFree(fixed)) return fixed;
    throw new TemporalServerError(
      'port-busy',
      `端口 ${fixed} 已被其他程序占用：请停止该程序，或修改 temporal.yaml 的 embedded.port（0 表示自动选择）。`,
    );
  }
  const remembered = Number.parseInt(readText(files.port) ?? '', 10);
  if (remembered > 0 && remembered < 65_536) {
    if (await isFree(remembered)) return remembered;
    log(`上次使用的端口 ${remembered} 已被其他程序占用，Temporal 服务改用新的端口。`);
  }
  return (await listenOn(0)) ?? 0;
}

async function isFree(port: number): Promise<boolean> {
  return (await listenOn(port)) !== undefined;
}

function listenOn(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}

// An older or newer CLI, or a damaged disk, may leave a file that the server cannot open. The ledger can rebuild
// everything in it, so it is moved aside (never deleted) and the server starts empty.
async function runReadable(start: Start): Promise<{ server: BoundProcess; restartedFresh: boolean }> {
  const { files, log } = start;
  const existed = existsSync(files.database);
  const first = await attempt(start);
  if (first !== undefined) return { server: first, restartedFresh: false };
  if (!existed) throw notReady(files);
  const aside = moveAside(files.database);
  const second = await attempt(start);
  if (second === undefined) {
    moveBack(aside, files.database);
    throw notReady(files);
  }
  log(`Temporal 原有数据库无法读取，已移到 ${aside}；现用新库启动，未结案件将由台账重新唤醒。`);
  return { server: second, restartedFresh: true };
}

const databaseParts = ['', '-wal', '-shm'];

function moveAside(database: string): string {
  let number = 1;
  while (existsSync(`${database}.unreadable-${number}`)) number += 1;
  const aside = `${database}.unreadable-${number}`;
  for (const part of databaseParts) if (existsSync(database + part)) renameSync(database + part, aside + part);
  return aside;
}

function moveBack(aside: string, database: string): void {
  for (const part of databaseParts) {
    rmSync(database + part, { force: true });
    if (existsSync(aside + part)) renameSync(aside + part, database + part);
  }
}

/** A ready server, or undefined if the process ended by itself. */
async function attempt(start: Start): Promise<BoundProcess | undefined> {
  const { files, port, config, signal } = start;
  const server = await spawnServer(start);
  try {
    writeFileSync(files.pid, JSON.stringify(markOf(server.pid)));
    const connection = await connect(start, server);
    if (connection === undefined) return undefined;
    try {
      await prepareNamespace(connection, config);
    } finally {
      await connection.close();
    }
    signal?.throwIfAborted();
    writeFileSync(files.port, `${port}\n`);
    return server;
  } catch (error) {
    await end(server);
    throw error;
  }
}

async function spawnServer({ cli, files, port, config }: Start): Promise<BoundProcess> {
  if (existsSync(files.log) && statSync(files.log).size > MAX_LOG_BYTES) renameSync(files.log, `${files.log}.1`);
  const output = openSync(files.log, 'a');
  try {
    return await spawnBound(cli.path, serverArguments(files.database, port, config), {
      log: output,
      env: { GOGC: process.env.GOGC ?? GARBAGE_PERCENT },
    });
  } finally {
    closeSync(output);
  }
}

// The two pragmas: without them a poke took 602 ms at 50 commands/s, with them 3 ms. Relaxed durability is safe because
// the ledger rebuilds Temporal.
function serverArguments(database: string, port: number, { namespace, embedded }: TemporalConfig): string[] {
  const ui = embedded.uiPort === 0 ? ['--headless'] : ['--ui-port', String(embedded.uiPort)];
  const pragmas = ['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'];
  // A timer armed less than a second ahead otherwise fires about a second after it was armed (up to 1,035 ms late; with it 23–102 ms).
  const timers = ['--dynamic-config-value', 'history.timerProcessorMaxTimeShift="100ms"'];
  const where = ['--ip', '127.0.0.1', '--port', String(port), '--namespace', namespace, '--db-filename', database];
  return ['server', 'start-dev', ...where, ...ui, ...pragmas, ...timers, '--log-level', embedded.logLevel];
}

async function connect({ files, port, config, signal }: Start, server: BoundProcess): Promise<Connection | undefined> {
  let ended = false;
  server.exited.then(() => {
    ended = true;
  });
  const limit = performance.now() + config.embedded.startTimeout;
  for (; performance.now() < limit; await pause(20)) {
    signal?.throwIfAborted();
    if (ended) return undefined;
    const connection = await tryConnect(port, config.namespace);
    if (connection !== undefined) return connection;
  }
  throw notReady(files);
}

async function tryConnect(port: number, namespace: string): Promise<Connection | undefined> {
  // gRPC waits a second after a refused connection; a bare one may be tried every few milliseconds.
  if (!(await isOpen(port))) return undefined;
  // Not Connection.connect: one that fails is never closed and goes on trying.
  const connection = Connection.lazy({ address: addressOf(port), connectTimeout: 1000 });
  try {
    await connection.ensureConnected();
    await connection.withDeadline(Date.now() + 2000, () => connection.workflowService.describeNamespace({ namespace }));
    return connection;
  } catch {
    await connection.close();
    return undefined;
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTo({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
    socket.setTimeout(1000, () => socket.destroy(new Error('timeout')));
  });
}

async function end(server: BoundProcess): Promise<void> {
  server.kill('SIGTERM');
  const timer = setTimeout(() => server.kill('SIGKILL'), STOP_TIMEOUT);
  await server.exited;
  clearTimeout(timer);
}

function notReady(files: Files): TemporalServerError {
  const lines = existsSync(files.log) ? readFileSync(files.log, 'utf8').trimEnd().split('\n') : [];
  return new TemporalServerError(
    'not-ready',
    `Temporal 服务没有启动成功，详见 ${files.log}。最后的输出：\n  ${lines.slice(-3).join('\n  ')}`,
  );
}

function addressOf(port: number): string {
  return `127.0.0.1:${port}`;
}

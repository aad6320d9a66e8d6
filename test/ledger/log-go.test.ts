import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Tile, tilePath, tileWidth } from '../../src/core/log/tile.ts';
import { createEventLog, type EventLog } from '../../src/ledger/log.ts';
import { accepted, command, openTestLedger, report, START, type TestLedger } from './fixture.ts';

const run = promisify(execFile);
const hasGo = spawnSync('go', ['version']).status === 0;

/** Another ecosystem's implementation of the same formats; on a developer's machine without Go it is left out, in CI never. */
describe.skipIf(!hasGo && process.env.CI !== 'true')('the log in the eyes of golang.org/x/mod/sumdb', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'duban-go-'));
  let test: TestLedger;
  let log: EventLog;
  beforeAll(async () => {
    test = await openTestLedger({ sqlite: path.join(folder, 'ledger.db') });
    log = createEventLog({ db: test.db, origin: 'shanyao.example/duban', seeds: [new Uint8Array(32).fill(3)] });
  });
  afterAll(async () => {
    await test?.ledger.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function write(events: number): Promise<number> {
    const id = await report(test.ledger);
    await Promise.all(
      Array.from({ length: events - 1 }, (_, i) => accepted(command(test.ledger, 'addNote', id, { note: `${i}` }))),
    );
    return (await log.sequence(START)).size;
  }
  async function publish(into: string): Promise<string> {
    const target = path.join(folder, into);
    const size = (await log.checkpoint())?.size ?? 0;
    const put = (name: string, bytes: string | Buffer) => {
      mkdirSync(path.dirname(path.join(target, name)), { recursive: true });
      writeFileSync(path.join(target, name), bytes);
    };
    put('checkpoint', (await log.checkpoint())?.note ?? '');
    put('vkey', (await log.keys())[0] ?? '');
    for (const level of [0, 1, 'entries'] as const)
      for (let index = 0; ; index++) {
        const width = tileWidth(level === 'entries' ? 0 : level, index, size);
        if (width === 0) break;
        const tile: Tile = { level, index, width };
        put(tilePath(tile), (await log.tile(tile)) ?? Buffer.of());
      }
    return target;
  }
  const verify = (target: string) => run('go', ['run', '.', target], { cwd: 'test/verifier-go' });

  it('accepts what we sign, prove and serve', async () => {
    await write(300);
    const old = (await log.checkpoint())?.note ?? '';
    await write(400);
    const target = await publish('good');
    writeFileSync(path.join(target, 'checkpoint.old'), old);
    const { stdout } = await verify(target);
    expect(stdout.trim()).toBe('verified 700 entries, tree of 700 begins with tree of 300');
  });

  it('rejects a changed entry, a changed tile, a changed checkpoint and another key', async () => {
    const good = path.join(folder, 'good');
    const spoil = async (name: string, change: (bytes: Buffer) => Buffer) => {
      const file = path.join(good, name);
      const before = readFileSync(file);
      writeFileSync(file, change(Buffer.from(before)));
      await expect(verify(good), name).rejects.toThrow();
      writeFileSync(file, before);
    };
    const flip = (at: number) => (bytes: Buffer) => {
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      return bytes;
    };
    await spoil('tile/entries/001', flip(40));
    await spoil('tile/0/000', flip(33));
    await spoil('checkpoint', (bytes) => Buffer.from(bytes.toString().replace('\n700\n', '\n701\n')));
    await spoil('vkey', () => Buffer.from('other.example+be2a5d54+AYqI4904DtQZ+eUyLRjwCcVqJqFq1tzlgU2MqAeFjwDq'));
    await expect(verify(good)).resolves.toBeDefined();
  });
});

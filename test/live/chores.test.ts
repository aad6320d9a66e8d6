import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readChores } from '../../db/chore.ts';
import { fromMs } from '../../src/core/instant.ts';
import { kinds } from '../../src/core/kinds.ts';
import { createLedger } from '../../src/ledger/record.ts';
import { buildWorkflowBundle } from '../../workers/bundle.ts';
import { type DurableSide, startWorker } from '../../workers/main.ts';
import { openTestLedger } from '../ledger/fixture.ts';
import { config, memoryLog, startServer, temporaryFolder, until, words } from './stand.ts';

const folder = temporaryFolder();
let env: TestWorkflowEnvironment;
beforeAll(async () => {
  env = await startServer();
});
afterAll(async () => {
  await env.teardown();
  folder.end();
});

it('canary, reconcile and heartbeat run by schedules, keep what they found, and come up again at each start', async () => {
  // given a ledger, a receiver of heartbeats, and a worker that watches
  const pulses: string[] = [];
  const receiver = createServer((request, response) => {
    request.on('data', (part) => pulses.push(String(part))).on('end', () => response.writeHead(200).end());
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const { db } = await openTestLedger({ sqlite: path.join(folder.path, 'duban.db') }, undefined, kinds);
  const ledger = createLedger({ db, kinds, now: () => fromMs(Date.now()) });
  const bundle = await buildWorkflowBundle({ cacheFolder: path.join(folder.path, 'cache') });
  const log = memoryLog();
  const start = async (heartbeat: { url: string; everyMs: number } | undefined): Promise<DurableSide> => {
    const side = startWorker({
      ledger,
      db,
      config: { ...config, taskQueue: 'chores', worker: { ...config.worker, shutdownGrace: 1_000 } },
      address: env.address,
      settings: { dataDir: folder.path, publicUrl: undefined, smtpUrl: undefined, smtpFrom: undefined, heartbeat },
      words,
      log,
      bundle,
    });
    await side.ready;
    return side;
  };
  const chore = async (name: string) => (await readChores(db.knex)).find((row) => row.name === name);
  const schedules = async () => {
    const ids: string[] = [];
    for await (const { scheduleId } of env.client.schedule.list()) ids.push(scheduleId);
    return ids.sort();
  };

  // then a new installation knows at once whether its ladder works, and says so to the outside
  let side = await start({ url, everyMs: 3_600_000 });
  await until(async () => (await chore('canary'))?.last !== undefined && pulses.length > 0, 30_000);
  expect(await chore('canary')).toMatchObject({ last: { ok: true, found: { problems: [] } } });
  expect(JSON.parse(pulses[0] ?? '')).toMatchObject({ product: 'duban', ok: true });
  await until(async () => (await chore('heartbeat'))?.last?.ok === true);

  // and the nightly reconcile, asked for now, keeps what it found
  expect((await chore('reconcile'))?.last).toBeUndefined();
  await env.client.schedule.getHandle('duban-reconcile').trigger();
  await until(async () => (await chore('reconcile'))?.last !== undefined, 30_000);
  expect(await chore('reconcile')).toMatchObject({ last: { ok: true, found: { open: 0, differences: {} } } });
  await until(async () => (await schedules()).length === 4);

  // and so does the morning's look whether returns are to be drafted
  await env.client.schedule.getHandle('duban-returns').trigger();
  await until(async () => (await chore('returns'))?.last?.ok === true, 30_000);

  // when it starts again without a receiver, the heartbeat is no longer sent nor waited for, the others go on
  await side.close();
  side = await start(undefined);
  await until(async () => (await schedules()).length === 3);
  expect(await schedules()).toEqual(['duban-canary', 'duban-reconcile', 'duban-returns']);
  expect(await chore('heartbeat')).toBeUndefined();
  expect((await chore('canary'))?.last?.ok).toBe(true);

  await side.close();
  await ledger.close();
  receiver.close();
  expect(log.lines.filter((line) => line.startsWith('error'))).toEqual([]);
});

import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { WorkflowNotFoundError } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../db/open.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { DurableSide } from '../../workers/main.ts';
import { rebuild, reconcile } from '../../workers/reconcile.ts';
import { pokeCase } from '../../workers/signal.ts';
import { findTemporalCli } from '../../workers/temporal-cli.ts';
import { type CaseReport, NUDGE, STATE } from '../../workflows/poke.ts';
import { freePort } from '../free-port.ts';
import { config, memoryLog, startServer, startSide, temporaryFolder, until } from './stand.ts';
import { openTinyOffice, type TinyOffice } from './tiny-office.ts';

let env: TestWorkflowEnvironment;
let folder: ReturnType<typeof temporaryFolder>;
let office: TinyOffice;
let side: DurableSide | undefined;
let log: ReturnType<typeof memoryLog>;
let taskQueue: string;
let down = false;

beforeAll(async () => {
  env = await startServer();
});
afterAll(async () => env?.teardown());

beforeEach(async () => {
  folder = temporaryFolder();
  log = memoryLog();
  taskQueue = randomUUID();
  office = await openTinyOffice({ folder: folder.path, onCommit: (wakes) => side?.poker.poke(wakes) });
});
afterEach(async () => {
  down = false;
  await side?.close();
  side = undefined;
  await office.ledger.close();
  folder.end();
});

async function start(ledger: Ledger = office.ledger): Promise<DurableSide> {
  side = await startSide(env, ledger, {
    taskQueue,
    log,
    settings: { dataDir: folder.path, publicUrl: undefined, smtpUrl: undefined, smtpFrom: undefined },
  });
  return side;
}

const handle = (caseId: string) => env.client.workflow.getHandle(caseId);
const folded = async (caseId: string) => handle(caseId).query<CaseReport>(STATE);
const history = async (caseId: string) => (await handle(caseId).fetchHistory()).events ?? [];
/** Whether the case's workflow has taken in the event of that number. */
const follows = (caseId: string, seq: number) => async () =>
  ((await folded(caseId).catch(() => undefined))?.seq ?? 0) >= seq;

/** The ledger as it is now, in another folder, as a backup makes it. */
async function copyLedger(from: string, to: string): Promise<void> {
  const db = await openDatabase({ sqlite: path.join(from, 'duban.db') });
  try {
    if (db.dialect === 'sqlite') await db.raw.backup(path.join(to, 'duban.db'));
  } finally {
    await db.close();
  }
}

describe('a case', () => {
  test('is started by its first commit, fires its clocks once each at their instants, and ends when it is closed', async () => {
    await start();
    const id = await office.open({ due: 900, reminders: [300, 600], rungs: [1_200] });
    await until(follows(id, 5));
    const fired = (await office.ledger.events(id, 1)).map(({ type, at, recordedAt }) => ({
      type,
      late: Date.parse(recordedAt) - Date.parse(at),
    }));
    expect(fired.map(({ type }) => type)).toEqual(['Reminded', 'Reminded', 'DeadlineLapsed', 'RungDue']);
    for (const { late } of fired) expect(late).toBeGreaterThanOrEqual(0);
    console.info(`late by ${fired.map(({ late }) => late).join(', ')} ms`);
    expect((await folded(id)).state).toEqual(JSON.parse(JSON.stringify(await office.ledger.state(id))));
    await office.act(id, 'finish');
    await handle(id).result();
    expect((await handle(id).describe()).status.name).toBe('COMPLETED');
  });

  test('costs at most 200 history events and 45 workflow tasks in its whole life', async () => {
    await start();
    const id = await office.open({
      due: 2_000,
      reminders: [250, 500, 750, 1_000, 1_250, 1_500],
      rungs: [2_250, 2_500, 2_750],
    });
    for (let seq = 2; seq <= 16; seq++) {
      await office.act(id, 'note');
      await until(async () => ((await folded(id).catch(() => undefined))?.seq ?? 0) >= seq);
    }
    await until(async () => (await office.seq(id)) === 26);
    await office.act(id, 'finish');
    await handle(id).result();
    const events = await history(id);
    const tasks = events.filter(({ workflowTaskCompletedEventAttributes: done }) => done).length;
    console.info(`17 commands, 6 reminders, 1 lapse, 3 rungs: ${events.length} events, ${tasks} workflow tasks`);
    expect(events.length).toBeLessThanOrEqual(200);
    expect(tasks).toBeLessThanOrEqual(45);
  });

  test('shows operators where it stands', async () => {
    await start();
    const id = await office.open({ due: 3_600_000 });
    await until(follows(id, 1));
    const { searchAttributes } = await handle(id).describe();
    expect(searchAttributes).toMatchObject({ DubanKind: ['hazard'], DubanStage: ['open'] });
    expect(searchAttributes.DubanDueAt).toHaveLength(1);
  });

  test('is not changed by pokes that come double, late or for nothing', async () => {
    const { client } = await start();
    const id = await office.open({ due: 700 });
    await Promise.all(Array.from({ length: 25 }, () => pokeCase({ client, taskQueue }, id, 'hazard')));
    await until(follows(id, 2));
    await office.act(id, 'finish');
    await handle(id).result();
    await pokeCase({ client, taskQueue }, id, 'hazard');
    await handle(id).result();
    expect((await office.ledger.events(id)).map(({ type }) => type)).toEqual(['Opened', 'DeadlineLapsed', 'Finished']);
  });

  test('a poke for a case that the ledger does not know ends at once', async () => {
    const { client } = await start();
    const id = `H-2025-${randomUUID().slice(0, 8)}`;
    await pokeCase({ client, taskQueue }, id, 'hazard');
    await handle(id).result();
  });

  test('goes on when somebody cancels it', async () => {
    await start();
    const id = await office.open({ due: 2_000 });
    await until(follows(id, 1));
    await handle(id).cancel();
    await until(follows(id, 2));
    await office.act(id, 'note');
    await until(follows(id, 3));
    expect((await handle(id).describe()).status.name).toBe('RUNNING');
  });

  test('continues as new with nothing but its id, and folds the log again', async () => {
    await start();
    const id = await office.open({ due: 3_600_000 });
    await until(follows(id, 1));
    const { runId } = await handle(id).describe();
    await handle(id).signal(NUDGE);
    await until(async () => (await handle(id).describe()).runId !== runId);
    await until(follows(id, 1));
    const [first] = await history(id);
    const started = first?.workflowExecutionStartedEventAttributes;
    expect(JSON.parse(Buffer.from(started?.input?.payloads?.[0]?.data ?? []).toString())).toEqual({ caseId: id });
    expect(started?.input?.payloads).toHaveLength(1);
    expect(started?.workflowTaskTimeout?.seconds?.toString()).toBe('5');
  });

  test('waits without failing while the ledger is away, and misses nothing', async () => {
    const broken: Ledger = {
      ...office.ledger,
      follow: (caseId, seen, asOf) =>
        down ? Promise.reject(new Error('the database is away')) : office.ledger.follow(caseId, seen, asOf),
    };
    await start(broken);
    const id = await office.open({ due: 3_000 });
    await until(follows(id, 1));
    down = true;
    await until(async () =>
      ((await handle(id).describe()).raw.pendingActivities ?? []).some(({ attempt }) => (attempt ?? 0) >= 2),
    );
    down = false;
    await until(follows(id, 2));
    expect((await office.ledger.events(id, 1)).map(({ type }) => type)).toEqual(['DeadlineLapsed']);
    const events = await history(id);
    expect(events.some(({ workflowTaskFailedEventAttributes: failed }) => failed)).toBe(false);
  });
});

describe('what outages and operators destroy', () => {
  test('a terminated case is found by reconcile and healed', async () => {
    const { client } = await start();
    const [whole, ended] = [await office.open({ due: 3_600_000 }), await office.open({ due: 3_600_000 })];
    await until(follows(whole, 1));
    await until(follows(ended, 1));
    await handle(ended).terminate('by an operator');
    const asked = { target: { client, taskQueue }, ledger: office.ledger, log };
    const first = await reconcile(asked);
    expect(first.findings).toEqual([{ caseId: ended, standing: 'missing' }]);
    expect(first.found).toMatchObject({ equal: 1, missing: 1 });
    await until(follows(ended, 1));
    expect((await reconcile(asked)).found).toMatchObject({ equal: 2, missing: 0, different: 0 });
  });

  test('an older backup under a Temporal that remembers more is found by reconcile, and the case begins anew from the log', async () => {
    await start();
    const id = await office.open({ due: 3_600_000 });
    await until(follows(id, 1));
    const older = temporaryFolder();
    await copyLedger(folder.path, older.path);
    await office.act(id, 'note');
    await until(follows(id, 2));
    await side?.close();
    await office.ledger.close();

    office = await openTinyOffice({ folder: older.path, onCommit: (wakes) => side?.poker.poke(wakes) });
    const { client } = await start();
    const asked = { target: { client, taskQueue }, ledger: office.ledger, log };
    expect((await reconcile(asked)).findings).toEqual([{ caseId: id, standing: 'different' }]);
    await until(async () => (await folded(id).catch(() => undefined))?.seq === 1);
    await office.act(id, 'finish');
    await until(async () => (await handle(id).describe()).status.name === 'COMPLETED');
    older.end();
  });

  test('rebuild starts every open case and no closed one', async () => {
    const open = [await office.open({ due: 3_600_000 }), await office.open({ due: 3_600_000 })];
    const closed = await office.open();
    await office.act(closed, 'finish');
    const { client } = await start();
    expect(await rebuild({ target: { client, taskQueue }, ledger: office.ledger, log })).toBe(2);
    for (const id of open) await until(follows(id, 1));
    // Known to the server only if a sweep of its wake row came by, and then it ended.
    const status = await handle(closed)
      .describe()
      .then(
        ({ status: { name } }) => name,
        (error) => error,
      );
    if (status !== 'COMPLETED') expect(status).toBeInstanceOf(WorkflowNotFoundError);
  });

  test('wake rows of commands that nobody poked are swept, and acknowledged', async () => {
    const id = await office.open({ due: 3_600_000 });
    expect((await office.ledger.health()).wakes).toBe(1);
    await start();
    await until(follows(id, 1));
    await until(async () => (await office.ledger.health()).wakes === 0);
  });

  test('a command is recorded while Temporal is away; its worker waits, and the clock fires late but fires', async () => {
    const port = await freePort();
    const gone = { address: `127.0.0.1:${port}` } as TestWorkflowEnvironment;
    const starting = startSide(gone, office.ledger, {
      taskQueue,
      log,
      settings: { dataDir: folder.path, publicUrl: undefined, smtpUrl: undefined, smtpFrom: undefined },
    });
    const id = await office.open({ due: 200 });
    const cli = await findTemporalCli();
    await until(() => log.lines.some((line) => line.startsWith('warn no worker')));
    const late = await TestWorkflowEnvironment.createLocal({
      server: { executable: { type: 'existing-path', path: cli.path }, port },
    });
    try {
      const { prepareNamespace } = await import('../../workers/temporal-namespace.ts');
      await prepareNamespace(late.connection, { ...config, retention: 86_400_000 });
      side = await starting;
      await until(async () => (await office.seq(id)) === 2);
    } finally {
      await side?.close();
      side = undefined;
      await late.teardown();
    }
  });
});

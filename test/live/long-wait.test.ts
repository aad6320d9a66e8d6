import { randomUUID } from 'node:crypto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DurableSide } from '../../workers/main.ts';
import { memoryLog, startSide, startTimeSkippingServer, temporaryFolder, until } from './stand.ts';
import { openTinyOffice, type TinyOffice } from './tiny-office.ts';

const DAY = 86_400_000;

let env: TestWorkflowEnvironment;
let folder: ReturnType<typeof temporaryFolder>;
let office: TinyOffice;
let side: DurableSide | undefined;
let log: ReturnType<typeof memoryLog>;

beforeEach(async () => {
  env = await startTimeSkippingServer();
  folder = temporaryFolder();
  log = memoryLog();
  office = await openTinyOffice({ folder: folder.path, onCommit: (wakes) => side?.poker.poke(wakes) });
});
afterEach(async () => {
  await side?.close();
  side = undefined;
  await office.ledger.close();
  await env.teardown();
  folder.end();
});

async function start(smtpUrl?: string): Promise<void> {
  const smtpFrom = smtpUrl === undefined ? undefined : '督办系统 <duban@street.example>';
  side = await startSide(env, office.ledger, {
    taskQueue: randomUUID(),
    log,
    settings: { dataDir: folder.path, publicUrl: 'https://duban.example', smtpUrl, smtpFrom },
  });
}

describe('over months', () => {
  test('every reminder, the lapse and every rung of half a year happen at their instants, once each', async () => {
    await start();
    const reminders = [30, 60, 90, 120, 150, 176, 180, 182].map((days) => days * DAY);
    const id = await office.open({ due: 183 * DAY, reminders, rungs: [184 * DAY, 191 * DAY, 200 * DAY] });
    const opened = Date.parse((await office.ledger.events(id))[0]?.at ?? '');
    await until(
      async () =>
        (
          await side?.client.workflow
            .getHandle(id)
            .query<{ seq: number }>('state')
            .catch(() => undefined)
        )?.seq === 1,
    );
    await env.sleep(201 * DAY);
    await until(async () => (await office.seq(id)) === 13);
    const fired = (await office.ledger.events(id, 1)).map(({ type, at, recordedAt }) => ({
      type,
      days: (Date.parse(at) - opened) / DAY,
      late: Date.parse(recordedAt) - Date.parse(at),
    }));
    expect(fired.map(({ days }) => days)).toEqual([...reminders.map((ms) => ms / DAY), 183, 184, 191, 200]);
    for (const { late } of fired) expect(late).toBeLessThan(60_000);
    const { events } = await env.client.workflow.getHandle(id).fetchHistory();
    console.info(`201 days, ${fired.length} clocks: ${events?.length} history events`);
  });

  test('a mail that the server puts off goes out later, once, under the same Message-ID, and the log names nobody', async () => {
    const answers = [451, 451, 0];
    const raw: string[] = [];
    const server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      authOptional: true,
      closeTimeout: 100,
      onData(stream, _session, done) {
        let text = '';
        stream.on('data', (chunk) => (text += chunk));
        stream.on('end', () => {
          raw.push(text);
          const code = answers.shift() ?? 0;
          done(code === 0 ? null : Object.assign(new Error('later'), { responseCode: code }));
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await start(`smtp://127.0.0.1:${(server.server.address() as { port: number }).port}`);
    const id = await office.open({ due: DAY });
    await until(
      async () =>
        (
          await side?.client.workflow
            .getHandle(id)
            .query<{ seq: number }>('state')
            .catch(() => undefined)
        )?.seq === 1,
    );
    await env.sleep(DAY + 1_000);
    await until(() => raw.length === 1);
    await until(async () => {
      await env.sleep(40_000);
      return (await office.ledger.deliveries({ caseId: id }))[0]?.state === 'sent';
    });
    const mails = await Promise.all(raw.map((text) => simpleParser(text)));
    const [delivery] = await office.ledger.deliveries({ caseId: id });
    expect(mails.map(({ messageId }) => messageId)).toEqual(Array(3).fill(delivery?.messageId));
    expect(delivery).toMatchObject({ state: 'sent', attempts: 3 });
    expect(mails[0]?.text).toContain(`https://duban.example/cases/${id}`);
    expect(mails[0]?.subject).toContain('逾期通知');
    expect(log.lines.filter((line) => /village\.example|甲|逾期/.test(line))).toEqual([]);
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
});

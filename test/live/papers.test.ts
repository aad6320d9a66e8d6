import { createHash, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveRegisters } from '../../db/organisation.ts';
import type { Actor, CaseId, NoticeState } from '../../src/core/index.ts';
import { addMs, fromMs, type Instant } from '../../src/core/instant.ts';
import { kinds } from '../../src/core/kinds.ts';
import { createLedger } from '../../src/ledger/record.ts';
import { buildWorkflowBundle } from '../../workers/bundle.ts';
import { type DurableSide, startWorker } from '../../workers/main.ts';
import { createPress } from '../../workers/press.ts';
import { rebuild } from '../../workers/reconcile.ts';
import { type CaseReport, STATE } from '../../workflows/poke.ts';
import { accepted, openTestLedger } from '../ledger/fixture.ts';
import { config, memoryLog, startServer, temporaryFolder, until, words } from './stand.ts';

const DAY = 86_400_000;
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/duban', import.meta.url));
const GRID: Actor = { post: 'village.gridWorker', organisation: 'V1', person: 'p-village' };
const OFFICE: Actor = { post: 'street.safetyOffice', person: 'p-desk' };

let env: TestWorkflowEnvironment;
let smtp: SMTPServer;
const mails: ParsedMail[] = [];
const folder = temporaryFolder();

beforeAll(async () => {
  env = await startServer();
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      simpleParser(stream).then((mail) => {
        mails.push(mail);
        done();
      }, done);
    },
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  await env?.teardown();
  folder.end();
});

test('a lapse leads to a prompt that is filled from the record, numbered, mailed with both files, and received', async () => {
  const { port } = smtp.server.address() as { port: number };
  const now = fromMs(Date.now());
  const clock: { now: Instant } = { now: addMs(now, -12 * DAY) };
  const { db } = await openTestLedger({ sqlite: `${folder.path}/duban.db` }, clock, kinds);
  await saveRegisters(db.knex, {
    posts: [{ organisation: 'V1', name: 'village.deputyHead', label: '副主任' }],
    holdings: [
      { organisation: 'V1', post: 'village.deputyHead', person: 'p-village', validFrom: '2020-01-01T00:00:00+08:00' },
    ],
  });
  let side: DurableSide | undefined;
  const ledger = createLedger({ db, kinds, now: () => clock.now, onCommit: (wakes) => side?.poker.poke(wakes) });
  const act = (
    caseId: CaseId,
    type: string,
    payload = {},
    actor: Actor = OFFICE,
    kind: 'hazard' | 'notice' = 'hazard',
  ) => accepted(ledger.record({ kind, caseId, commandId: randomUUID(), type, payload, actor }));
  const found = addMs(clock.now, -60_000);
  await act(
    'H-1',
    'reportHazard',
    { unit: 'U1', kind: '消防通道', where: '二楼车间', what: '堆放货物堵塞安全出口', found, photos: ['a'] },
    GRID,
  );
  await act('H-1', 'gradeHazard', { facts: { threatensLife: false, estimatedDays: 2 } });
  await act('H-1', 'orderRectification');
  await act('H-1', 'recordService', { mode: 'inPerson' });

  clock.now = now;
  const taskQueue = randomUUID();
  side = startWorker({
    ledger,
    db,
    config: { ...config, taskQueue, worker: { ...config.worker, shutdownGrace: 1_000 } },
    address: env.address,
    settings: {
      dataDir: folder.path,
      publicUrl: 'https://duban.example',
      smtpUrl: `smtp://127.0.0.1:${port}`,
      smtpFrom: '督办系统 <duban@street.example>',
    },
    words,
    log: memoryLog(),
    press: createPress({ ledger, db, now: () => clock.now }),
    bundle: await buildWorkflowBundle({ cacheFolder: CACHE }),
  });
  const { client } = side;
  try {
    await side.ready;
    await rebuild({ target: { client, taskQueue }, ledger, log: memoryLog() });
    const paper = async (notice: string) => {
      const { rows } = await ledger.cases({ kind: 'notice', limit: 50 });
      for (const { caseId } of rows) {
        const state = (await ledger.state(caseId)) as NoticeState;
        if (state.notice === notice) return state;
      }
      return undefined;
    };
    await until(async () => (await paper('prompt'))?.stage === 'served', 60_000);
    const prompt = (await paper('prompt')) as NoticeState;
    expect(prompt).toMatchObject({ opener: 'H-1-A1', rung: 1, signature: 'none', missing: [] });
    for (const { from } of Object.values(prompt.values)) expect(Object.keys(from).length).toBeGreaterThan(0);
    const mail = mails.find((one) => one.attachments.length > 0);
    const hashes = mail?.attachments.map((one) => createHash('sha256').update(one.content).digest('hex'));
    expect(hashes?.sort()).toEqual([prompt.made?.docx, prompt.made?.pdf].sort());
    expect(mail?.attachments.map((one) => one.filename)).toContain(
      `安全生产工作提示函（${prompt.made?.reference}）.pdf`,
    );
    expect(
      mail?.attachments
        .find((one) => one.filename?.endsWith('.pdf'))
        ?.content.subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');

    // The rectification order has its signer on the desk meanwhile, and nobody got it.
    expect((await paper('rectificationNotice'))?.stage).toBe('draft');

    // The receipt reaches the matter, and the paper's workflow holds what the log says, then ends.
    await act(prompt.caseId, 'recordReceipt', { by: '孙四' }, OFFICE, 'notice');
    await until(async () => (await ledger.events('H-1-A1')).some((event) => event.type === 'NoticeReceived'), 30_000);
    await until(async () => {
      const report = await client.workflow
        .getHandle(prompt.caseId)
        .query<CaseReport>(STATE)
        .catch(() => undefined);
      return report?.seq === (await ledger.state(prompt.caseId))?.seq;
    }, 30_000);
  } finally {
    await side.close();
    await ledger.close();
  }
}, 180_000);

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { simpleParser } from 'mailparser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Channel, Outcome } from '../../activities/channels/channel.ts';
import { createOutboxPost } from '../../activities/mail.ts';
import { createPerformNotice } from '../../activities/papers.ts';
import { createBlobs } from '../../db/blob.ts';
import { saveRegisters } from '../../db/organisation.ts';
import type { Actor, NoticeState } from '../../src/core/index.ts';
import { addMs } from '../../src/core/instant.ts';
import { kinds } from '../../src/core/kinds.ts';
import { createPapers, type Papers } from '../../src/ledger/notices.ts';
import { paperBounced, paperMessageId } from '../../src/ledger/paper-mail.ts';
import { accepted, openTestLedger, START, type TestLedger } from '../ledger/fixture.ts';
import { type PlainPress, plainPress } from '../ledger/plain-press.ts';
import { words } from '../live/stand.ts';

const OFFICE: Actor = { post: 'street.safetyOffice', person: 'p-desk' };
const DAY = 86_400_000;

let folder: string;
let office: TestLedger;
let press: PlainPress;
let papers: Papers;
/** What the mail server says to the next mails; then it takes them. */
let answers: Outcome[];
let sends: number;
let commands: number;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'duban-papers-'));
  office = await openTestLedger({ sqlite: path.join(folder, 'duban.db') }, { now: START }, kinds);
  press = plainPress();
  const blobs = createBlobs(office.db.knex, path.join(folder, 'blobs'));
  papers = createPapers({ ledger: office.ledger, db: office.db, blobs, press, now: () => office.clock.now });
  answers = [];
  sends = 0;
  commands = 0;
});
afterEach(async () => {
  await office.ledger.close();
  rmSync(folder, { recursive: true });
});

const act = (caseId: string, type: string, payload = {}, actor: Actor = OFFICE) =>
  accepted(
    office.ledger.record({
      kind: caseId.includes('-N') ? 'notice' : caseId.includes('-A') ? 'matter' : 'hazard',
      caseId,
      commandId: `c${++commands}`,
      type,
      payload,
      actor,
    }),
  );

async function rectifying(caseId: string): Promise<void> {
  const found = addMs(office.clock.now, -60_000);
  const grid = { post: 'village.gridWorker', organisation: 'V1', person: 'p-village' };
  await act(
    caseId,
    'reportHazard',
    { unit: 'U1', kind: 'exit', where: '二楼', what: '堵塞', found, photos: ['a'] },
    grid,
  );
  await act(caseId, 'gradeHazard', { facts: { threatensLife: false, estimatedDays: 2 } });
  await act(caseId, 'orderRectification');
  await act(caseId, 'recordService', { mode: 'inPerson' });
}

/** Works through the papers that are due until nothing changes, as the dispatcher does. */
async function dispatch(): Promise<void> {
  const outbox = createOutboxPost({ folder: path.join(folder, 'outbox'), from: 'duban@localhost' });
  const mail: Channel = {
    ...outbox,
    send: async (one) => {
      sends++;
      return answers.shift() ?? outbox.send(one);
    },
  };
  const perform = createPerformNotice({
    ledger: office.ledger,
    papers,
    mail,
    words,
    publicUrl: 'https://duban.example',
  });
  for (let turn = 0; turn < 6; turn++) {
    const due = (await office.ledger.deliveries({ state: 'due', limit: 500 })).filter(
      (one) => one.channel === 'notice',
    );
    for (const delivery of due) {
      const outcome = await perform(delivery);
      if (outcome.result === 'sent') await office.ledger.delivered(delivery.id, { state: 'sent' });
      else
        await office.ledger.delivered(delivery.id, {
          state: outcome.result === 'failed' ? 'failed' : 'due',
          error: outcome.reason,
        });
    }
  }
}

const paper = async (id: string) => (await office.ledger.state(id)) as NoticeState;
const types = async (id: string) => (await office.ledger.events(id)).map((event) => event.type);
async function letters() {
  const box = path.join(folder, 'outbox');
  const files = readdirSync(box, { withFileTypes: true }).filter((one) => one.name.endsWith('.eml'));
  return Promise.all(files.map(({ name }) => simpleParser(readFileSync(path.join(box, name)))));
}

describe('a paper that somebody must sign', () => {
  it('given an order, when the dispatcher comes, there is a draft and no mail; signed, it goes to its addressee with both files', async () => {
    await rectifying('H-1');
    await dispatch();
    expect((await paper('H-1-N3.0')).stage).toBe('draft');
    expect(sends).toBe(0);
    await papers.record({
      kind: 'notice',
      caseId: 'H-1-N3.0',
      commandId: 's',
      type: 'signNotice',
      payload: {},
      actor: OFFICE,
    });
    await dispatch();
    const [letter] = await letters();
    expect(letter?.attachments.map((one) => one.filename).sort()).toEqual([
      'rectificationNotice（安办〔2025〕1号）.docx',
      'rectificationNotice（安办〔2025〕1号）.pdf',
    ]);
    expect(letter?.text).toContain('https://duban.example/cases/H-1-N3.0');
    expect(await paper('H-1-N3.0')).toMatchObject({ stage: 'served', services: [{ method: 'mail' }] });
    await dispatch();
    expect([sends, (await types('H-1-N3.0')).at(-1)]).toEqual([1, 'NoticeServed']);
  });

  it('given the worker dies between sending and writing it down, the mail goes again under the same Message-ID, and the fact stands once', async () => {
    await rectifying('H-1');
    await dispatch();
    await papers.record({
      kind: 'notice',
      caseId: 'H-1-N3.0',
      commandId: 's',
      type: 'signNotice',
      payload: {},
      actor: OFFICE,
    });
    const row = (await office.ledger.deliveries({ caseId: 'H-1-N3.0', state: 'due' })).find(
      (one) => one.channel === 'notice',
    );
    await dispatch();
    await office.db.knex('delivery').where({ case_id: 'H-1-N3.0' }).update({ state: 'due' });
    await dispatch();
    expect(sends).toBe(2);
    expect((await letters()).map((one) => one.messageId)).toEqual([row && paperMessageId(row)]);
    expect((await types('H-1-N3.0')).filter((type) => type === 'NoticeServed')).toHaveLength(1);
  });
});

describe('a signature', () => {
  const sign = (actor: Actor) =>
    papers.record({
      kind: 'notice',
      caseId: 'H-1-N3.0',
      commandId: `s-${actor.person}`,
      type: 'signNotice',
      payload: {},
      actor,
    });

  it('given the paper’s clock fires while it is being signed, the reminder stands before the signature, and none comes after it', async () => {
    await rectifying('H-1');
    await dispatch();
    press.onPrint = async () => {
      press.onPrint = () => undefined;
      office.clock.now = addMs(START, 1.5 * DAY);
      await office.ledger.settle('H-1-N3.0');
    };
    expect(await sign(OFFICE)).toMatchObject({ ok: true });
    expect(await types('H-1-N3.0')).toEqual(['NoticeDrafted', 'SignatureOverdue', 'NoticeSigned']);
    expect(await paper('H-1-N3.0')).toMatchObject({ stage: 'signed', made: { number: 1 } });
    expect((await paper('H-1-N3.0')).clocks.signature).toBeUndefined();
  });

  it('given the signer has left his post, his successor is asked to sign, and he is not', async () => {
    await rectifying('H-1');
    const left = addMs(START, DAY / 4);
    const post = { organisation: '', post: 'street.safetyOffice' };
    await saveRegisters(office.db.knex, {
      holdings: [
        { ...post, person: 'p-desk', validFrom: '2020-01-01T00:00:00+08:00', validUntil: left },
        { ...post, person: 'p-deputy', validFrom: left },
      ],
    });
    await dispatch();
    office.clock.now = addMs(START, 1.5 * DAY);
    await office.ledger.settle('H-1-N3.0');
    const asked = (await office.ledger.deliveries({ caseId: 'H-1-N3.0', limit: 100 })).filter(
      ({ about, seq }) => about === 'signature' && seq === 2,
    );
    expect(asked.map(({ person }) => person)).toEqual(['p-deputy']);
    expect(await sign({ post: 'street.safetyOffice', person: 'p-deputy' })).toMatchObject({ ok: true });
  });
});

describe('a paper that cannot be delivered', () => {
  beforeEach(async () => {
    press.filled = { unsigned: true };
  });

  it('given the server refuses the address, the paper says so and the office has to take it there itself', async () => {
    answers = [{ result: 'failed', reason: '550' }];
    await rectifying('H-1');
    await dispatch();
    expect(await paper('H-1-N3.0')).toMatchObject({
      stage: 'signed',
      undelivered: [{ channel: 'mail', reason: '550' }],
      clocks: { service: { holder: 'street.safetyOffice' } },
    });
  });

  it('given the mail comes back days later, it stands in the paper’s log, once, and the office takes it there itself', async () => {
    await rectifying('H-1');
    await dispatch();
    const id = 'H-1-N3.0';
    const row = (await office.ledger.deliveries({ caseId: id })).find((one) => one.params.act === 'serve');
    const bounce = { messageId: row ? paperMessageId(row) : '', action: 'failed' as const, reason: '5.1.1' };
    expect(await paperBounced(office.ledger, { ...bounce, action: 'delayed' })).toBe('known');
    expect(await paperBounced(office.ledger, bounce)).toBe('recorded');
    expect(await paperBounced(office.ledger, bounce)).toBe('known');
    expect(await paper(id)).toMatchObject({
      stage: 'served',
      undelivered: [{ channel: 'mail', reason: '退信 5.1.1' }],
      clocks: { service: { holder: 'street.safetyOffice' } },
    });
    const stranger = paperMessageId({ id: 'H-9-N1.0/2/0/p-x/notice' });
    for (const messageId of ['<abc@duban>', stranger])
      expect(await paperBounced(office.ledger, { ...bounce, messageId })).toBe('unknown');
  });

  it('given nobody holds the addressee’s post, who is told instead is no service', async () => {
    await office.db.knex('holding').where({ post: 'unit.head' }).delete();
    await rectifying('H-1');
    await dispatch();
    expect(sends).toBe(1);
    expect(await types('H-1-N3.0')).toEqual(['NoticeDrafted', 'NoticeIssued', 'NoticeUndelivered']);
  });

  it('given a server that is away, nothing is recorded and the paper goes later', async () => {
    answers = [{ result: 'away', reason: 'ECONNREFUSED' }];
    await rectifying('H-1');
    await dispatch();
    expect(await types('H-1-N3.0')).toEqual(['NoticeDrafted', 'NoticeIssued', 'NoticeServed']);
    expect(sends).toBe(2);
  });

  it('given the hazard is dismissed before it goes out, it is voided and not sent', async () => {
    await rectifying('H-1');
    await papers.open('H-1', 3, 0);
    await papers.issue('H-1-N3.0');
    await act('H-1', 'dismissHazard', { seen: '无隐患', reason: '误报' });
    await dispatch();
    expect(await paper('H-1-N3.0')).toMatchObject({ stage: 'voided', reason: '已撤销' });
    expect((await letters()).filter((one) => one.subject?.includes('rectificationNotice'))).toEqual([]);
  });
});

describe('a paper with something missing', () => {
  it('given the record does not hold a value, it stops on the office’s desk; given by hand, it goes out by itself', async () => {
    press.filled = { unsigned: true, values: {} };
    await rectifying('H-1');
    await dispatch();
    expect(await paper('H-1-N3.0')).toMatchObject({
      stage: 'draft',
      missing: ['unit'],
      clocks: { signature: { holder: 'street.safetyOffice' } },
    });
    const asked = (await office.ledger.deliveries({ caseId: 'H-1-N3.0' })).find(
      (one) => one.about === 'noticeIncomplete',
    );
    expect(asked).toMatchObject({ person: 'p-desk', params: { missing: ['单位名称'] } });
    await act('H-1-N3.0', 'completeNotice', { values: { unit: '一厂' } });
    await dispatch();
    expect(await types('H-1-N3.0')).toEqual(['NoticeDrafted', 'NoticeCompleted', 'NoticeIssued', 'NoticeServed']);
  });

  it('given nobody signs for a week, it is drafted again from the record of that day', async () => {
    await rectifying('H-1');
    await dispatch();
    press.filled = { template: 'v2' };
    office.clock.now = addMs(START, 8 * DAY);
    await office.ledger.settle('H-1-N3.0');
    await dispatch();
    expect(await paper('H-1-N3.0')).toMatchObject({ stage: 'draft', template: 'v2' });
  });
});

describe('a ladder’s paper', () => {
  beforeEach(() =>
    saveRegisters(office.db.knex, {
      posts: [{ organisation: 'V1', name: 'village.deputyHead', label: '副主任' }],
      holdings: [
        { organisation: 'V1', post: 'village.deputyHead', person: 'p-village', validFrom: '2020-01-01T00:00:00+08:00' },
      ],
    }),
  );

  it('given a lapse, its prompt is issued and served by itself; its receipt reaches the matter', async () => {
    press.filled = { receiptRequired: true };
    await rectifying('H-1');
    office.clock.now = addMs(START, 9 * DAY);
    await office.ledger.settle('H-1');
    await office.ledger.settle('H-1-A1');
    await dispatch();
    const prompt = (await office.ledger.cases({ kind: 'notice', opener: 'H-1-A1' })).rows.at(-1)?.caseId ?? '';
    expect(await paper(prompt)).toMatchObject({ rung: 1, signature: 'none', stage: 'served' });
    await act(prompt, 'recordReceipt', { by: '孙四' });
    await office.ledger.settle('H-1-A1');
    expect(await types('H-1-A1')).toContain('NoticeReceived');
    expect((await office.ledger.events('H-1-A1')).at(-1)?.payload).toMatchObject({ notice: 'prompt', rung: 1 });
  });

  it('given a draft is overdue for its signature, when the matter opens and counts, neither waits for the other', async () => {
    await rectifying('H-1');
    await rectifying('H-2');
    await dispatch();
    office.clock.now = addMs(START, 9 * DAY);
    await office.ledger.settle('H-1');
    await office.ledger.settle('H-1-A1');
    expect((await types('H-1-A1')).slice(0, 2)).toEqual(['MatterOpened', 'RungDue']);
  });

  it('given the hazard is accepted while the prompt is being printed, the prompt is dropped', async () => {
    await rectifying('H-1');
    office.clock.now = addMs(START, 9 * DAY);
    await office.ledger.settle('H-1');
    await office.ledger.settle('H-1-A1');
    press.onPrint = async () => {
      press.onPrint = () => undefined;
      await act(
        'H-1',
        'submitRectification',
        { photos: ['after'] },
        { post: 'unit.head', organisation: 'U1', person: 'p-head' },
      );
      await act(
        'H-1',
        'concludeAcceptance',
        { passed: true, conclusion: '合格' },
        { post: 'acceptanceTeam', person: 'p-village' },
      );
    };
    await dispatch();
    const prompt = (await office.ledger.cases({ kind: 'notice', opener: 'H-1-A1' })).rows.at(-1)?.caseId ?? '';
    expect(await paper(prompt)).toMatchObject({ stage: 'voided', reason: '已撤销' });
    expect((await paper(prompt)).made).toBeUndefined();
  });
});

describe('a paper on its way', () => {
  it('is no message of the person’s day: being drafted or served takes nothing from what may be sent to him', async () => {
    await rectifying('H-1');
    const [row] = (await office.ledger.deliveries({ caseId: 'H-1', state: 'due' })).filter(
      ({ channel }) => channel === 'notice',
    );
    if (row === undefined) throw new Error('no paper is owed');
    await office.ledger.messages.endedAlone(row, { state: 'sent', tried: true });
    expect(await office.ledger.deliveries({ caseId: 'H-1', state: 'sent' })).toMatchObject([{ id: row.id }]);
    expect(await office.ledger.messages.singles('p-head', START.slice(0, 10))).toBe(0);
  });
});

describe('a paper that cannot be made', () => {
  it('given one that throws whenever it is made, the others go out all the same, and it goes when it can be made', async () => {
    press.filled = { unsigned: true };
    await rectifying('H-1');
    await rectifying('H-2');
    press.onPrint = ({ caseId }) => {
      if (caseId.startsWith('H-1')) throw new RangeError('13800000000');
    };
    await dispatch();
    expect(await types('H-2-N3.0')).toEqual(['NoticeDrafted', 'NoticeIssued', 'NoticeServed']);
    const waiting = (await office.ledger.deliveries({ caseId: 'H-1', state: 'due' })).filter(
      ({ channel }) => channel === 'notice',
    );
    expect(waiting).toMatchObject([{ error: 'RangeError' }]);
    press.onPrint = () => undefined;
    await dispatch();
    expect(await types('H-1-N3.0')).toEqual(['NoticeDrafted', 'NoticeIssued', 'NoticeServed']);
  });

  it('given a file that was damaged after it was signed, the paper is tried again and nothing is lost', async () => {
    press.filled = { unsigned: true };
    await rectifying('H-1');
    await papers.open('H-1', 3, 0);
    await papers.issue('H-1-N3.0');
    const { docx = '' } = (await paper('H-1-N3.0')).made ?? {};
    writeFileSync(path.join(folder, 'blobs', docx.slice(0, 2), docx), 'damaged');
    await dispatch();
    const [row] = (await office.ledger.deliveries({ caseId: 'H-1-N3.0' })).filter(
      ({ params }) => params.act === 'serve',
    );
    expect(row).toMatchObject({ state: 'due', error: 'blob-damaged' });
  });

  it('given the year turns while it is being printed, it gets a number of the new year', async () => {
    press.filled = { unsigned: true };
    office.clock.now = '2025-12-31T23:59:50+08:00';
    await rectifying('H-1');
    await papers.open('H-1', 3, 0);
    press.onPrint = () => {
      office.clock.now = '2026-01-01T00:00:01+08:00';
    };
    expect(await papers.issue('H-1-N3.0')).toMatchObject({ ok: true });
    expect((await paper('H-1-N3.0')).made).toMatchObject({ year: 2026, number: 1, reference: '安办〔2026〕1号' });
  });

  it('given others that take every number first, it is not done and goes later', async () => {
    press.filled = { unsigned: true };
    await rectifying('H-1');
    const taken = { ok: false, refusal: { refused: true, code: 'notice-number-taken', message: '' } } as const;
    const { issue } = papers;
    papers = { ...papers, issue: async () => taken };
    await dispatch();
    expect(await types('H-1-N3.0')).toEqual(['NoticeDrafted']);
    papers = { ...papers, issue };
    await dispatch();
    expect(await types('H-1-N3.0')).toEqual(['NoticeDrafted', 'NoticeIssued', 'NoticeServed']);
  });
});

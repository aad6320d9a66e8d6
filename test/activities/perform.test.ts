import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Channel, Outcome } from '../../activities/channels/channel.ts';
import { createOutboxPost } from '../../activities/mail.ts';
import { composeMail } from '../../activities/mail-text.ts';
import { createPerform, type Round } from '../../activities/perform.ts';
import type { CaseEvent } from '../../src/core/case.ts';
import { fromMs } from '../../src/core/instant.ts';
import type { Delivery } from '../../src/ledger/ledger.ts';
import { memoryLog, words } from '../live/stand.ts';
import { openTinyOffice, type TinyOffice } from '../live/tiny-office.ts';

let folder: string;
let office: TinyOffice;
let caseId: string;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'duban-perform-'));
  office = await openTinyOffice({ folder });
  caseId = await office.open({ due: 0, reminders: [0], rungs: [0] });
  await office.ledger.settle(caseId);
});
afterEach(async () => {
  await office.ledger.close();
  rmSync(folder, { recursive: true });
});

/** One round with a post that answers each mail with the next outcome (then `sent`). */
async function round(outcomes: readonly Outcome[] = [], except: readonly string[] = []): Promise<Round> {
  const answers = [...outcomes];
  const outbox = createOutboxPost({ folder: path.join(folder, 'outbox'), from: 'duban@localhost' });
  const mail: Channel = { ...outbox, send: async (one) => answers.shift() ?? outbox.send(one) };
  const perform = createPerform({
    ledger: office.ledger,
    channels: [mail],
    words,
    log: memoryLog(),
    heartbeat: () => undefined,
    now: () => fromMs(Date.now()),
  });
  return perform({ except });
}

const states = async () =>
  (await office.ledger.deliveries({ caseId })).map(({ state, attempts, error }) => [state, attempts, error]);

describe('a round of deliveries', () => {
  test('sends what is due, once, and records it', async () => {
    expect((await round()).done).toHaveLength(3);
    expect(await states()).toEqual(Array(3).fill(['sent', 1, undefined]));
    expect(readdirSync(path.join(folder, 'outbox'))).toHaveLength(3);
    expect(await round()).toEqual({ done: [], again: [], away: false, more: false });
  });

  test('keeps what was put off and gives up what was refused', async () => {
    const result = await round([
      { result: 'again', reason: '451' },
      { result: 'failed', reason: '550' },
    ]);
    expect([result.done.length, result.again.length]).toEqual([2, 1]);
    expect((await states()).sort()).toEqual([
      ['due', 1, '451'],
      ['failed', 1, '550'],
      ['sent', 1, undefined],
    ]);
    expect(await round([], result.again)).toEqual({ done: [], again: [], away: false, more: false });
  });

  test('stops at a server that is away, and counts that as no more than one attempt', async () => {
    const away: Outcome = { result: 'away', reason: 'ECONNECTION' };
    expect((await round(Array(9).fill(away))).away).toBe(true);
    await round(Array(9).fill(away));
    for (const [state, attempts] of await states()) expect([state, Number(attempts) <= 1]).toEqual(['due', true]);
  });
});

describe('the words of a mail', () => {
  const event = { at: '2025-03-07T09:00:00+08:00', clocks: { set: [], cleared: [] } } as unknown as CaseEvent;
  const delivery: Delivery = {
    id: 'd',
    caseId: 'H-2025-000001',
    seq: 7,
    nth: 0,
    channel: 'mail',
    about: 'reminder',
    post: 'unit.head',
    because: 'deputy by order no. 3',
    messageId: '<d@duban>',
    params: {},
    state: 'due',
    attempts: 0,
  };

  test('say why you, what, until when and what comes next', () => {
    const clock = {
      id: 'fix',
      dueAt: '2025-03-11T00:00:00+08:00',
      does: 'lapse',
      rule: '一般隐患整改',
      lastDay: '2025-03-10',
    } as const;
    const { subject, text } = composeMail({
      delivery,
      event,
      words,
      title: '堆放货物\r\nBcc: x',
      clock,
      unit: '一厂',
      url: 'https://duban.example/cases/H-2025-000001',
    });
    expect(subject).toBe('【催办】一般隐患整改：堆放货物 Bcc: x（H-2025-000001）');
    for (const part of [
      '代理文件 3',
      '“一般隐患整改”',
      '最后一日 2025年3月10日（星期一）',
      '逾期并按规则升级督办',
      'https://duban.example/cases/H-2025-000001',
      '一厂',
    ])
      expect(text).toContain(part);
  });

  test('give a period in hours its instant', () => {
    const clock = { id: 'control', dueAt: '2025-03-07T11:30:00+08:00', does: 'lapse', rule: '现场管控' } as const;
    expect(composeMail({ delivery, event, words, title: 't', clock }).text).toContain(
      '期限：2025年3月7日（星期五）11:30 前',
    );
  });
});

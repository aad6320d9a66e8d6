import { existsSync } from 'node:fs';
import path from 'node:path';
import { outboxName } from '../../activities/mail.ts';
import { ABOUT_WORDS, DELIVERY_WORDS, postWord } from '../core/words.ts';
import type { Delivery } from '../ledger/ledger.ts';
import { paperMessageId } from '../ledger/paper-mail.ts';
import { type CommandSpec, DATA_OPTION, type Given, type Outcome, optional, wholeNumber, wrongUse } from './command.ts';
import { type LedgerAccess, withLedger } from './ledger-access.ts';
import { rulesFrom, ruleWords } from './rules-file.ts';
import { columns } from './table.ts';

const STATES = ['due', 'sent', 'failed', 'settled'] as const;

/** `duban outbox`: mails and papers with their state, and where the `.eml` files are. */
export const outbox: CommandSpec = {
  name: 'outbox',
  summary: '列出应发、已发、失败的邮件和文书；没有邮件服务器时给出 .eml 文件',
  details: [
    '',
    '不紧急的消息等到下一个工作日的汇总时间，每人一封；等待期间已经办结的不再发送（已办结未发）。',
    '有发送失败的，退出码为 1。',
  ],
  options: [
    {
      flags: '--state <STATE>',
      about: `只看：${STATES.map((state) => `${state}（${DELIVERY_WORDS[state]}）`).join('、')}`,
    },
    { flags: '--case <ID>', about: '只看这件案件的' },
    { flags: '--limit <N>', about: '最多多少条（1—1000，默认 200）' },
    DATA_OPTION,
  ],
  examples: ['duban outbox --state failed', 'duban outbox --case H-2026-000001'],
  run: (given, io) => withLedger(given, io, (access) => listed(access, given)),
};

async function listed({ ledger, settings }: LedgerAccess, given: Given): Promise<Outcome> {
  const state = stateOf(optional(given, 'state'));
  const caseId = optional(given, 'case');
  const limit = wholeNumber('--limit', optional(given, 'limit') ?? '200', 1, 1_000);
  const deliveries = await ledger.deliveries({
    ...(state === undefined ? {} : { state }),
    ...(caseId === undefined ? {} : { caseId }),
    limit,
  });
  const rows = deliveries.map((delivery) => ({ ...delivery, file: fileOf(delivery, settings.dataDir) }));
  const failed = rows.filter((row) => row.state === 'failed').length;
  return { code: failed > 0 ? 1 : 0, text: text(rows), json: { deliveries: rows, failed } };
}

/** When it went out or will, or why it did not. */
function whenOrWhy({ state, error, sentAt, holdUntil, message }: Delivery): string {
  if (state === 'sent' && sentAt !== undefined) return shown(sentAt);
  if (error !== undefined) return error;
  return state === 'due' && message === undefined && holdUntil !== undefined ? `${shown(holdUntil)} 汇总发送` : '';
}

/** An order for a paper is done when the paper has been drafted; what then becomes of it stands with the paper. */
function stateText({ state, channel, params }: Delivery): string {
  if (state === 'sent' && channel === 'notice' && params.act === undefined) return '已成文书';
  return DELIVERY_WORDS[state] ?? state;
}

function shown(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ');
}

function stateOf(text: string | undefined): Delivery['state'] | undefined {
  if (text === undefined) return undefined;
  const state = STATES.find((one) => one === text);
  if (state === undefined) throw wrongUse(`--state 只能是 ${STATES.join('、')}。`);
  return state;
}

/** A paper is mailed under a Message-ID of its own. */
function fileOf(delivery: Delivery, dataDir: string): string | undefined {
  return [delivery.messageId, paperMessageId(delivery)]
    .map((id) => path.join(dataDir, 'outbox', outboxName(id)))
    .find((file) => existsSync(file));
}

function text(rows: readonly (Delivery & { readonly file: string | undefined })[]): string[] {
  if (rows.length === 0) return ['没有符合条件的邮件和文书。'];
  const words = ruleWords(rulesFrom(undefined));
  const table = columns([
    ['状态', '案件', '内容', '岗位', '收件人', '时间或原因', '文件'],
    ...rows.map((row) => [
      stateText(row),
      `${row.caseId}/${row.seq}`,
      row.channel === 'notice' ? words.notice(row.about) : (ABOUT_WORDS[row.about] ?? row.about),
      `${postWord(row.post)}${row.organisation ? ` ${row.organisation}` : ''}`,
      row.person ?? '无人',
      whenOrWhy(row),
      row.file ?? '',
    ]),
  ]);
  const count = (state: Delivery['state']) => rows.filter((row) => row.state === state).length;
  return [...table, '', STATES.map((state) => `${DELIVERY_WORDS[state]} ${count(state)}`).join('　')];
}

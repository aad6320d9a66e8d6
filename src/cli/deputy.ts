import { type Deputy, readPersons } from '../../db/organisation.ts';
import { readDeputies, readHoldings, readPosts } from '../../db/post.ts';
import { changeRegisters } from '../../db/register-change.ts';
import { circleWords, deputyCircle } from '../api/deputy-check.ts';
import { addDays, isDay, parseInstant, startOfDay } from '../core/instant.ts';
import { type CommandSpec, DATA_OPTION, type Given, type Outcome, optional, required, wrongUse } from './command.ts';
import { type LedgerAccess, now, withLedger } from './ledger-access.ts';

/** `duban user deputy`: an order that lets somebody act for the holder of a post for a time. */
export const deputy: CommandSpec = {
  name: 'deputy',
  summary: '登记代理：何人在何时按何文号代理哪个岗位',
  details: ['', '代理期间通知发给代理人；代理人自己也由他人代理的，逐级转给在岗的人。形成循环的代理不予登记。'],
  options: [
    { flags: '--post <POST>', about: '岗位，如 village.head' },
    { flags: '--org <ORG>', about: '岗位所在机构；全街道唯一的岗位不写' },
    { flags: '--person <PERSON>', about: '代理人（人员编号，见 duban user posts）' },
    { flags: '--order <NO>', about: '代理文号' },
    { flags: '--from <TIME>', about: '自何时起：日期或带时区的时间' },
    { flags: '--until <TIME>', about: '至何时止：日期（含当日）或带时区的时间；不写为长期' },
    DATA_OPTION,
  ],
  examples: [
    'duban user deputy --post village.head --org V1 --person p012 --order 〔2025〕3号 --from 2025-06-01 --until 2025-06-15',
  ],
  run: (given, io) => withLedger(given, io, (access) => saved(access, given)),
};

async function saved({ db }: LedgerAccess, given: Given): Promise<Outcome> {
  const order = orderOf(given);
  const [posts, people, holdings, deputies] = await Promise.all([
    readPosts(db.knex),
    readPersons(db.knex),
    readHoldings(db.knex),
    readDeputies(db.knex),
  ]);
  if (!posts.some(({ organisation, name }) => organisation === order.organisation && name === order.post))
    throw wrongUse(
      `没有岗位 ${order.post}${order.organisation === '' ? '' : `@${order.organisation}`}，请用 duban user posts 核对。`,
    );
  if (!people.some(({ id }) => id === order.person))
    throw wrongUse(`没有人员 ${order.person}，请用 duban user posts 核对编号。`);
  const circle = deputyCircle(order, { holdings, deputies });
  if (circle !== undefined) throw wrongUse(`${circleWords(circle)}。`);
  await changeRegisters(db.knex, { deputies: [order] }, { at: now() });
  const until = order.validUntil === undefined ? '长期' : `至 ${shown(order.validUntil)} 前`;
  return {
    code: 0,
    text: [
      `已登记：${order.person} 按 ${order.orderNo} 代理 ${order.post}，自 ${shown(order.validFrom)} 起，${until}。`,
    ],
    json: { ...order },
  };
}

function orderOf(given: Given): Deputy {
  const until = optional(given, 'until');
  const order = {
    organisation: optional(given, 'org') ?? '',
    post: required(given, 'post'),
    person: required(given, 'person'),
    orderNo: required(given, 'order'),
    validFrom: instantOf('--from', required(given, 'from'), 0),
    ...(until === undefined ? {} : { validUntil: instantOf('--until', until, 1) }),
  };
  if (order.validUntil !== undefined && order.validUntil <= order.validFrom) throw wrongUse('--until 应晚于 --from。');
  return order;
}

/** A day means its beginning; as an end, the beginning of the next one. */
function instantOf(flag: string, text: string, days: number): string {
  if (isDay(text)) return startOfDay(addDays(text, days));
  try {
    return parseInstant(text);
  } catch {
    throw wrongUse(`${flag} 应为日期（2025-06-01）或带时区的时间（2025-06-01T09:00:00+08:00）。`);
  }
}

function shown(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ');
}

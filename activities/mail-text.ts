import type { CaseEvent, Clock, Json } from '../src/core/case.ts';
import { type Calendar, workingDaysBetween } from '../src/core/deadline/working-days.ts';
import { addDays, type Day, dayOf, daysBetween, type Instant, weekday } from '../src/core/instant.ts';
import type { Delivery } from '../src/ledger/ledger.ts';
import { TEXT_NOT_MADE } from '../src/ledger/messages.ts';
import { type Addressee, type Occasion, occasionFor, paperOccasion } from './occasions.ts';

/** Chinese names of what the rule set and the catalogue of notices know by id; the id itself where there is none. */
export interface Words {
  duty(id: string): string;
  notice(id: string): string;
  post(id: string): string;
  /** Name of an organisation or unit; absent or unknown: its number stands for it. */
  organisation?(id: string): Promise<string | undefined>;
}

/** Everything a mail may speak of. */
export interface MailFacts {
  readonly delivery: Delivery;
  readonly event: CaseEvent;
  readonly words: Words;
  readonly title: string;
  readonly unit?: string;
  /** The clock of the duty in question. */
  readonly clock?: Clock;
  readonly url?: string;
  /** The day on which it is told, and the working calendar by which days are counted; default: the event's day, and none. */
  readonly today?: Day;
  readonly calendar?: Calendar;
}

/** What a message says of one thing: why you, what, until when, what happens next. */
export interface Item {
  readonly name: string;
  readonly duty: string;
  readonly why: string;
  readonly want: string;
  readonly deadline?: string;
  readonly next: string;
}

const REASONS: { readonly [because: string]: string } = {
  holder: '你是该岗位的任职人员',
  'office desk': '该岗位暂无任职人员，由值班台转收',
};

/** Why the first addressee was not reached; codes of mail servers stand for themselves. */
const UNDELIVERED: { readonly [reason: string]: string } = {
  'no-address': '未登记邮箱',
  'channel not set up': '发送方式已停用',
  'no-such-event': '内容无法生成',
  [TEXT_NOT_MADE]: '内容无法生成',
};

/** A reason of the machine's in words; a server's own code stands after them. */
function undeliveredWord(reason: string): string {
  return UNDELIVERED[reason] ?? reason.replace(/^bounced: /, '退信 ').replace(/^gave up: /, '多次重试未成 ');
}

const WEEKDAYS = ['一', '二', '三', '四', '五', '六', '日'];

/** Subject and text of a delivery: why you, what, until when, what happens next, and where to look. */
export function composeMail(facts: MailFacts): { readonly subject: string; readonly text: string } {
  const { delivery, title, unit, url } = facts;
  const { name, duty, why, want, deadline, next } = itemOf(facts);
  const lines = [
    `事由：${name}（${delivery.caseId}　${title}）`,
    ...(unit === undefined ? [] : [`涉及单位：${unit}`]),
    `为何发给你：${why}`,
    `要做什么：${want}`,
    ...(deadline === undefined ? [] : [`期限：${deadline}`]),
    `接下来：${next}`,
    ...(url === undefined ? [] : [`查看办理：${url}`]),
    '',
    FOOTER,
  ];
  return {
    subject: oneLine(`【${name}】${duty}：${title}（${delivery.caseId}）`),
    text: `${lines.map(oneLine).join('\n')}\n`,
  };
}

/** The last line of every mail. */
export const FOOTER = '本邮件由督办系统自动发送，请勿直接回复。';

/** What a delivery has to say, in parts. */
export function itemOf(facts: MailFacts): Item {
  const { delivery, words } = facts;
  const occasion = occasionOf(facts);
  const duty = dutyOf(facts);
  const deadline = deadlineOf(facts);
  return {
    name: occasion.name,
    duty,
    why: `${words.post(delivery.post)}——${reasonOf(delivery.because)}`,
    want: fill(occasion.steps?.[String(delivery.params.step)] ?? occasion.want, { ...facts, duty }),
    ...(deadline === undefined ? {} : { deadline }),
    next: occasion.next,
  };
}

function occasionOf({ delivery, event, words }: MailFacts): Occasion {
  const to: Addressee = delivery.post.startsWith('district.') ? 'district' : 'street';
  if (delivery.channel === 'notice') return paperOccasion(words.notice(delivery.about), to);
  return occasionFor(delivery.about, to, isInformed(delivery, event));
}

/** The first of an event's messages about a lapse goes to whose duty it is, the others to those who are to know. */
function isInformed({ about, nth }: Delivery, event: CaseEvent): boolean {
  return about === 'lapse' && event.effects.findIndex((one) => one.do === 'notify' && one.about === about) !== nth;
}

function dutyOf(facts: MailFacts): string {
  const { delivery, clock, words } = facts;
  if (clock !== undefined) return words.duty(clock.rule);
  return delivery.channel === 'notice'
    ? words.notice(delivery.about)
    : (textOf(delivery.params.label) ?? occasionOf(facts).name);
}

/** What the notice of an interview may lack, as the form names it. */
const FIELDS: { readonly [field: string]: string } = {
  place: '地点',
  host: '主持人',
  reasons: '约谈事由',
  materials: '需准备的材料',
};

/** Puts the words of a message in their places; what is not known is left open in words, never as a blank. */
function fill(text: string, { delivery, words, duty }: MailFacts & { readonly duty: string }): string {
  const { params } = delivery;
  const listed = (given: Json | undefined, none: string) =>
    Array.isArray(given) && given.length > 0 ? given.map((one) => FIELDS[String(one)] ?? String(one)).join('、') : none;
  const known: { readonly [name: string]: string | undefined } = {
    duty,
    label: textOf(params.label),
    signer: typeof params.signer === 'string' ? words.post(params.signer) : '签发岗位',
    missing: listed(params.missing, '必填内容'),
    papers: listed(params.papers, '见系统记录'),
    interviewAt: typeof params.interviewAt === 'string' ? instantText(params.interviewAt) : '另行通知的时间',
    document: textOf(params.document) ?? '文号见系统记录',
    newDay: typeof params.newDay === 'string' ? dayText(params.newDay) : '决定所定之日',
    because: textOf(params.because) ?? '原因见系统记录',
    what: textOf(params.what) ?? '采取进一步措施',
  };
  return text.replace(/\{(\w+)\}/g, (_whole, name: string) => known[name] ?? duty);
}

/** The last day; a period in hours is shown by its instant. */
function deadlineOf({ clock, event, delivery, today = dayOf(event.at), calendar }: MailFacts): string | undefined {
  const dueAt = clock?.dueAt ?? textOf(delivery.params.dueAt);
  const lastDay = clock?.lastDay ?? textOf(delivery.params.lastDay);
  const provisional = clock?.provisional ? '（暂定，待放假安排公布后确认）' : '';
  if (lastDay !== undefined) return `最后一日 ${dayText(lastDay)}${distance(lastDay, today, calendar)}${provisional}`;
  return dueAt === undefined ? undefined : `${instantText(dueAt)} 前${provisional}`;
}

function distance(lastDay: Day, today: Day, calendar: Calendar | undefined): string {
  if (lastDay === today) return '，就是今天';
  if (lastDay < today) return `，已过期 ${daysBetween(lastDay, today)} 天`;
  const left = calendar === undefined ? '' : `，还有 ${workingDaysBetween(calendar, today, lastDay)} 个工作日`;
  return lastDay === addDays(today, 1) ? `，就是明天${left}` : left;
}

/** `2025年3月10日（星期一）`. */
export function dayText(day: Day): string {
  const [year, month, date] = day.split('-').map(Number);
  return `${year}年${month}月${date}日（星期${WEEKDAYS[weekday(day) - 1]}）`;
}

function instantText(instant: Instant): string {
  return `${dayText(dayOf(instant))}${instant.slice(11, 16)}`;
}

function reasonOf(because: string): string {
  const order = /^deputy by order no\. (.+)$/.exec(because);
  if (order !== null) return `你按代理文件 ${order[1]} 代理该岗位`;
  const undelivered = /^undelivered: (.+)$/.exec(because);
  if (undelivered !== null) return `未能送达原收件人（${undeliveredWord(undelivered[1] ?? '')}），转由你办理或督促`;
  if (because.startsWith('post empty')) return '该岗位暂无任职人员，由上级岗位代收';
  return REASONS[because] ?? because;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Titles come from people: no line break may leave its line. */
export function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029]+/g, ' ');
}

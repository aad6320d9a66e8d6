import type { CaseEvent, Clock } from '../src/core/case.ts';
import { type Calendar, workingDaysBetween } from '../src/core/deadline/working-days.ts';
import { addDays, type Day, dayOf, daysBetween, type Instant, weekday } from '../src/core/instant.ts';
import type { Delivery } from '../src/ledger/ledger.ts';

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

/** One kind of message: what it is called, what is wanted, and what happens next. */
interface Occasion {
  readonly name: string;
  readonly want: string;
  readonly next: string;
}

const OCCASIONS: { readonly [about: string]: Occasion } = {
  reminder: {
    name: '催办',
    want: '请在期限内办结“{duty}”，并在系统中登记。',
    next: '到期仍未办结的，系统将记为逾期并按规则升级督办。',
  },
  lapse: {
    name: '逾期通知',
    want: '“{duty}”已逾期。请立即办理；已经办结的，请尽快补录并附依据。',
    next: '继续未办结的，将按升级阶梯逐级提示、告知、警示。',
  },
  assigned: {
    name: '新任务',
    want: '“{duty}”由你方办理，请按期完成并登记。',
    next: '到期前系统会催办；逾期将按规则升级督办。',
  },
  askAgain: { name: '再次催询', want: '“{duty}”尚未答复，请予答复。', next: '未答复不视为同意；系统将继续按期催询。' },
  signature: {
    name: '待签发',
    want: '有文书等待你签发，请登录系统审阅后签发或退回。',
    next: '逾期未签发的，将提醒上一级。',
  },
  answerOverdue: {
    name: '逾期未答复',
    want: '文书的答复期限已过，请尽快书面答复并登记。',
    next: '仍未答复的，将进入下一级督办。',
  },
  imminent: {
    name: '危及人身安全隐患',
    want: '已登记一处危及人身安全的隐患，请立即核实、管控并确认等级。',
    next: '两小时内未登记现场管控的，将报告区级部门和分管领导。',
  },
  pauseEnded: {
    name: '中止期满',
    want: '期限中止已到上限，系统已恢复计时，请核对新的期限。',
    next: '到期仍未办结的，系统将记为逾期。',
  },
  reassigned: {
    name: '改由代理人办理',
    want: '“{duty}”原承办岗位逾期未办，现由代理人办理，请尽快办结并登记。',
    next: '仍未办结的，将报告上一级。',
  },
  recommend: {
    name: '处理建议',
    want: '按规则建议对该隐患采取进一步措施，请研究后依程序提请或移送。',
    next: '是否采取由有权机关决定，系统只作提示。',
  },
  proposeTransfer: {
    name: '建议移送',
    want: '按规则建议将该事项移送有关部门，请研究后办理移送。',
    next: '移送后系统将跟踪回执和结果。',
  },
  rung: {
    name: '督办提示',
    want: '因相关事项逾期，现对你方督办，请按要求整改并书面答复。',
    next: '未按期答复或答复不符合要求的，将进入下一级督办。',
  },
  answer: { name: '答复提醒', want: '请按文书要求按期书面答复。', next: '未按期答复的，将进入下一级督办。' },
};

const OTHER: Occasion = { name: '办理通知', want: '请查看该事项并按职责办理。', next: '后续进展以系统中的记录为准。' };

const REASONS: { readonly [because: string]: string } = {
  holder: '你是该岗位的任职人员',
  'office desk': '该岗位暂无任职人员，由值班台转收',
};

/** Why the first addressee was not reached; codes of mail servers stand for themselves. */
const UNDELIVERED: { readonly [reason: string]: string } = { 'no-address': '未登记邮箱' };

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
    want: occasion.want.replaceAll('{duty}', duty),
    ...(deadline === undefined ? {} : { deadline }),
    next: occasion.next,
  };
}

function occasionOf({ delivery, words }: MailFacts): Occasion {
  if (delivery.channel === 'notice')
    return {
      name: words.notice(delivery.about),
      want: '请接收本文书，按其中要求办理，并在系统中签收。',
      next: '未按期签收、答复或整改的，将按规则升级督办。',
    };
  return OCCASIONS[delivery.about] ?? OTHER;
}

function dutyOf({ delivery, clock, words }: MailFacts): string {
  if (clock !== undefined) return words.duty(clock.rule);
  return delivery.channel === 'notice' ? words.notice(delivery.about) : (OCCASIONS[delivery.about] ?? OTHER).name;
}

/** The last day; a period in hours is shown by its instant. */
function deadlineOf({ clock, event, delivery, today = dayOf(event.at), calendar }: MailFacts): string | undefined {
  const dueAt = clock?.dueAt ?? textOf(delivery.params.dueAt);
  const lastDay = clock?.lastDay ?? textOf(delivery.params.lastDay);
  const provisional = clock?.provisional ? '（暂定，待放假安排公布后确认）' : '';
  if (lastDay !== undefined) return `最后一日 ${dayText(lastDay)}${distance(lastDay, today, calendar)}${provisional}`;
  return dueAt === undefined ? undefined : `${instantText(dueAt)}${provisional}`;
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
  return `${dayText(dayOf(instant))}${instant.slice(11, 16)} 前`;
}

function reasonOf(because: string): string {
  const order = /^deputy by order no\. (.+)$/.exec(because);
  if (order !== null) return `你按代理文件 ${order[1]} 代理该岗位`;
  const undelivered = /^undelivered: (.+)$/.exec(because);
  if (undelivered !== null)
    return `未能送达原收件人（${UNDELIVERED[undelivered[1] ?? ''] ?? undelivered[1]}），转由你办理或督促`;
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

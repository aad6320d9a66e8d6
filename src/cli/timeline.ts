import {
  type Clock,
  dayOf,
  type Effect,
  type Instant,
  type KindName,
  type Refusal,
  type SealedEvent,
  type Verdict,
} from '../core/index.ts';
import { eventWord, flagWord, stageWord, VERDICT_WORDS } from '../core/words.ts';
import type { RuleWords } from './rules-file.ts';
import { dayText, instantText, pad, timeText } from './table.ts';

/** An input that was refused; it left no event. */
export interface RefusedLine {
  readonly at: Instant;
  readonly by: string;
  readonly kind: KindName;
  readonly label: string;
  readonly refusal: Refusal;
}

/** How a line is shown: what people did, what time did by itself, what was refused. */
export type Tone = 'person' | 'time' | 'refused' | 'detail' | 'day';

/** Gives a text its look; plain where nobody watches. */
export type Paint = (tone: Tone, text: string) => string;

const MARKS: { readonly [tone in Tone]: string } = { person: '●', time: '◷', refused: '✗', detail: ' ', day: '' };

/** A run of events as people read it: a heading per day, a line per event, and below it what it set, ended and sent. */
export function timelineOf(
  events: readonly SealedEvent[],
  refused: readonly RefusedLine[],
  words: RuleWords,
  paint: Paint,
): string[] {
  const lines: string[] = [];
  let day = '';
  const heading = (at: Instant) => {
    if (dayOf(at) === day) return;
    day = dayOf(at);
    lines.push(paint('day', dayText(day)));
  };
  const waiting = [...refused];
  for (const event of events) {
    for (; waiting[0] !== undefined && waiting[0].at < event.recordedAt; waiting.shift()) {
      heading(waiting[0].at);
      lines.push(...refusedLines(waiting[0], words, paint));
    }
    heading(event.recordedAt);
    lines.push(...eventLines(event, words, paint));
  }
  for (const one of waiting) {
    heading(one.at);
    lines.push(...refusedLines(one, words, paint));
  }
  return lines;
}

const WHO_WIDTH = 16;
const WHAT_WIDTH = 18;
const INDENT = ' '.repeat(10);

function eventLines(event: SealedEvent, words: RuleWords, paint: Paint): string[] {
  const itself = event.actor.post === 'engine';
  const tone = itself ? 'time' : 'person';
  const who = itself
    ? event.commandId.startsWith('msg:')
      ? '（相关案件）'
      : '（时间到）'
    : words.post(event.actor.post);
  const organisation = event.actor.organisation === undefined ? '' : ` ${event.actor.organisation}`;
  const head = `  ${timeText(event.recordedAt)} ${MARKS[tone]} ${pad(who + organisation, WHO_WIDTH)}  ${pad(eventWord(event.kind, event.type), WHAT_WIDTH)}  ${event.caseId}`;
  const subject = subjectOf(event, words);
  return [
    paint(tone, head + (subject === '' ? '' : `  ${subject}`)),
    ...detailsOf(event, words).map((line) => paint('detail', `${INDENT}${line}`)),
  ];
}

/** What an event is about, in a few words. */
function subjectOf({ type, payload, actor }: SealedEvent, words: RuleWords): string {
  const text = (key: string) => (typeof payload[key] === 'string' ? (payload[key] as string) : '');
  switch (type) {
    case 'HazardReported':
      return `${text('unit')}：${text('what')}`;
    case 'HazardGraded':
    case 'HazardRegraded':
      return `定为 ${text('tier')}${text('row') ? `（判定表 ${text('row')}）` : ''}`;
    case 'DeadlineLapsed':
    case 'ReminderDue':
    case 'AskedAgain':
      return words.duty(text('duty'));
    case 'RungDue':
    case 'RungSkipped':
      return `第 ${String(payload.rung)} 级 ${words.duty(`${text('ladder')}${String(payload.rung)}`)}${payload.signature === 'required' ? `，待${words.post(text('issuer'))}签发` : ''}`;
    case 'NoticeSigned':
      return words.notice(text('notice'));
    case 'MatterOpened':
    case 'CauseAdded': {
      const { subject, cause } = payload as {
        readonly subject?: { readonly organisation?: string };
        readonly cause?: { readonly label?: string; readonly event?: true };
      };
      return `${subject?.organisation ?? ''}，因${cause?.label ?? ''}${cause?.event ? '' : '逾期'}`;
    }
    default:
      return actor.onBehalfOf ? `代 ${actor.onBehalfOf}` : '';
  }
}

function detailsOf(event: SealedEvent, words: RuleWords): string[] {
  const entered = event.actor.post !== 'engine' && event.at !== event.recordedAt;
  return [
    ...(entered ? [`补录：发生于 ${instantText(event.at)}`] : []),
    ...(event.verdicts ?? []).map((verdict) => verdictText(verdict, words)),
    ...event.clocks.set.flatMap((clock) => clockText(clock, words)),
    ...(event.clocks.suspended ?? []).map((id) => `中止 ${words.duty(id)}`),
    ...event.effects.flatMap((effect) => effectText(effect, words)),
    ...(event.flags ?? []).map((code) => `标记 ${flagWord(code)}`),
    ...((event.payload.questions as readonly string[] | undefined) ?? []).map((code) => `存疑 ${flagWord(code)}`),
  ];
}

/** What is owed on a paper, by the id of its clock. */
const ANSWER_WORDS: { readonly [id: string]: string } = { receipt: '签收', review: '复核答复' };

/** `期限 较大隐患整改 至 2025-04-02 周三`. Reminders and repeated asking are shown when they happen. */
function clockText(clock: Clock, words: RuleWords): string[] {
  const until = clock.lastDay ? `至 ${dayText(clock.lastDay)}` : `至 ${instantText(clock.dueAt)}`;
  const tail = `${until}${clock.provisional ? '（暂定）' : ''}`;
  switch (clock.does) {
    case 'remind':
    case 'askAgain':
      return [];
    case 'rung':
      return [`升级 ${words.duty(clock.rule)} 将于 ${instantText(clock.dueAt)}`];
    case 'signature':
      return [`待签 ${words.duty(clock.rule)}，${instantText(clock.dueAt)} 催签`];
    case 'answer':
      return [`期限 ${ANSWER_WORDS[clock.id] ?? '答复'}${clock.id === 'review' ? '' : words.duty(clock.rule)} ${tail}`];
    default:
      return [`期限 ${words.duty(clock.rule)} ${tail}`];
  }
}

/** `按期 较大隐患整改（余 3 日）`. */
export function verdictText(verdict: Verdict, words: RuleWords): string {
  const how = VERDICT_WORDS[verdict.result] ?? verdict.result;
  const days =
    verdict.daysLate === undefined
      ? verdict.daysToSpare === undefined
        ? ''
        : `（余 ${verdict.daysToSpare} 日）`
      : `（逾期 ${verdict.daysLate} 日）`;
  return `认定 ${words.duty(verdict.duty)} ${how}${days}${verdict.enteredLate ? '，系补录' : ''}`;
}

function effectText(effect: Effect, words: RuleWords): string[] {
  const to = (ref: { readonly post: string; readonly organisation?: string }) =>
    `${words.post(ref.post)}${ref.organisation === undefined ? '' : ` ${ref.organisation}`}`;
  switch (effect.do) {
    case 'notify':
      return [`通知 → ${to(effect.to)}`];
    case 'issueNotice':
      return [`文书 ${words.notice(effect.notice)} → ${to(effect.to)}`];
    case 'publish':
      return [`公示 ${words.notice(effect.what)}`];
    case 'send':
      return [];
    default:
      return effect satisfies never;
  }
}

function refusedLines({ at, by, kind, label, refusal }: RefusedLine, words: RuleWords, paint: Paint): string[] {
  const where = refusal.stage === undefined ? '' : `（${stageWord(kind, refusal.stage)}）`;
  return [
    paint(
      'refused',
      `  ${timeText(at)} ${MARKS.refused} ${pad(words.post(by), WHO_WIDTH)}  ${pad(label, WHAT_WIDTH)}  被拒绝${where}`,
    ),
    paint('detail', `${INDENT}${refusal.message}`),
  ];
}

import type { PostRef } from '../core/effect.ts';
import { type Actor, type Day, dayOf, type Instant, type SealedEvent } from '../core/index.ts';
import { FREEZE_MESSAGE } from '../core/names.ts';
import { ABOUT_WORDS, DELIVERY_WORDS, eventWord, flagWord, postWord } from '../core/words.ts';
import { attribute, type DayOwner } from './attribution.ts';
import { type Ball, ballAt, ballWords } from './ball.ts';
import type { DeliveryRecord, TermsAtHand } from './record.ts';
import { type CaseReplay, openReplay } from './replay.ts';
import { type DutyVerdict, verdictsOf } from './verdicts.ts';
import { BESIDE_WORDS, becauseWord, OUTCOME_WORDS, OWNER_WORDS, pauseWord } from './words.ts';

/** One sentence and the events (`seq`) that it rests on; never empty. */
export interface Sentence {
  readonly text: string;
  readonly events: readonly number[];
}

/** A fact sheet for back-tracing (责任倒查事实表): facts of the record in order, no judgement. */
export interface FactSheet {
  readonly caseId: string;
  readonly title: string;
  readonly until: Instant;
  readonly sections: readonly {
    readonly id: SectionId;
    readonly title: string;
    readonly sentences: readonly Sentence[];
  }[];
  /** What the sheet is not. */
  readonly note: string;
}

const SECTIONS = {
  found: '发现与登记',
  told: '知情与告知',
  couldAct: '各时段由谁办理',
  acted: '办理经过',
  missed: '逾期和未履行的事项',
  inTime: '按期履行的事项和人员',
  attribution: '逾期天数的归属',
  contested: '标记与异议',
} as const;
type SectionId = keyof typeof SECTIONS;

/** Names as people know them; ids where a register is not at hand. */
export interface SheetNames {
  body(ref: PostRef): string;
  person(id: string): string;
  notice(id: string): string;
}

/** Ids instead of names: for a reader without registers. */
export const BARE_NAMES: SheetNames = {
  body: ({ post, organisation }) => `${postWord(post)}${organisation === undefined ? '' : ` ${organisation}`}`,
  person: (id) => id,
  notice: (id) => id,
};

interface Sheet {
  readonly opened: CaseReplay;
  readonly events: readonly SealedEvent[];
  readonly names: SheetNames;
  reasonOf(reason: string): string;
}

/** The fact sheet of a case up to `until` (default: when its last fact was known). */
export function factSheet(
  all: readonly SealedEvent[],
  {
    terms,
    deliveries = [],
    names = BARE_NAMES,
    until,
  }: {
    readonly terms: TermsAtHand;
    readonly deliveries?: readonly DeliveryRecord[];
    readonly names?: SheetNames;
    readonly until?: Instant;
  },
): FactSheet {
  const events = until === undefined ? all : all.filter((event) => event.recordedAt <= until);
  const opened = openReplay(events);
  const rules = terms.rules(events.at(-1)?.ruleSet ?? '');
  const reasonOf = (reason: string) => pauseWord(reason, rules);
  const sheet = { opened, events, names, reasonOf };
  const verdicts = verdictsOf(events, terms);
  const found = attribute(events, terms, until);
  const labels = new Map(verdicts.map(({ duty, label }) => [duty, label]));
  const state = opened.stateAfter(events.length);
  const parts: { readonly [Id in SectionId]: readonly Sentence[] } = {
    found: foundBy(sheet),
    told: toldTo(sheet, deliveries),
    couldAct: couldAct(sheet),
    acted: acts(sheet),
    missed: verdicts.filter(isMissed).map((one) => missedDuty(one, names)),
    inTime: verdicts.filter(({ outcome }) => outcome === 'met').map((one) => metDuty(one, sheet)),
    attribution: found.runs.map(({ duty, from, to, days, owner, rests }) => ({
      text: `“${labels.get(duty) ?? duty}”自 ${from} 至 ${to} 逾期 ${days} 日，归属${ownerWords(owner, names, reasonOf)}。`,
      events: rests,
    })),
    contested: contested(sheet),
  };
  return {
    caseId: events[0]?.caseId ?? '',
    title: state?.title ?? '',
    until: found.until,
    sections: (Object.keys(SECTIONS) as SectionId[]).map((id) => ({ id, title: SECTIONS[id], sentences: parts[id] })),
    note: '本表只陈述记录在案的事实，每句附所依据的记录序号；是否追究、如何追究由有权机关认定。',
  };
}

function foundBy({ events, names }: Sheet): readonly Sentence[] {
  const [first] = events;
  if (first === undefined) return [];
  const { payload, actor, at } = first;
  const word = (key: string) => (typeof payload[key] === 'string' ? (payload[key] as string) : '');
  if (first.type !== 'HazardReported')
    return [{ text: `${timeOf(at)}，${eventWord(first.kind, first.type)}。`, events: [first.seq] }];
  const by = word('source') === 'tipoff' ? '由举报转入' : `由${actorWords(actor, names)}登记`;
  return [
    {
      text: `${timeOf(word('found') || at)}，在${word('where')}发现：${word('what')}；${timeOf(at)}${by}。`,
      events: [first.seq],
    },
  ];
}

/** Each one who was told: when first, of what, how often, why he, and whether it arrived. */
function toldTo({ events, names }: Sheet, deliveries: readonly DeliveryRecord[]): readonly Sentence[] {
  const bySeq = new Map(events.map((event) => [event.seq, event]));
  const known = deliveries.filter((one) => bySeq.has(one.seq));
  const people = Map.groupBy(known, (one) => `${one.post} ${one.organisation ?? ''} ${one.person ?? ''}`);
  return [...people.values()].flatMap((told): Sentence[] => {
    const [first] = told;
    const event = first && bySeq.get(first.seq);
    if (first === undefined || event === undefined) return [];
    const who = `${names.body(first)}${first.person ? `（${names.person(first.person)}）` : ''}`;
    const what = first.channel === 'notice' ? names.notice(first.about) : (ABOUT_WORDS[first.about] ?? first.about);
    const arrived = told.filter((one) => one.state === 'sent').length;
    const times = told.length > 1 ? `，前后共 ${told.length} 次` : '';
    const how =
      arrived === told.length ? '均已发出' : `已发出 ${arrived} 次，首次${DELIVERY_WORDS[first.state] ?? first.state}`;
    return [
      {
        text: `${timeOf(event.recordedAt)}起，${who}获知“${what}”${times}；${how}。收件缘由：${becauseWord(first.because)}。`,
        events: [...new Set(told.map(({ seq }) => seq))],
      },
    ];
  });
}

/** Who held the ball from when to when. */
function couldAct({ opened, events, names, reasonOf }: Sheet): readonly Sentence[] {
  const runs: { ball: Ball; from: Instant; seq: number; to?: Instant; end?: number }[] = [];
  let instant = '';
  for (const [i, event] of events.entries()) {
    const state = opened.stateAfter(i + 1);
    if (event.at > instant) instant = event.at;
    if (state === undefined) continue;
    const ball = ballAt(state, event.at, { past: events.slice(0, i + 1) });
    const last = runs.at(-1);
    if (last && sameHolder(last.ball, ball)) continue;
    if (last) Object.assign(last, { to: instant, end: event.seq });
    runs.push({ ball, from: instant, seq: event.seq });
  }
  return runs.map(({ ball, from, to, seq, end }) => ({
    text: `${timeOf(from)}${to === undefined ? '起' : ` 至 ${timeOf(to)}`}：${ballWords(ball, names.body, reasonOf)}。`,
    events: end === undefined ? [seq] : [seq, end],
  }));
}

function sameHolder(a: Ball, b: Ball): boolean {
  return a.with === b.with && a.row === b.row && a.post === b.post && a.organisation === b.organisation;
}

/** What people did; what was entered after an accident had put the case under its mark says so. */
function acts({ events, names }: Sheet): readonly Sentence[] {
  const marks = events.filter(({ type, payload }) => type === 'MessageNoted' && payload.message === FREEZE_MESSAGE);
  return events
    .filter(({ command }) => command !== undefined)
    .map(({ seq, kind, type, at, recordedAt, actor }) => {
      const late = dayOf(at) < dayOf(recordedAt) ? `（${timeOf(recordedAt)} 补录）` : '';
      const mark = marks.findLast((one) => one.seq < seq);
      const after =
        mark === undefined ? '' : `（事故 ${String(mark.payload.accident ?? mark.payload.from)} 登记后录入）`;
      return {
        text: `${timeOf(at)}，${actorWords(actor, names)}：${eventWord(kind, type)}${late}${after}。`,
        events: mark === undefined ? [seq] : [seq, mark.seq],
      };
    });
}

const MISSED: ReadonlySet<DutyVerdict['outcome']> = new Set(['late', 'missed', 'overdue', 'excused']);

function isMissed({ outcome }: DutyVerdict): boolean {
  return MISSED.has(outcome);
}

function missedDuty(one: DutyVerdict, names: SheetNames): Sentence {
  const { daysLate } = one.recorded ?? one.drawn ?? {};
  const days = daysLate === undefined ? '' : ` ${daysLate} 日`;
  const beside = one.beside.map(
    ({ mark, seq }) => `${BESIDE_WORDS[mark]}${seq === undefined ? '' : `（第 ${seq} 号）`}`,
  );
  return {
    text: `“${one.label}”期限${endOf(one)}，${names.body(one.accountable)}：${OUTCOME_WORDS[one.outcome]}${days}。${beside.length > 0 ? `另记：${beside.join('；')}。` : ''}`,
    events: restsOf(one),
  };
}

/** Who met a duty in time is named: the one who acted, not only the post. */
function metDuty(one: DutyVerdict, { events, names }: Sheet): Sentence {
  const act = events.find((event) => event.seq === one.inputs.end);
  const who = act?.command === undefined ? names.body(one.accountable) : actorWords(act.actor, names);
  const spare = one.recorded?.daysToSpare === undefined ? '' : `，余 ${one.recorded.daysToSpare} 日`;
  const late = one.recorded?.enteredLate ? '，系补录' : '';
  return {
    text: `“${one.label}”期限${endOf(one)}，${who}于 ${timeOf((one.recorded ?? one.drawn)?.actAt ?? act?.at ?? one.dueAt)} 履行：按期${spare}${late}。`,
    events: restsOf(one),
  };
}

function endOf({ lastDay, dueAt }: DutyVerdict): Day | string {
  return lastDay === undefined ? ` ${timeOf(dueAt)}` : `至 ${lastDay}`;
}

function restsOf({ inputs }: DutyVerdict): readonly number[] {
  return [...new Set([...inputs.set.slice(-1), inputs.lapse, inputs.end].flatMap((seq) => seq ?? []))];
}

function contested({ opened, events, names }: Sheet): readonly Sentence[] {
  const { flags = [], contests = [] } = opened.stateAfter(events.length) ?? {};
  return flags.map((flag) => {
    const contest = contests.find((one) => one.code === flag.code && one.flag === flag.seq);
    const answer =
      contest === undefined
        ? ''
        : `；异议：${contest.ground}（${names.body({ post: contest.by })}）${contest.decidedAt === undefined ? '，待复核' : `，复核${contest.result === 'unfounded' ? '不成立' : '成立'}：${contest.why ?? ''}`}`;
    return { text: `${timeOf(flag.at)}，标记“${flagWord(flag.code)}”${answer}。`, events: [flag.seq] };
  });
}

/** Whose days they are, in words. */
export function ownerWords(
  { kind, post, organisation, reason }: DayOwner,
  names: SheetNames,
  reasonOf: (reason: string) => string = pauseWord,
): string {
  if (post === undefined) return `${OWNER_WORDS[kind]}（${reasonOf(reason ?? '')}），无人承担`;
  const body = names.body({ post, ...(organisation === undefined ? {} : { organisation }) });
  return kind === 'holder' ? body : `${body}（${OWNER_WORDS[kind]}）`;
}

function actorWords({ post, organisation, person, onBehalfOf }: Actor, names: SheetNames): string {
  const body = names.body({ post, ...(organisation === undefined ? {} : { organisation }) });
  const name = person === undefined ? '' : ` ${names.person(person)}`;
  return `${body}${name}${onBehalfOf === undefined ? '' : `（代 ${onBehalfOf}）`}`;
}

/** `2025-03-03 09:00`. */
function timeOf(at: Instant): string {
  return `${dayOf(at)} ${at.slice(11, 16)}`;
}

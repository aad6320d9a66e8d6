import type { CaseState, Clock } from '../case.ts';
import { openPause } from '../deadline/pause.ts';
import type { DutyState } from '../duty/state.ts';
import { addMs, type Day, dayOf, daysBetween, type Instant, toMs } from '../instant.ts';
import type { MatterState } from '../matter/state.ts';
import { awaitsReview } from '../notice/review.ts';
import type { NoticeState } from '../notice/state.ts';
import { paperClockWord, stageWord } from '../words.ts';
import { consequenceWords, rungWords } from './consequence.ts';
import { holderOfDuty, nextDuty, rungOfPaper } from './duty.ts';
import { endingWords } from './ending.ts';
import { holderRef } from './holder.ts';
import { postName, type Telling } from './naming.ts';
import { TURNS } from './turns.ts';
import { actWord, dayWord, dueWord } from './words.ts';

export type { Telling } from './naming.ts';

/** `red`: overdue; `amber`: due soon; `green`: in time, or ended; `grey`: nothing of ours is due (paused, or an outside body has it). */
export type Light = 'red' | 'amber' | 'green' | 'grey';

/** What happens next with a case, in one Chinese sentence, and its parts. */
export interface Sentence {
  readonly text: string;
  readonly light: Light;
  /** Who must act: post, organisation and how the sentence calls him. */
  readonly holder?: { readonly post: string; readonly organisation?: string; readonly name: string };
  /** What he must do. */
  readonly act?: string;
  readonly dueAt?: Instant;
  /** Periods in days: the last day on which the act is in time. */
  readonly lastDay?: Day;
  /** Unit in which the rule counts the period, e.g. `workingDay`; unset where a decision fixed the day. */
  readonly unit?: string;
  /** Calendar days since the last day of a lapsed duty. */
  readonly daysLate?: number;
  /** What follows if he does not. */
  readonly consequence?: string;
  /** Id of the clock that says so, whose counting table can be opened. */
  readonly clock?: string;
}

const DAY_MS = 86_400_000;
/** Near is the last quarter of the period, at least a day and at most three. */
const NEAR = { share: 0.25, least: DAY_MS, most: 3 * DAY_MS } as const;

/** Says of a case who must do what by when and what follows if not; of a closed one how it ended. */
export function sentenceOf(state: CaseState, telling: Telling): Sentence {
  if (state.closed) return { text: endingWords(state, telling.now), light: 'green' };
  const duty = nextDuty(state);
  const paused = duty?.lapsed ? undefined : pauseSentence(state, telling);
  if (duty && !(paused && duty.clock.dueAt > (paused.dueAt ?? '~')))
    return dutySentence(state, duty.clock, telling, duty.lapsed);
  return paused ?? ladderSentence(state, telling) ?? waitingSentence(state, telling);
}

/** What one duty of a case says, running or lapsed. */
export function dutySentence(state: CaseState, clock: Clock, telling: Telling, lapsed: boolean): Sentence {
  const ref = holderOfDuty(state, clock, telling.rules);
  const name = postName(ref, telling);
  const act = actOf(state, clock, telling);
  const due = dueWord(clock, telling.now);
  const late = lapsed || clock.dueAt <= telling.now;
  const consequence = consequenceWords(state, clock, telling, lapsed);
  const days = late ? Math.max(0, daysBetween(clock.lastDay ?? dayOf(clock.dueAt), dayOf(telling.now))) : undefined;
  const head = late
    ? `${name}应于 ${due}${act}，已逾期${days ? ` ${days} 日` : ''}`
    : `${name}须于 ${due}${act}${clock.provisional ? '（暂算）' : ''}`;
  return {
    text: consequence === undefined ? head : `${head}；${consequence}`,
    light: late ? 'red' : lightOf(ref.post, clock, telling.now),
    holder: { post: ref.post, ...(ref.organisation ? { organisation: ref.organisation } : {}), name },
    act,
    dueAt: clock.dueAt,
    ...(clock.lastDay === undefined ? {} : { lastDay: clock.lastDay }),
    ...unitOf(clock, telling),
    ...(days === undefined ? {} : { daysLate: days }),
    ...(consequence === undefined ? {} : { consequence }),
    clock: clock.id,
  };
}

function unitOf({ fixed, duration, rule }: Clock, { rules }: Telling): { readonly unit?: string } {
  const period = duration ?? rules.deadlines.find(({ id }) => id === rule)?.duration;
  return fixed || period === undefined || !('unit' in period) ? {} : { unit: period.unit };
}

function lightOf(post: string, clock: Clock, now: Instant): Light {
  const due = toMs(clock.dueAt);
  const period = due - toMs(clock.start ?? now);
  const near = Math.min(NEAR.most, Math.max(NEAR.least, period * NEAR.share));
  if (due - toMs(now) <= Math.min(near, period / 2)) return 'amber';
  return post.startsWith('district.') ? 'grey' : 'green';
}

/** What is to be done: the verb of the anchor that ends the duty, or what the paper in hand needs. */
function actOf(state: CaseState, clock: Clock, { rules, paperOf }: Telling): string {
  if (state.kind === 'notice') return noticeAct(state as NoticeState, clock);
  if (state.kind === 'duty') return dutyAct(state as DutyState, clock);
  const rule = rules.deadlines.find((one) => one.id === clock.rule);
  if (rule) return actWord(rule.endsOn) ?? `办结“${rule.label}”`;
  if (clock.id === 'review') return '复核有争议的答复';
  const ofPaper = paperClockWord(clock.rule);
  if (ofPaper !== undefined) return `完成${ofPaper}`;
  const rung = rungOfPaper(state as MatterState, rules);
  const title = rung && (paperOf(rung.notice) ?? rung.label);
  const paper = title === undefined ? '文书' : `《${title}》`;
  if (clock.does === 'signature') return `签发${paper}`;
  return clock.id === 'receipt' ? `签收${paper}` : `书面答复${paper}`;
}

/** The round that a clock is of is the last part of its id. */
function dutyAct({ title }: DutyState, clock: Clock): string {
  return `完成“${title}”（${clock.id.slice(clock.rule.length + 1)} 期）`;
}

function noticeAct(state: NoticeState, clock: Clock): string {
  const paper = `《${state.title}》`;
  if (clock.id === 'receipt') return `签收${paper}`;
  if (clock.id === 'service') return `送达${paper}`;
  if (state.missing.length > 0) {
    const labels = state.fields.filter(({ id }) => state.missing.includes(id)).map(({ label }) => label);
    return `补全${paper}的${labels.join('、')}并签发`;
  }
  return awaitsReview(state) ? `审核${paper}` : `签发${paper}`;
}

/** The case stands still; the cap of the pause says until when at most. */
function pauseSentence(state: CaseState, { now, rules }: Telling): Sentence | undefined {
  const pause = openPause(state.pauses);
  if (pause === undefined || Object.keys(state.suspended).length === 0) return undefined;
  const label = rules.pause.reasons.find((one) => one.id === pause.reason)?.label;
  const why = label ?? (pause.reason === 'consultation' ? '区级会商' : undefined);
  const cap = Object.values(state.clocks).find(({ does }) => does === 'pauseCap');
  const until = cap === undefined ? '恢复后重新计算期限' : `${dueWord(cap, now)}恢复计时`;
  return {
    text: `期限已中止${why === undefined ? '' : `（${why}）`}；${until}`,
    light: 'grey',
    ...(cap === undefined ? {} : { dueAt: cap.dueAt, clock: cap.id }),
  };
}

/** Nobody has a paper in hand: time alone brings the next rung of the ladder. */
function ladderSentence(state: CaseState, telling: Telling): Sentence | undefined {
  const clock = Object.values(state.clocks).find(({ does }) => does === 'rung');
  if (clock === undefined || state.kind !== 'matter') return undefined;
  const ref = holderRef(state, 'matter.subject');
  const name = postName(ref, telling);
  const consequence = rungWords(state as MatterState, clock, telling);
  const causes = (state as MatterState).causes.map((cause) => cause.label).join('、');
  const lapsed = (state as MatterState).causes.every((cause) => !cause.event);
  const act = causes === '' ? '消除问责事由' : lapsed ? `办结已逾期的“${causes}”` : `就“${causes}”落实整改`;
  return {
    text: `${name}须${act}；${consequence}`,
    light: clock.dueAt <= addMs(telling.now, DAY_MS) ? 'amber' : 'green',
    holder: { post: ref.post, ...(ref.organisation ? { organisation: ref.organisation } : {}), name },
    act,
    dueAt: clock.dueAt,
    consequence,
    clock: clock.id,
  };
}

/** Between two rounds of a duty: who does the next, and from when. */
function betweenRounds(state: DutyState, telling: Telling): Sentence {
  const { bearer, next, stage, regions } = state;
  const ref = {
    post: bearer.post,
    ...(bearer.organisation === undefined ? {} : { organisation: bearer.organisation }),
  };
  const name = bearer.outside ?? postName(ref, telling);
  const coming = next === undefined ? '没有后续期次' : `下一期（${next.id}）自${dayWord(next.from, telling.now)}起`;
  const stands = regions.pause === 'paused' ? '已暂停' : stageWord('duty', stage);
  return { text: `${stands}；由${name}办理，${coming}`, light: 'grey', holder: { ...ref, name } };
}

/** Nothing is due: whose turn it is as the regions stand. */
function waitingSentence(state: CaseState, telling: Telling): Sentence {
  if (state.kind === 'duty') return betweenRounds(state as DutyState, telling);
  const turn = TURNS[state.kind].find(([region, states]) => states.includes(state.regions[region] ?? ''));
  if (turn === undefined) return { text: `${stageWord(state.kind, state.stage)}，目前没有期限`, light: 'grey' };
  const [, , holder, why] = turn;
  const ref = holderRef(state, holder);
  const name = postName(ref, telling);
  return {
    text: `${why}，由${name}办理，目前没有期限`,
    light: 'grey',
    holder: { post: ref.post, ...(ref.organisation ? { organisation: ref.organisation } : {}), name },
  };
}

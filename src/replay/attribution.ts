import { closePauses, pausedDaySpans } from '../core/deadline/pause.ts';
import {
  addDays,
  type CaseState,
  type Day,
  dayOf,
  daysBetween,
  type Instant,
  type SealedEvent,
  startOfDay,
  toMs,
} from '../core/index.ts';
import { dayNumber } from '../core/instant.ts';
import { endsOn } from '../core/watch.ts';
import { firesLate } from './ball.ts';
import { type DutyPeriod, dutyPeriods, placeOf } from './duty-periods.ts';
import { holderRef } from './holder.ts';
import { overduePaperDays, type PaperDuty, paperDuties } from './paper-duties.ts';
import type { TermsAtHand } from './record.ts';
import { type CaseReplay, openReplay } from './replay.ts';
import type { OWNER_WORDS } from './words.ts';

/** Whose overdue days are: the holder of that duty on that day, a recorded pause, the district that was waited for, or the approver who decided late. */
export interface DayOwner {
  readonly kind: keyof typeof OWNER_WORDS;
  /** Absent for a pause. */
  readonly post?: string;
  readonly organisation?: string;
  /** Pauses: id of the reason. */
  readonly reason?: string;
}

/** Consecutive overdue days of one duty that one owner has, both ends included. */
export interface OverdueRun {
  readonly duty: string;
  readonly from: Day;
  readonly to: Day;
  readonly days: number;
  readonly owner: DayOwner;
  /** The events that it rests on: the last setting, the lapse, the end. */
  readonly rests: readonly number[];
}

/** A duty that time fired late: the delay is the engine's and shifts no day. */
export interface LateFiring {
  readonly seq: number;
  readonly clock: string;
  readonly due: Instant;
  readonly fired: Instant;
  readonly hours: number;
}

/** Every overdue day of a case with its one owner (责任归属, handbook §8 and §19). */
export interface Attribution {
  readonly until: Instant;
  /** Overdue duty-days in all: a day on which two duties are overdue counts for each. */
  readonly overdueDays: number;
  readonly runs: readonly OverdueRun[];
  readonly shares: readonly { readonly owner: DayOwner; readonly days: number }[];
  /** Hours during which something was due and had not fired, overlaps once. */
  readonly engine: { readonly hours: number; readonly firings: readonly LateFiring[] };
}

/** Attributes the overdue days of a case up to `until` (default: when its last fact was known); what happened later does not count. */
export function attribute(
  all: readonly SealedEvent[],
  terms: Pick<TermsAtHand, 'rules'>,
  until: Instant = lastKnown(all),
): Attribution {
  const events = all.filter((event) => event.at <= until);
  if (events.length === 0) return { until, overdueDays: 0, runs: [], shares: [], engine: { hours: 0, firings: [] } };
  const opened = openReplay(events);
  const runs = [
    ...dutyPeriods(events).flatMap((period) => runsOf(period, opened, terms, until)),
    ...paperDuties(events).flatMap((paper) => runsOfPaper(paper, opened, until)),
  ];
  const shares = new Map<string, { readonly owner: DayOwner; days: number }>();
  for (const { owner, days } of runs) {
    const key = JSON.stringify(owner);
    const share = shares.get(key);
    if (share) share.days += days;
    else shares.set(key, { owner, days });
  }
  return {
    until,
    overdueDays: runs.reduce((sum, run) => sum + run.days, 0),
    runs,
    shares: [...shares.values()].sort((a, b) => b.days - a.days),
    engine: lateFirings(events),
  };
}

function lastKnown(events: readonly SealedEvent[]): Instant {
  return events.reduce((last, { recordedAt }) => (recordedAt > last ? recordedAt : last), '');
}

/** The overdue days of a period: as many as its verdict says, or up to `until` while nobody has met it. */
export function overdueDaysOf(
  period: DutyPeriod,
  until: Instant,
): { readonly lastDay: Day; readonly days: number } | undefined {
  const { ended, lapse } = period;
  const verdict = ended?.verdict;
  const clock = verdict ?? period.settings.at(-1)?.clock;
  if (clock === undefined) return undefined;
  const lastDay = clock.lastDay ?? dayOf(clock.dueAt);
  if (verdict) return { lastDay, days: verdict.daysLate ?? 0 };
  if (lapse === undefined) return undefined;
  return { lastDay, days: Math.max(0, daysBetween(lastDay, dayOf(ended?.at ?? until))) };
}

function runsOf(
  period: DutyPeriod,
  opened: CaseReplay,
  terms: Pick<TermsAtHand, 'rules'>,
  until: Instant,
): readonly OverdueRun[] {
  const overdue = overdueDaysOf(period, until);
  if (overdue === undefined || overdue.days === 0) return [];
  const rests = [period.settings.at(-1)?.seq, period.lapse?.seq, period.ended?.seq].flatMap((seq) => seq ?? []);
  const ownerOf = ownerFinder(period, opened, terms, until);
  const runs: { from: Day; to: Day; days: number; owner: DayOwner }[] = [];
  for (let n = 1; n <= overdue.days; n++) {
    const day = addDays(overdue.lastDay, n);
    const owner = ownerOf(day);
    const last = runs.at(-1);
    if (last && JSON.stringify(last.owner) === JSON.stringify(owner))
      Object.assign(last, { to: day, days: last.days + 1 });
    else runs.push({ from: day, to: day, days: 1, owner });
  }
  return runs.map((run) => ({ duty: period.duty, ...run, rests: [...new Set(rests)] }));
}

/** A paper that was signed, served, received, answered or reviewed late: its days are whoever's it was; a matter's pause stops no paper. */
function runsOfPaper(paper: PaperDuty, opened: CaseReplay, until: Instant): readonly OverdueRun[] {
  const { events } = opened;
  const end = paper.end === undefined ? undefined : events[placeOf(events, paper.end)];
  const overdue = overduePaperDays(paper, end?.at, until);
  if (overdue === undefined || overdue.days === 0) return [];
  const place = placeOf(events, paper.set);
  const state = opened.stateAfter(place + 1);
  const issuer =
    events[place]?.payload.issuer ?? events.slice(0, place).findLast(({ payload }) => payload.issuer)?.payload.issuer;
  const holder = paper.holder === 'rung.issuer' && typeof issuer === 'string' ? issuer : paper.holder;
  const ref = state ? refOf(state, holder) : { post: holder };
  return [
    {
      duty: paper.duty,
      from: addDays(overdue.lastDay, 1),
      to: addDays(overdue.lastDay, overdue.days),
      days: overdue.days,
      owner: { kind: ref.post.startsWith('district.') ? 'district' : 'holder', ...ref },
      rests: [...new Set([paper.set, paper.lapse, paper.end].flatMap((seq) => seq ?? []))],
    },
  ];
}

/** The one owner of an overdue day, first rule that holds: the approver for whose decision the unit waited, a pause, the holder. */
function ownerFinder(
  period: DutyPeriod,
  opened: CaseReplay,
  terms: Pick<TermsAtHand, 'rules'>,
  until: Instant,
): (day: Day) => DayOwner {
  const { events } = opened;
  const end = period.ended?.verdict?.holder;
  const approver = end === 'extension.approver' && period.holder !== end;
  const paused = pauseFinder(period, opened, terms, until);
  // Where the case stood on a day is where it stood when the day began, or when the act ended the duty.
  const before = period.ended ? placeOf(events, period.ended.seq) : events.length;
  let count = 0;
  return (day) => {
    const dawn = startOfDay(day);
    while (count < before && (events[count]?.at ?? '~') <= dawn) count += 1;
    const state = opened.stateAfter(Math.max(count, Math.min(before, 1)));
    if (approver && state) return { kind: 'approver', ...refOf(state, 'extension.approver') };
    const reason = paused(day);
    if (reason !== undefined) return { kind: 'paused', reason };
    const ref = state ? refOf(state, end ?? period.holder) : { post: period.holder };
    return { kind: ref.post.startsWith('district.') ? 'district' : 'holder', ...ref };
  };
}

function refOf(state: CaseState, holder: string): { readonly post: string; readonly organisation?: string } {
  const { post, organisation } = holderRef(state, holder);
  return { post, ...(organisation === undefined ? {} : { organisation }) };
}

/** The reason of the pause that touches a day, for duties that may be paused; the district's consultation pauses the rectification alone. */
function pauseFinder(
  { duty, settings, ended }: DutyPeriod,
  { events, stateAfter }: CaseReplay,
  terms: Pick<TermsAtHand, 'rules'>,
  until: Instant,
): (day: Day) => string | undefined {
  const rule = terms.rules(settings.at(-1)?.ruleSet ?? '')?.deadlines.find((one) => one.id === duty);
  if (!rule?.pausable) return () => undefined;
  const all = stateAfter(ended ? placeOf(events, ended.seq) + 1 : events.length)?.pauses ?? [];
  const spans = closePauses(all, until)
    .filter((pause) => pause.reason !== 'consultation' || endsOn(rule, 'rectificationSubmitted'))
    .flatMap((pause) => pausedDaySpans([pause]).map((span) => ({ ...span, reason: pause.reason ?? 'pause' })));
  return (day) => {
    const number = dayNumber(day);
    return spans.find((span) => span.start <= number && number < span.end)?.reason;
  };
}

/** What fired late, and the hours in which anything was waiting. */
function lateFirings(events: readonly SealedEvent[]): Attribution['engine'] {
  const firings = events.filter(firesLate).map(
    (event): LateFiring => ({
      seq: event.seq,
      clock: String(event.payload.clock ?? ''),
      due: event.at,
      fired: event.recordedAt,
      hours: hoursOf(toMs(event.recordedAt) - toMs(event.at)),
    }),
  );
  let ms = 0;
  let covered = 0;
  for (const { due, fired } of firings.toSorted((a, b) => (a.due < b.due ? -1 : 1))) {
    const from = Math.max(covered, toMs(due));
    ms += Math.max(0, toMs(fired) - from);
    covered = Math.max(covered, toMs(fired));
  }
  return { hours: hoursOf(ms), firings };
}

/** Hours to two decimals. */
function hoursOf(ms: number): number {
  return Math.round(ms / 36_000) / 100;
}

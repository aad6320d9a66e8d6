import { computeDeadline, type Proof } from '../core/deadline/deadline.ts';
import type { Pause } from '../core/deadline/pause.ts';
import type { Calendar } from '../core/deadline/working-days.ts';
import {
  addDays,
  type CaseEvent,
  type Clock,
  type Instant,
  type SealedEvent,
  startOfDay,
  type Verdict,
} from '../core/index.ts';
import { ruleLabelled } from '../core/rules/rule-label.ts';
import { verdictOf } from '../core/watch.ts';
import { CLOCK_WORDS } from '../core/words.ts';
import { type DutyPeriod, dutyPeriods, placeOf } from './duty-periods.ts';
import { ruleNamed } from './explain.ts';
import { holderRef } from './holder.ts';
import { paperDuties } from './paper-duties.ts';
import type { Basis, TermsAtHand } from './record.ts';
import { type CaseReplay, openReplay } from './replay.ts';
import { type BESIDE_WORDS, type OUTCOME_WORDS, PAPER_WORDS } from './words.ts';

/** What a later fact or another calendar would say, beside the verdict that was recorded; whom it is put down to never moves. */
export interface Beside {
  readonly mark: keyof typeof BESIDE_WORDS;
  /** The event that it comes from; absent for a calendar. */
  readonly seq?: number;
  readonly calendar?: string;
  /** Absent: it adds to what is known and changes no result by itself. */
  readonly says?: Pick<Verdict, 'dueAt' | 'lastDay' | 'daysLate' | 'daysToSpare'> & {
    /** Absent: nobody has acted yet, only the day would be another. */
    readonly result?: Verdict['result'];
  };
}

/** One duty of a case and what was recorded of it (履职认定). */
export interface DutyVerdict {
  readonly duty: string;
  /** Name in the rule set that set it; the id itself without it. */
  readonly label: string;
  readonly outcome: keyof typeof OUTCOME_WORDS;
  /** The accountable one: as recorded, or for an open duty as its rule says. */
  readonly accountable: { readonly post: string; readonly organisation?: string };
  readonly dueAt: Instant;
  readonly lastDay?: string;
  /** The recorded verdict as it stands in its event. */
  readonly recorded?: Verdict;
  /** Papers (signing, serving, receiving, answering): what the events come to, since no verdict stands in them. */
  readonly drawn?: Pick<Verdict, 'result' | 'actAt' | 'daysLate'>;
  /** What it was computed from: the events that set the clock, the lapse, the end; rule set and calendar of the last setting. */
  readonly inputs: { readonly set: readonly number[]; readonly lapse?: number; readonly end?: number };
  readonly ruleSet: string;
  readonly calendar: string;
  readonly basis?: Basis;
  readonly beside: readonly Beside[];
}

/** The verdicts of a case in the order in which its duties began; `calendars` are other versions that each count is tried on. */
export function verdictsOf(
  events: readonly SealedEvent[],
  terms: TermsAtHand,
  calendars: readonly Calendar[] = [],
): readonly DutyVerdict[] {
  const opened = openReplay(events);
  const duties = dutyPeriods(events).map((period): DutyVerdict => {
    const { duty, settings, lapse, ended } = period;
    const set = settings.at(-1);
    const home = set ? events[placeOf(events, set.seq)] : ended && events[placeOf(events, ended.seq)];
    const recorded = ended?.verdict;
    const clock = recorded ?? set?.clock;
    const rules = terms.rules(set?.ruleSet ?? home?.ruleSet ?? '');
    const rule = rules && ruleLabelled(rules, duty);
    // As the case stood when the duty ended: an act may itself move the regions that name the holder.
    const place = ended ? placeOf(events, ended.seq) : events.length;
    const state = opened.stateAfter(Math.max(1, place));
    const holder = recorded?.holder || period.holder;
    const { post, organisation } = state ? holderRef(state, holder) : { post: holder };
    return {
      duty,
      label: rule?.label ?? duty,
      outcome: outcomeOf(period),
      accountable: { post, ...(organisation === undefined ? {} : { organisation }) },
      dueAt: clock?.dueAt ?? '',
      ...(clock?.lastDay === undefined ? {} : { lastDay: clock.lastDay }),
      ...(recorded ? { recorded } : {}),
      inputs: {
        set: settings.map(({ seq }) => seq),
        ...(lapse ? { lapse: lapse.seq } : {}),
        ...(ended ? { end: ended.seq } : {}),
      },
      ruleSet: home?.ruleSet ?? '',
      calendar: set?.clock.proof?.calendar ?? home?.calendar ?? '',
      ...(rule ? { basis: { ...rule.basis } } : {}),
      beside: besideOf(period, events, calendars),
    };
  });
  return [...duties, ...paperVerdicts(opened, terms)].sort((a, b) => beginOf(a) - beginOf(b));
}

function beginOf({ inputs }: DutyVerdict): number {
  return inputs.set[0] ?? inputs.end ?? 0;
}

function paperVerdicts(opened: CaseReplay, terms: TermsAtHand): readonly DutyVerdict[] {
  const { events } = opened;
  return paperDuties(events).flatMap(({ duty, clock, holder, set, lapse, end, outcome, drawn }): DutyVerdict[] => {
    const place = placeOf(events, set);
    const [home, state] = [events[place], opened.stateAfter(place + 1)];
    if (home === undefined || state === undefined) return [];
    const rules = terms.rules(home.ruleSet);
    const rule = rules && ruleNamed(rules, clock.rule);
    const rung = rules?.ladders.flatMap((one) =>
      one.rungs.map((r) => ({ id: `${one.id}${r.rung}`, issuer: r.issuer })),
    );
    const signer = rung?.find(({ id }) => id === clock.rule)?.issuer;
    const { post, organisation } = holderRef(state, holder === 'rung.issuer' ? (signer ?? holder) : holder);
    return [
      {
        duty,
        label: `${CLOCK_WORDS[duty] ?? PAPER_WORDS[duty] ?? duty}${rule ? `（${rule.label}）` : ''}`,
        outcome,
        accountable: { post, ...(organisation === undefined ? {} : { organisation }) },
        dueAt: clock.dueAt,
        ...(clock.lastDay === undefined ? {} : { lastDay: clock.lastDay }),
        ...(drawn ? { drawn } : {}),
        inputs: { set: [set], ...(lapse ? { lapse } : {}), ...(end ? { end } : {}) },
        ruleSet: home.ruleSet,
        calendar: clock.proof?.calendar ?? home.calendar,
        ...(rule ? { basis: { ...rule.basis } } : {}),
        beside: [],
      },
    ];
  });
}

function outcomeOf({ holder, lapse, ended }: DutyPeriod): DutyVerdict['outcome'] {
  if (ended === undefined) return lapse ? 'overdue' : 'open';
  const { verdict } = ended;
  if (verdict === undefined) return 'withdrawn';
  // Late by another's doing: the approver decided after the day, the days up to then are his (handbook §18).
  if (verdict.result === 'late' && holder !== '' && verdict.holder !== holder) return 'excused';
  return verdict.result;
}

function besideOf(
  period: DutyPeriod,
  events: readonly SealedEvent[],
  calendars: readonly Calendar[],
): readonly Beside[] {
  const { ended, settings } = period;
  const verdict = ended?.verdict;
  const clock = settings.at(-1)?.clock;
  return [
    ...(verdict ? byEntry(period, verdict, events) : []),
    ...(ended && verdict ? later(period, ended.seq, events) : []),
    ...(clock?.proof
      ? calendars.flatMap((calendar) => onCalendar(clock, clock.proof as Proof, verdict, calendar))
      : []),
  ];
}

/** What was recorded when the day had passed, and what the entry's own instant would say. */
function byEntry({ lapse, ended }: DutyPeriod, verdict: Verdict, events: readonly SealedEvent[]): readonly Beside[] {
  const act = ended && events.find((event) => event.seq === ended.seq);
  if (act?.command === undefined || verdict.actAt === undefined || act.recordedAt <= verdict.actAt) return [];
  const entered = verdictOf(clockOf(verdict), lapse !== undefined, act.recordedAt);
  if (entered.result === verdict.result && entered.daysLate === verdict.daysLate) return [];
  const { approver, document } = act.payload;
  const mark = approver !== undefined && document !== undefined ? 'backdated' : 'lateEntry';
  return [
    ...(lapse ? [{ mark: 'lapseRecorded' as const, seq: lapse.seq }] : []),
    { mark, seq: act.seq, says: saying(entered) },
  ];
}

const LATER: { readonly [type: string]: Beside['mark'] } = {
  EvidenceAdded: 'newEvidence',
  NoteAdded: 'note',
  SubjectCorrected: 'correction',
  FlagContestDecided: 'contest',
};

/** Facts entered after the verdict that bear on it: none of them changes it. */
function later(period: DutyPeriod, end: number, events: readonly SealedEvent[]): readonly Beside[] {
  const next = events.find((event) => event.seq > end && (event.verdicts?.length ?? 0) > 0)?.seq ?? Infinity;
  return events.flatMap((event): Beside[] => {
    const mark = LATER[event.type];
    if (mark === undefined || event.seq <= end || !bears(event, period, next)) return [];
    return [{ mark, seq: event.seq }];
  });
}

/** A correction bears on all that went before, a contest on the duty whose flag it is about, a paper or a note on the last verdict before it. */
function bears({ type, seq, payload }: CaseEvent, { lapse, ended }: DutyPeriod, next: number): boolean {
  if (type === 'SubjectCorrected') return true;
  if (type === 'FlagContestDecided') return payload.flag === lapse?.seq || payload.flag === ended?.seq;
  return seq < next;
}

/** The count tried on another calendar, its pauses as they were proved; the duty keeps its day (handbook §4). */
function onCalendar(clock: Clock, proof: Proof, verdict: Verdict | undefined, calendar: Calendar): readonly Beside[] {
  if (proof.duration === undefined || calendar.id === proof.calendar) return [];
  const { dueAt, lastDay } = computeDeadline({
    rule: proof.rule,
    calendar,
    start: proof.start,
    duration: proof.duration,
    pauses: pausesOf(proof),
  });
  if (dueAt === clock.dueAt) return [];
  const counted: Clock = { ...clock, dueAt, ...(lastDay === null ? {} : { lastDay }) };
  const says =
    verdict?.actAt === undefined
      ? { dueAt, ...(lastDay === null ? {} : { lastDay }) }
      : saying(verdictOf(counted, false, verdict.actAt));
  return [{ mark: 'calendar', calendar: calendar.id, says }];
}

function pausesOf(proof: Proof): readonly Pause[] {
  return [
    ...(proof.paused ?? []),
    ...proof.notCounted
      .filter((run) => run.why === 'paused')
      .map((run) => ({ from: startOfDay(run.from), to: startOfDay(addDays(run.to, 1)) })),
  ];
}

function clockOf({ duty, dueAt, lastDay, holder }: Verdict): Clock {
  return { id: duty, dueAt, does: 'lapse', rule: duty, holder, ...(lastDay === undefined ? {} : { lastDay }) };
}

function saying({ result, dueAt, lastDay, daysLate, daysToSpare }: Verdict): NonNullable<Beside['says']> {
  return {
    result,
    dueAt,
    ...(lastDay === undefined ? {} : { lastDay }),
    ...(daysLate === undefined ? {} : { daysLate }),
    ...(daysToSpare === undefined ? {} : { daysToSpare }),
  };
}

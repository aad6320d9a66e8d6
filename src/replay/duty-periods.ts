import type { CaseEvent, Clock, Instant, SealedEvent, Verdict } from '../core/index.ts';
import { PAPER_DUTIES } from '../core/paper-duty.ts';

/** An event as far as a duty period points at it. */
interface EventRef {
  readonly seq: number;
  readonly type: string;
  readonly at: Instant;
  readonly recordedAt: Instant;
}

/** One run of one duty: from the event that set its clock to the one that ended it. */
export interface DutyPeriod {
  /** Clock id, which is the deadline rule's id. */
  readonly duty: string;
  /** As the rule names it: `unit`, `village`, `extension.approver` … */
  readonly holder: string;
  /** Each time the clock was set, the last is the one that counted; empty: it was set and ended in one event. */
  readonly settings: readonly (EventRef & { readonly clock: Clock; readonly ruleSet: string })[];
  /** The lapse that was recorded. */
  readonly lapse?: EventRef;
  /** The event that ended it; absent: still open. */
  readonly ended?: EventRef & { readonly verdict?: Verdict };
}

/** How many events stand before the one of this `seq`. */
export function placeOf(events: readonly SealedEvent[], seq: number): number {
  // In a whole log the place follows from the number.
  const guess = seq - (events[0]?.seq ?? 1);
  return events[guess]?.seq === seq ? guess : events.findIndex((event) => event.seq === seq);
}

type Mutable = { -readonly [Key in keyof DutyPeriod]: DutyPeriod[Key] } & {
  settings: DutyPeriod['settings'][number][];
};

/** The duties of a case (履职事项) in the order in which they began, of its events in order of `seq`. */
export function dutyPeriods(events: readonly SealedEvent[]): readonly DutyPeriod[] {
  const all: Mutable[] = [];
  const open = new Map<string, Mutable>();
  for (const event of events) {
    const lapsed = lapsedClock(event);
    const period = lapsed === undefined ? undefined : open.get(lapsed);
    if (period) period.lapse = refOf(event);
    for (const verdict of event.verdicts ?? []) {
      // Papers have their own account (paper-duties.ts), drawn from the events also where these say nothing of them.
      if (PAPER_DUTIES.has(verdict.duty)) continue;
      const one = open.get(verdict.duty) ?? begun(all, verdict.duty, verdict.holder);
      one.ended = { ...refOf(event), verdict };
      open.delete(verdict.duty);
    }
    for (const id of event.clocks.cleared) {
      const one = open.get(id);
      if (one === undefined) continue;
      one.ended = refOf(event);
      open.delete(id);
    }
    for (const clock of event.clocks.set) {
      if (clock.does !== 'lapse') continue;
      const one = open.get(clock.id) ?? begun(all, clock.id, clock.holder ?? '');
      open.set(clock.id, one);
      one.settings.push({ ...refOf(event), clock, ruleSet: event.ruleSet });
    }
  }
  return all;
}

function begun(all: Mutable[], duty: string, holder: string): Mutable {
  const period: Mutable = { duty, holder, settings: [] };
  all.push(period);
  return period;
}

function lapsedClock(event: CaseEvent): string | undefined {
  const { clock } = event.payload;
  return event.type === 'DeadlineLapsed' && typeof clock === 'string' ? clock : undefined;
}

function refOf({ seq, type, at, recordedAt }: SealedEvent): EventRef {
  return { seq, type, at, recordedAt };
}

import type { PostRef } from '../core/effect.ts';
import { advance, type CaseState, type Clock, type Instant, type KindName, type SealedEvent } from '../core/index.ts';
import { type Ball, ballAt } from './ball.ts';
import { dutyHolder, holderRef } from './holder.ts';

/** A place on both axes of time: what was true at `at` (when facts happened), of what was recorded by `knownAt` (when they were written). Absent: no bound. */
export interface Moment {
  readonly at?: Instant;
  readonly knownAt?: Instant;
}

/** An event left out of a picture: it happened later, or was not recorded yet. */
export interface SkippedEvent {
  readonly seq: number;
  readonly type: string;
  readonly at: Instant;
  readonly recordedAt: Instant;
  readonly why: 'later' | 'unrecorded';
}

/** A duty that was open: running, standing still in a pause, or lapsed and unmet. */
export interface OpenDuty {
  readonly clock: Clock;
  readonly standing: 'running' | 'suspended' | 'overdue';
  readonly holder: PostRef;
}

/** A case as it stood at a moment. */
export interface Picture {
  readonly caseId: string;
  readonly kind: KindName;
  readonly moment: Moment;
  /** Number of events that made it. */
  readonly taken: number;
  readonly skipped: readonly SkippedEvent[];
  /** Absent: the case was not there yet. */
  readonly now?: {
    /** `seq` of the last event that counted. */
    readonly seq: number;
    readonly state: CaseState;
    readonly ball: Ball;
    readonly duties: readonly OpenDuty[];
  };
}

/** A case opened for reading: any moment, any step. */
export interface CaseReplay {
  readonly events: readonly SealedEvent[];
  picture(moment: Moment): Picture;
  /** The state after the nth event by place (0: before the first). */
  stateAfter(count: number): CaseState | undefined;
}

/** A state is kept every so many events: from there a step costs at most as many folds. */
const EVERY = 64;

/** Opens the sealed events of one case, in order of `seq`; throws RangeError if they are of several cases or there are none. */
export function openReplay(events: readonly SealedEvent[]): CaseReplay {
  const [first] = events;
  if (first === undefined) throw new RangeError('没有可以回放的记录');
  if (events.some((event) => event.caseId !== first.caseId)) throw new RangeError('记录属于不同的案件，请逐件回放');
  const kept: (CaseState | undefined)[] = [undefined];

  // Whoever goes forward step by step folds each event once.
  let last: { readonly count: number; readonly state: CaseState | undefined } = { count: 0, state: undefined };

  function stateAfter(count: number): CaseState | undefined {
    const wanted = Math.floor(count / EVERY);
    while (kept.length <= wanted)
      kept.push(fold(kept.at(-1), events.slice((kept.length - 1) * EVERY, kept.length * EVERY)));
    const from =
      last.count <= count && last.count > wanted * EVERY ? last : { count: wanted * EVERY, state: kept[wanted] };
    last = { count, state: fold(from.state, events.slice(from.count, count)) };
    return last.state;
  }

  function picture(moment: Moment): Picture {
    const { at, knownAt } = moment;
    const skipped: SkippedEvent[] = [];
    const known: SealedEvent[] = [];
    const taken: SealedEvent[] = [];
    let prefix = 0;
    for (const event of events) {
      const unrecorded = knownAt !== undefined && event.recordedAt > knownAt;
      if (!unrecorded) known.push(event);
      const later = at !== undefined && event.at > at;
      if (unrecorded || later) skipped.push(skippedOf(event, unrecorded ? 'unrecorded' : 'later'));
      else {
        taken.push(event);
        if (skipped.length === 0) prefix += 1;
      }
    }
    const state = fold(stateAfter(prefix), taken.slice(prefix));
    const head = { caseId: first?.caseId ?? '', kind: first?.kind ?? 'hazard', moment, taken: taken.length, skipped };
    if (state === undefined) return head;
    const instant = at ?? knownAt ?? latest(taken);
    return {
      ...head,
      now: {
        seq: taken.at(-1)?.seq ?? 0,
        state,
        ball: ballAt(state, instant, { past: taken, known }),
        duties: openDuties(state),
      },
    };
  }

  return { events, picture, stateAfter };
}

/** A case as it stood at a moment, of its sealed events in order of `seq`. */
export function replay(events: readonly SealedEvent[], moment: Moment = {}): Picture {
  return openReplay(events).picture(moment);
}

function fold(from: CaseState | undefined, events: readonly SealedEvent[]): CaseState | undefined {
  let state = from;
  for (const event of events) state = advance(state, event).state;
  return state;
}

/** Without a moment the case is seen when its last fact was known. */
function latest(events: readonly SealedEvent[]): Instant {
  return events.reduce((last, { recordedAt }) => (recordedAt > last ? recordedAt : last), '');
}

function skippedOf({ seq, type, at, recordedAt }: SealedEvent, why: SkippedEvent['why']): SkippedEvent {
  return { seq, type, at, recordedAt, why };
}

/** Acts that somebody owes, the earliest first; reminders and rungs are time's own. */
const OWED: ReadonlySet<Clock['does']> = new Set(['lapse', 'answer', 'signature']);

function openDuties(state: CaseState): readonly OpenDuty[] {
  const of = (clocks: CaseState['clocks'], standing: OpenDuty['standing']) =>
    Object.values(clocks)
      .filter((clock) => OWED.has(clock.does))
      .map((clock): OpenDuty => ({ clock, standing, holder: holderRef(state, dutyHolder(clock)) }));
  return [...of(state.overdue, 'overdue'), ...of(state.clocks, 'running'), ...of(state.suspended, 'suspended')].sort(
    (a, b) =>
      a.clock.dueAt < b.clock.dueAt ? -1 : a.clock.dueAt > b.clock.dueAt ? 1 : a.clock.id < b.clock.id ? -1 : 1,
  );
}

import {
  type CaseId,
  type CaseState,
  type Day,
  dayOf,
  type MatterState,
  type SealedEvent,
  type Terms,
  type Verdict,
} from '../core/index.ts';

/** A duty of a case under one set of rules. */
export interface DutyOutcome {
  readonly duty: string;
  readonly result: Verdict['result'] | 'open' | 'overdue';
  readonly lastDay?: Day;
  readonly daysLate?: number;
}

/** Messages and papers by post (`village.head@V1`), then by day. */
export type Load = { readonly [post: string]: { readonly [day: Day]: number } };

/** Totals of one side. */
export interface Side {
  readonly events: number;
  readonly lapses: number;
  /** Papers by kind. */
  readonly notices: { readonly [notice: string]: number };
  /** Ladder steps that became due, by ladder and number: `A3`. */
  readonly rungs: { readonly [rung: string]: number };
  /** Ladder steps that call somebody in person. */
  readonly interviews: number;
  readonly load: Load;
}

/** What one side is counted from, event by event. */
export interface Counting {
  see(event: SealedEvent, terms: Terms): void;
  total(): Side;
}

/** An empty count. */
export function createCounting(): Counting {
  const notices: Record<string, number> = {};
  const rungs: Record<string, number> = {};
  const load: Record<string, Record<Day, number>> = {};
  let events = 0;
  let lapses = 0;
  let interviews = 0;
  return {
    see(event, terms) {
      events++;
      if (event.type === 'DeadlineLapsed') lapses++;
      if (event.kind === 'matter' && (event.moves ?? [event.type]).includes('RungDue')) {
        add(rungs, `${String(event.payload.ladder)}${String(event.payload.rung)}`);
        if (isInterview(terms, event)) interviews++;
      }
      for (const effect of event.effects) {
        if (effect.do === 'issueNotice') add(notices, effect.notice);
        if (effect.do !== 'notify' && effect.do !== 'issueNotice') continue;
        const post = effect.to.organisation ? `${effect.to.post}@${effect.to.organisation}` : effect.to.post;
        // Told when it was written down, not when it happened: a late entry reminds nobody in the past.
        load[post] ??= {};
        add(load[post], dayOf(event.recordedAt));
      }
    },
    total: () => ({ events, lapses, notices, rungs, interviews, load }),
  };
}

function add(to: Record<string, number>, key: string): void {
  to[key] = (to[key] ?? 0) + 1;
}

function isInterview({ rules }: Terms, { payload }: SealedEvent): boolean {
  return (
    rules.ladders.find((one) => one.id === payload.ladder)?.rungs.find((one) => one.rung === payload.rung)?.inPerson ===
    true
  );
}

/** How every duty of a case stands: those that ended, those that lapsed unmet, those that run. */
export function dutiesOf(state: CaseState): readonly DutyOutcome[] {
  const day = (lastDay: Day | undefined) => (lastDay === undefined ? {} : { lastDay });
  return [
    ...state.verdicts.map((verdict) => ({
      duty: verdict.duty,
      result: verdict.result,
      ...day(verdict.lastDay),
      ...(verdict.daysLate === undefined ? {} : { daysLate: verdict.daysLate }),
    })),
    ...Object.values(state.overdue).map((clock) => ({
      duty: clock.id,
      result: 'overdue' as const,
      ...day(clock.lastDay),
    })),
    ...Object.values(state.clocks)
      .filter((clock) => clock.does === 'lapse')
      .map((clock) => ({ duty: clock.id, result: 'open' as const, ...day(clock.lastDay) })),
  ];
}

/** The highest rung that a matter has reached; 0 for other kinds of case. */
export function highestRung(state: CaseState): number {
  return state.kind === 'matter' ? Math.max(0, ...(state as MatterState).rungs.map((taken) => taken.rung)) : 0;
}

/** Where a case has come to: what is compared. */
export interface CaseOutcome {
  readonly caseId: CaseId;
  readonly stage: string;
  readonly rung: number;
  readonly duties: readonly DutyOutcome[];
}

import type { CaseEvent, CaseState, Clock, Flag, FlagContest } from './case.ts';
import { FREEZE_MESSAGE } from './names.ts';
import type { Statechart } from './statechart.ts';

/** Folds what every kind of case has in common; the kind adds its own data. Depends on event data and the machine only. */
export function foldCase(chart: Statechart, state: CaseState | undefined, event: CaseEvent): CaseState {
  let regions = state?.regions ?? chart.initial;
  for (const name of event.moves ?? [event.type]) regions = chart.next(regions, name)?.regions ?? regions;
  const stage = regions.main ?? '';
  const clocks: Record<string, Clock> = { ...state?.clocks };
  const suspended: Record<string, Clock> = { ...state?.suspended };
  const overdue: Record<string, Clock> = { ...state?.overdue };
  const fired = firedClock(state, event);
  if (fired) delete clocks[fired.id];
  for (const id of event.clocks.suspended ?? []) {
    const clock = clocks[id];
    if (clock) suspended[id] = clock;
    delete clocks[id];
  }
  for (const id of event.clocks.cleared) {
    delete clocks[id];
    delete suspended[id];
  }
  for (const { proof: _, ...clock } of event.clocks.set) {
    if (event.clocks.suspended?.includes(clock.id)) suspended[clock.id] = clock;
    else {
      clocks[clock.id] = clock;
      delete suspended[clock.id];
    }
  }
  for (const verdict of event.verdicts ?? []) delete overdue[verdict.duty];
  if (event.type === 'DeadlineLapsed' && fired && !event.verdicts?.some((verdict) => verdict.duty === fired.id))
    overdue[fired.id] = fired;
  const late = event.payload.lateDuty as unknown as Clock | undefined;
  if (late !== undefined) overdue[late.id] = late;
  const contests = contestsOf(state, event);
  return {
    caseId: event.caseId,
    kind: event.kind,
    seq: event.seq,
    regions,
    stage,
    stageSince: state && state.stage === stage ? state.stageSince : event.at,
    since: sinceOf(state, regions, event.at),
    closed: false,
    ruleSet: event.ruleSet,
    calendar: event.calendar,
    ...(state?.opener === undefined ? {} : { opener: state.opener }),
    clocks,
    suspended,
    overdue,
    verdicts: event.verdicts ? [...(state?.verdicts ?? []), ...event.verdicts] : (state?.verdicts ?? []),
    flags: flagsOf(state, event),
    ...(contests ? { contests } : {}),
    pauses: state?.pauses ?? [],
    ...frozenBy(state, event),
    lapses: (state?.lapses ?? 0) + (event.type === 'DeadlineLapsed' ? 1 : 0),
    anchors: event.anchors ? { ...state?.anchors, ...event.anchors } : (state?.anchors ?? {}),
  };
}

/** An accident has put the case under its mark (冻结标记): it stays, and stops nothing. */
function frozenBy(state: CaseState | undefined, { type, at, payload }: CaseEvent): Pick<CaseState, 'frozenBy'> {
  const before = state?.frozenBy;
  if (type !== 'MessageNoted' || payload.message !== FREEZE_MESSAGE) return before ? { frozenBy: before } : {};
  return { frozenBy: [...(before ?? []), { accident: String(payload.accident ?? payload.from), at }] };
}

/** Flags are only ever added to. */
function flagsOf(state: CaseState | undefined, event: CaseEvent): readonly Flag[] {
  const before = state?.flags ?? [];
  if (!event.flags) return before;
  const { raisedBy } = event.payload;
  const more = { at: event.at, seq: event.seq, ...(typeof raisedBy === 'string' ? { by: raisedBy } : {}) };
  return [...before, ...event.flags.map((code): Flag => ({ code, ...more }))];
}

/** A contest and its result are put beside the flag that the event names; contests of earlier versions name none. */
function contestsOf(state: CaseState | undefined, event: CaseEvent): readonly FlagContest[] | undefined {
  const before = state?.contests;
  const { code, flag, by, reason, result } = event.payload as unknown as FlagContest & { readonly reason: string };
  if (typeof flag !== 'number') return before;
  if (event.type === 'FlagContested') return [...(before ?? []), { code, flag, ground: reason, by, at: event.at }];
  if (event.type !== 'FlagContestDecided') return before;
  const decision = { ...(result ? { result } : {}), why: reason, decidedBy: by, decidedAt: event.at };
  return before?.map((one) => (one.flag === flag && one.code === code ? { ...one, ...decision } : one));
}

function sinceOf(
  state: CaseState | undefined,
  regions: CaseState['regions'],
  at: string,
): { readonly [region: string]: string } {
  const since: Record<string, string> = { ...state?.since };
  for (const region in regions) if (regions[region] !== state?.regions[region]) since[region] = at;
  return since;
}

function firedClock(state: CaseState | undefined, event: CaseEvent): Clock | undefined {
  const id = event.payload.clock;
  if (!event.commandId.startsWith('clk:') || typeof id !== 'string') return undefined;
  return state?.clocks[id];
}

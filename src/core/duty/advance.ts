import type { CaseEvent, Step } from '../case.ts';
import { foldCase } from '../fold-case.ts';
import { dutyChart } from './machine.ts';
import type { DutyState } from './state.ts';

/** Members of the state that an event gives whole. */
const GIVEN = ['rounds', 'next', 'doneIn', 'bearer', 'day', 'missedInRow'] as const;

/** Folds one event into a duty; total, pure, event data and machine only. */
export function advanceDuty(before: DutyState | undefined, event: CaseEvent): Step<DutyState> {
  const common = foldCase(dutyChart, before, event);
  const { payload } = event;
  const own: { -readonly [Key in keyof DutyState]?: DutyState[Key] } = {};
  if (event.type === 'DutyOpened') {
    const { rule, label, title, measure, subject, organisation, unit } = payload;
    const given = { rule, label, title, measure, subject, organisation, unit };
    Object.assign(own, { rounds: [], doneIn: before?.doneIn ?? {}, missedInRow: 0 });
    for (const [key, value] of Object.entries(given))
      if (value !== undefined) own[key as 'title'] = value as DutyState['title'];
  }
  for (const key of GIVEN) if (payload[key] !== undefined) Object.assign(own, { [key]: payload[key] });
  if (event.type === 'BearerChanged' && typeof payload.organisation === 'string')
    own.organisation = payload.organisation;
  if (event.type === 'RoundDone') own.lastDone = { round: String(payload.round), at: String(payload.doneAt) };
  if (event.type === 'DutyEnded' || event.type === 'RoundDone') {
    if (common.stage === 'ended') Object.assign(own, { rounds: [], endedWhy: String(payload.reason ?? '') });
  }
  if (event.type === 'DutyPaused') own.pauses = [...(before?.pauses ?? []), { from: event.at }];
  if (event.type === 'DutyResumed')
    own.pauses = (before?.pauses ?? []).map((pause) => (pause.to === undefined ? { ...pause, to: event.at } : pause));
  const state: DutyState = { ...(before as DutyState), ...common, ...own, kind: 'duty' };
  const { next, ...rest } = state;
  const kept = common.stage === 'ended' || next === undefined ? rest : { ...rest, next };
  return {
    state: {
      ...kept,
      closed: state.stage === 'ended' && Object.keys(state.clocks).length === 0,
    },
    effects: event.effects,
  };
}

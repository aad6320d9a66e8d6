import type { CaseEvent, Step } from '../case.ts';
import { foldCase } from '../fold-case.ts';
import { tipoffChart } from './machine.ts';
import type { TipoffState } from './state.ts';

/** Folds one event into a tip-off; total, pure, event data and machine only. */
export function advanceTipoff(before: TipoffState | undefined, event: CaseEvent): Step<TipoffState> {
  const common = foldCase(tipoffChart, before, event);
  const { payload } = event;
  const own: { -readonly [Key in keyof TipoffState]?: TipoffState[Key] } = {};
  if (event.type === 'TipoffReceived')
    Object.assign(own, {
      title: String(payload.matter).slice(0, 120),
      channel: payload.channel,
      matter: payload.matter,
      reporter: payload.reporter,
      handler: 'street.safetyOffice',
      hazards: [],
    });
  if (event.type === 'TipoffTriaged') own.handler = String(payload.to);
  if (event.type === 'HazardOpened') own.hazards = [...(before?.hazards ?? []), String(payload.opensCase)];
  if (event.type === 'TipoffVerified') {
    own.result = String(payload.result);
    if (typeof payload.fine === 'number') own.fine = payload.fine;
  }
  if (event.type === 'RewardOffered') own.amount = Number(payload.amount);
  const state: TipoffState = { ...(before as TipoffState), ...common, ...own, kind: 'tipoff' };
  return {
    state: { ...state, closed: state.stage === 'closed' && Object.keys(state.clocks).length === 0 },
    effects: event.effects,
  };
}

import type { CaseEvent, Step } from '../case.ts';
import { foldCase } from '../fold-case.ts';
import { findingOf } from './finding.ts';
import { tipoffChart } from './machine.ts';
import type { TipoffState } from './state.ts';

type Own = { -readonly [Key in keyof TipoffState]?: TipoffState[Key] };

/** Which end an event or a move brings. */
const OUTCOMES: { readonly [type: string]: NonNullable<TipoffState['outcome']> } = {
  TipoffNotOurs: 'notOurs',
  TipoffTransferReceived: 'transferred',
  AnswerShared: 'joined',
  TipoffWithdrawn: 'withdrawn',
  TipoffClosed: 'answered',
  RewardPaid: 'paid',
  RewardExpired: 'expired',
  RewardWaived: 'waived',
};

/** Folds one event into a tip-off; total, pure, event data and machine only. */
export function advanceTipoff(before: TipoffState | undefined, event: CaseEvent): Step<TipoffState> {
  const common = foldCase(tipoffChart, before, event);
  const own = ownOf(before, event);
  for (const moved of event.moves ?? [event.type]) {
    const outcome = OUTCOMES[moved];
    if (outcome !== undefined) own.outcome = outcome;
  }
  const state: TipoffState = { ...(before as TipoffState), ...common, ...own, kind: 'tipoff' };
  return {
    state: { ...state, closed: state.stage === 'closed' && Object.keys(state.clocks).length === 0 },
    effects: event.effects,
  };
}

function ownOf(before: TipoffState | undefined, { type, payload }: CaseEvent): Own {
  switch (type) {
    case 'TipoffReceived':
      return {
        title: String(payload.matter).slice(0, 120),
        channel: String(payload.channel),
        matter: String(payload.matter),
        reporter: payload.reporter as TipoffState['reporter'],
        handler: 'street.safetyOffice',
        hazards: [],
        ...(typeof payload.area === 'string' ? { area: payload.area } : {}),
        ...(typeof payload.joint === 'number' ? { joint: payload.joint } : {}),
      };
    case 'TipoffTriaged':
      return { handler: String(payload.to) };
    case 'HazardOpened':
      return { hazards: [...(before?.hazards ?? []), String(payload.opensCase)] };
    case 'HazardLinked':
      return { hazards: [...(before?.hazards ?? []), String(payload.hazard)] };
    case 'TipoffJoined':
      return {
        into: String(payload.into),
        ...(typeof payload.result === 'string' ? { result: payload.result } : {}),
      };
    case 'DuplicateJoined':
      return { joined: [...(before?.joined ?? []), String(payload.from)] };
    case 'AnswerShared':
      return { result: String(payload.result) };
    case 'TipoffVerified':
      return verified(payload);
    case 'RewardOffered':
      return { amount: Number(payload.amount) };
    default:
      return {};
  }
}

function verified(payload: CaseEvent['payload']): Own {
  const finding = findingOf(payload);
  return {
    result: String(payload.result),
    ...(finding === undefined ? {} : { finding }),
    ...(typeof payload.fine === 'number' ? { fine: payload.fine } : {}),
  };
}

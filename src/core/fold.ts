import { advanceAccident } from './accident/advance.ts';
import type { AccidentState } from './accident/state.ts';
import type { CaseEvent, CaseState, KindName, Step } from './case.ts';
import { advanceDuty } from './duty/advance.ts';
import type { DutyState } from './duty/state.ts';
import { advanceHazard } from './hazard/advance.ts';
import type { HazardState } from './hazard/state.ts';
import { advanceMatter } from './matter/advance.ts';
import type { MatterState } from './matter/state.ts';
import { advanceNotice } from './notice/advance.ts';
import type { NoticeState } from './notice/state.ts';
import { advanceRecord } from './record/advance.ts';
import type { RecordState } from './record/state.ts';
import { advanceRoster } from './roster/advance.ts';
import type { RosterState } from './roster/state.ts';
import { advanceTipoff } from './tipoff/advance.ts';
import type { TipoffState } from './tipoff/state.ts';

const BY_KIND: { readonly [Kind in KindName]: (state: CaseState | undefined, event: CaseEvent) => Step<CaseState> } = {
  hazard: (state, event) => advanceHazard(state as HazardState | undefined, event),
  matter: (state, event) => advanceMatter(state as MatterState | undefined, event),
  tipoff: (state, event) => advanceTipoff(state as TipoffState | undefined, event),
  notice: (state, event) => advanceNotice(state as NoticeState | undefined, event),
  record: (state, event) => advanceRecord(state as RecordState | undefined, event),
  roster: (state, event) => advanceRoster(state as RosterState | undefined, event),
  accident: (state, event) => advanceAccident(state as AccidentState | undefined, event),
  duty: (state, event) => advanceDuty(state as DutyState | undefined, event),
};

/** What follows from an event, whatever the kind: the door for the workflow sandbox and for replay (no rules, no schemas behind it). */
export function advance(state: CaseState | undefined, event: CaseEvent): Step<CaseState> {
  return BY_KIND[event.kind](state, event);
}

import type { AccidentState } from '../accident/state.ts';
import { holderOf as accidentHolder } from '../accident/steps.ts';
import type { CaseState, Clock } from '../case.ts';
import { holderRef as holderOfDuty, holderWord } from '../duty/holder.ts';
import type { DutyState } from '../duty/state.ts';
import type { PostRef } from '../effect.ts';
import type { HazardState } from '../hazard/state.ts';
import { hazardHolder } from '../hazard/watched.ts';
import type { MatterState } from '../matter/state.ts';
import { holderOf as matterHolder } from '../matter/steps.ts';
import type { NoticeState } from '../notice/state.ts';
import type { RosterState } from '../roster/state.ts';
import { holderOf as rosterHolder } from '../roster/steps.ts';
import type { TipoffState } from '../tipoff/state.ts';

/** The post that a rule's holder (`unit`, `village`, `extension.approver` …) stands for in this case as it stands. */
export function holderRef(state: CaseState, holder: string): PostRef {
  switch (state.kind) {
    case 'hazard':
      return hazardHolder(state as HazardState)(holder);
    case 'matter': {
      const { subject, receiver } = state as MatterState;
      return matterHolder(subject, receiver)(holder);
    }
    case 'tipoff':
      return { post: holder === 'tipoff.handler' ? (state as TipoffState).handler : holder };
    case 'accident':
      return accidentHolder(state as AccidentState)(holder);
    case 'roster':
      return rosterHolder(state as RosterState)(holder);
    case 'record':
      return { post: holder };
    case 'duty':
      return holderOfDuty(holder === 'duty.bearer' ? holderWord((state as DutyState).bearer) : holder);
    case 'notice': {
      const { issuer, to } = state as NoticeState;
      return holder === 'notice.issuer' ? issuer : holder === 'notice.addressee' ? to : { post: holder };
    }
    default:
      return state.kind satisfies never;
  }
}

/** Whose duty a clock is; clocks of papers that name nobody are the addressee's (answers) or the signer's. */
export function dutyHolder(clock: Clock): string {
  return clock.holder ?? (clock.does === 'signature' ? 'rung.issuer' : 'matter.subject');
}

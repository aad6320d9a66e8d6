import { move } from '../draft.ts';
import { tell } from '../lapse.ts';
import { checkDecidedOn, dated } from '../outside.ts';
import { refuse } from '../refusal.ts';
import { anchor } from '../watch.ts';
import type { RosterCommand } from './commands.ts';
import type { RosterState } from './state.ts';
import { anchored, type Handler, type RosterDraft, step, toUnit, watched } from './steps.ts';

type After =
  | 'publishEntry'
  | 'reviewEntry'
  | 'requestRemoval'
  | 'decideRemoval'
  | 'recommendEntry'
  | 'recordDistrictDecision'
  | 'tellDepartment'
  | 'recordConstraintReply';

/** What comes after an entry is listed: made known inside, reviewed, removed early, recommended, told to departments. */
export const AFTER_LISTING: { readonly [Name in After & RosterCommand]: Handler<Name> } = {
  publishEntry(context) {
    if (context.state.stage !== 'listed') return refuse('roster-not-listed', { stage: context.state.stage });
    const draft = step(context, 'EntryPublished', context.payload);
    draft.effects.push({ do: 'publish', what: 'rosterEntry', medium: context.payload.scope });
    return draft;
  },

  reviewEntry(context) {
    const { payload } = context;
    if (!payload.reason) return refuse('reason-missing');
    if (payload.result === 'keep') return step(context, 'EntryReviewed', payload);
    return removed(anchored(context, 'EntryRemoved', payload, 'rosterRemoved'), context.state);
  },

  requestRemoval(context) {
    if (context.state.stage !== 'listed') return refuse('roster-not-listed', { stage: context.state.stage });
    return anchored(context, 'RemovalRequested', context.payload, 'removalRequested');
  },

  decideRemoval(context) {
    const { state, payload } = context;
    if (!payload.reason) return refuse('reason-missing');
    if (state.regions.removal !== 'requested') return refuse('removal-not-requested', { stage: state.stage });
    if (!payload.granted) return anchored(context, 'RemovalRefused', payload, 'removalDecided');
    const draft = anchored(context, 'EntryRemoved', payload, 'removalDecided');
    anchor(draft, watched, 'rosterRemoved', context.command.at);
    return removed(draft, state);
  },

  recommendEntry(context) {
    const { state, payload } = context;
    // Only what the district has punished already may be recommended for its list (应急管理部令第11号).
    if (state.colour !== 'black' || state.stage !== 'listed')
      return refuse('roster-not-listed', { stage: state.stage, detail: '须已列入重点关注名单' });
    const draft = anchored(context, 'EntryRecommended', payload, 'rosterRecommended');
    draft.effects.push({
      do: 'issueNotice',
      notice: 'rosterRecommendation',
      issuer: { post: 'street.safetyCommittee' },
      to: { post: 'district.lawEnforcement' },
    });
    return draft;
  },

  recordDistrictDecision(context) {
    const { command, payload } = context;
    return (
      checkDecidedOn(payload, command.at) ??
      anchored(context, 'DistrictDecided', dated(payload, command.at), 'districtDecided')
    );
  },

  tellDepartment(context) {
    const { state, payload } = context;
    if (state.stage !== 'listed') return refuse('roster-not-listed', { stage: state.stage });
    if (state.constraints.some((one) => one.department === payload.department && one.reply === undefined))
      return refuse('department-told-already', { detail: payload.department });
    const draft = anchored(context, 'DepartmentTold', payload, 'constraintsTold');
    tell(draft, 'rosterConstraint', { post: 'department.head', organisation: payload.department });
    return draft;
  },

  recordConstraintReply(context) {
    const { state, command, payload } = context;
    const waiting = state.constraints.filter((one) => one.reply === undefined);
    if (!waiting.some((one) => one.department === payload.department))
      return refuse('department-not-told', { detail: payload.department });
    const { post, organisation } = command.actor;
    if (post === 'department.head' && organisation !== payload.department) return refuse('not-your-duty');
    const draft = step(context, 'ConstraintAnswered', payload);
    if (waiting.length > 1) return draft;
    move(draft, 'ConstraintsAnswered');
    anchor(draft, watched, 'constraintsAnswered', command.at);
    return draft;
  },
};

function removed(draft: RosterDraft, state: RosterState): RosterDraft {
  if (state.colour === 'black') toUnit(draft, 'rosterRemoval', state.unit);
  return draft;
}

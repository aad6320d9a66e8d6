import type { UnitFacts } from '../case.ts';
import { tell } from '../lapse.ts';
import { confirmUnder, FIXED_ONLY } from '../new-terms.ts';
import { refuse } from '../refusal.ts';
import type { RosterCriterion } from '../rules/roster-rules.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { anchor, endsOn, rulesOf, startDuty } from '../watch.ts';
import { AFTER_LISTING } from './after-listing.ts';
import type { RosterCommand } from './commands.ts';
import { anchored, type Handler, type RosterDraft, step, toUnit, watched } from './steps.ts';

/** The criterion of a rule set; undefined where it has none of that id. */
export function criterionOf({ roster }: Pick<RuleSet, 'roster'>, id: string): RosterCriterion | undefined {
  return roster?.criteria.find((one) => one.id === id);
}

/** What each command of an entry becomes. */
export const HANDLERS: { readonly [Name in RosterCommand]: Handler<Name> } = {
  ...AFTER_LISTING,

  *proposeEntry(context) {
    const { terms, payload } = context;
    const criterion = criterionOf(terms.rules, payload.criterion);
    if (!criterion) return refuse('roster-criterion-unknown', { detail: payload.criterion });
    const unit = (yield { ask: 'unit', unit: payload.unit }) as UnitFacts | undefined;
    if (!unit) return refuse('invalid', { fields: { unit: '没有登记这个单位，请核对编号' } });
    return anchored(
      { ...context, state: undefined },
      'EntryProposed',
      {
        ...payload,
        colour: criterion.colour,
        criterionText: criterion.text,
        criterionLabel: criterion.label,
        criterionVersion: criterion.version,
      },
      'rosterProposed',
    );
  },

  noticeEntry(context) {
    const { state } = context;
    const draft = anchored(context, 'EntryNoticed', context.payload, 'rosterNoticed');
    const replyBy = draft.set.get('roster.hearing')?.lastDay ?? state.clocks['roster.hearing']?.lastDay;
    // The paper of the catalogue is the one for the list of attention; an incentive is offered, not announced against anybody.
    if (state.colour === 'black') toUnit(draft, 'rosterNotice', state.unit, replyBy === undefined ? {} : { replyBy });
    else tell(draft, 'rosterOffer', { post: 'unit.head', organisation: state.unit });
    return draft;
  },

  hearUnit: (context) => anchored(context, 'EntryHeard', context.payload, 'rosterHeard'),

  withdrawProposal: (context) =>
    context.payload.reason ? step(context, 'ProposalWithdrawn', context.payload) : refuse('reason-missing'),

  raiseObjection: (context) => step(context, 'ObjectionRaised', context.payload),

  decideObjection: (context) =>
    context.payload.reason ? step(context, 'ObjectionDecided', context.payload) : refuse('reason-missing'),

  decideEntry(context) {
    const { state, payload } = context;
    if (!payload.reason) return refuse('reason-missing');
    if (!payload.document) return refuse('document-missing');
    if (!payload.listed) {
      const draft = anchored(context, 'EntryRejected', payload, 'rosterDecided');
      if (state.colour === 'black') toUnit(draft, 'rosterDecision', state.unit);
      return draft;
    }
    if (state.regions.objection === 'raised') return refuse('objection-undecided', { stage: state.stage });
    if (state.colour === 'red' && !state.consents) return refuse('roster-consent-missing', { stage: state.stage });
    const draft = anchored(context, 'EntryListed', payload, 'rosterDecided');
    list(draft, state.criterion);
    if (state.colour === 'black') toUnit(draft, 'rosterDecision', state.unit);
    return draft;
  },

  *confirmDeadlines(context) {
    const { state, terms, payload } = context;
    return yield* confirmUnder(
      state,
      terms,
      payload.calendar,
      (after) => step({ ...context, terms: after }, 'DeadlineConfirmed', payload),
      { ...FIXED_ONLY, watched: () => watched },
    );
  },

  addNote: (context) => step(context, 'NoteAdded', context.payload),
};

/** The term begins: that of the deadline rule, or of the criterion where it has one of its own. */
function list(draft: RosterDraft, criterion: string): void {
  const { at } = draft.input;
  anchor(draft, watched, 'rosterListed', at);
  const own = criterionOf(draft.terms.rules, criterion)?.term;
  if (!own) return;
  for (const rule of rulesOf(draft.terms.rules, 'roster'))
    if (rule.startsOn === 'rosterListed' && endsOn(rule, 'rosterRemoved'))
      startDuty(draft, watched, rule, at, undefined, own);
}

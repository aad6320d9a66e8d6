import { admit } from '../admit.ts';
import { carryOut } from '../carry-out.ts';
import type { Command, Deciding, Input, JsonObject, Outcome, Refusal, Terms } from '../case.ts';
import { contestFlag, decideFlagContest, isRefused, whoActs } from '../flag.ts';
import { confirmUnder, FIXED_ONLY } from '../new-terms.ts';
import { checkDecidedOn, dated } from '../outside.ts';
import { refuse } from '../refusal.ts';
import type { Facts } from '../rules/condition.ts';
import { dropClock, endsOn, rulesOf, withdrawEnding } from '../watch.ts';
import { outsideWord } from '../words.ts';
import { onClock } from './clocks.ts';
import { MATTER_COMMANDS, type MatterCommand, type PayloadOf } from './commands.ts';
import { INTERVIEW } from './interview-commands.ts';
import { countedFacts, ladderOf, maySkip } from './ladder.ts';
import { matterChart } from './machine.ts';
import { onMessage } from './messages.ts';
import { OPENING } from './open-commands.ts';
import { takeRung } from './paper.ts';
import { PAPER } from './paper-commands.ts';
import { isPenalty } from './penalty.ts';
import type { MatterState } from './state.ts';
import {
  anchored,
  askCounts,
  complete,
  currentRung,
  draftAs,
  ended,
  type Handler,
  maySign,
  rearm,
  step,
  watched,
} from './steps.ts';

/** May this happen to the matter now, and what exactly is recorded? */
export function* decideMatter(state: MatterState | undefined, input: Input, terms: Terms): Deciding<Outcome> {
  switch (input.input) {
    case 'clock':
      return yield* onClock(state, input, terms);
    case 'message':
      return yield* onMessage(state, input, terms);
    case 'command':
      return yield* onCommand(state, input, terms);
    default:
      return input satisfies never;
  }
}

function* onCommand(state: MatterState | undefined, command: Command, terms: Terms): Deciding<Outcome> {
  const rung = state && currentRung(state, terms);
  const admitted = admit({
    table: MATTER_COMMANDS,
    chart: matterChart,
    state,
    command,
    terms,
    relation: (name) => {
      const { post, organisation } = command.actor;
      if (state === undefined) return false;
      if (name === 'matter.subject')
        return (
          post === 'matter.subject' ||
          (post === `${state.subject.kind}.head` && organisation === state.subject.organisation)
        );
      return name === 'rung.issuer' && rung !== undefined && maySign(command.actor, rung.issuer);
    },
    postName: (post) => (post === 'rung.issuer' ? (rung?.issuer ?? post) : post),
    notNow: (allowed) => (state ? notNow(state, command.type, allowed) : refuse('not-allowed-now', { allowed })),
  });
  if ('refused' in admitted) return admitted;
  const handler = HANDLERS[command.type as MatterCommand] as Handler<MatterCommand>;
  const payload = admitted.payload as PayloadOf<MatterCommand>;
  return yield* carryOut(admitted, () => handler({ state: state as MatterState, command, terms, payload }), complete);
}

/** Acts on a paper, which a matter that has ended no longer has. */
const ON_PAPER: ReadonlySet<string> = new Set(['signNotice', 'recordNoticeReceipt', 'answerNotice', 'assessAnswer']);
const ON_INTERVIEW: ReadonlySet<string> = new Set(['recordInterview', 'postponeInterview']);

/** The general refusal, or the reason a person can act on. */
function notNow(state: MatterState, type: string, allowed: readonly string[]): Refusal {
  const more = { stage: state.stage, allowed };
  const { interview } = state.regions;
  if (ON_INTERVIEW.has(type) && interview !== 'none') return refuse('interview-already-held', more);
  if (state.stage !== 'open' && (ON_PAPER.has(type) || ON_INTERVIEW.has(type))) return refuse('notice-cancelled', more);
  return refuse('not-allowed-now', more);
}

const HANDLERS: { readonly [Name in MatterCommand]: Handler<Name> } = {
  ...PAPER,
  ...INTERVIEW,
  ...OPENING,

  recordReceipt(context) {
    const { state, command, terms, payload } = context;
    const accepted = payload.accepted !== false;
    if (!accepted && !payload.reason) return refuse('reason-missing');
    const wrong = checkDecidedOn(payload, command.at);
    if (wrong) return wrong;
    const draft = anchored(
      step(context, accepted ? 'TransferReceived' : 'TransferReturned', dated(payload, command.at)),
      'transferReceived',
    );
    if (!accepted) withdrawEnding(draft, 'transferResultKnown');
    // What comes of a clue is the receiver's affair: no result is chased (handbook §23).
    else if (currentRung(state, terms)?.result === 'theirs')
      for (const rule of rulesOf(terms.rules, 'matter'))
        if (endsOn(rule, 'transferResultKnown')) dropClock(draft, rule.id);
    return draft;
  },

  *recordOutsideDecision(context) {
    const { state, command, terms, payload } = context;
    const wrong = checkDecidedOn(payload, command.at);
    if (wrong) return wrong;
    const known = currentRung(state, terms)?.outside;
    if (known && !known.includes(payload.what))
      return refuse('invalid', { fields: { what: `决定只能是：${known.map(outsideWord).join('、')}` } });
    const penalty = isPenalty(payload);
    const counted = penalty ? countedFacts(yield* askCounts(state, command.at), command.at) : undefined;
    const draft = anchored(step(context, 'OutsideDecided', dated(payload, command.at)), 'transferResultKnown');
    if (!counted || state.stage !== 'open') return draft;
    // The count knows nothing of this very decision yet.
    const facts = {
      ...counted,
      penaltiesIn180Days: counted.penaltiesIn180Days + 1,
      penaltiesIn365Days: counted.penaltiesIn365Days + 1,
    };
    draft.payload.facts = facts;
    rearm(draft, state, { facts });
    return draft;
  },

  recordFacts(context) {
    const { state, payload } = context;
    if (!payload.reason) return refuse('reason-missing');
    const { document: _d, approver: _a, reason: _r, note: _n, ...given } = payload;
    const facts = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Facts;
    const draft = step(context, 'FactsRecorded', { ...payload, facts: facts as JsonObject });
    rearm(draft, state, { facts });
    return draft;
  },

  skipRungs(context) {
    const { state, payload } = context;
    const ladder = ladderOf(context, state.ladder);
    const highest = Math.max(0, ...state.rungs.map((taken) => taken.rung));
    const rung = ladder.rungs[payload.to - 1];
    if (!payload.approver || !payload.reason || !maySkip(ladder, payload)) return refuse('skip-not-approved');
    if (!rung || rung.rung <= highest)
      return refuse('invalid', { fields: { to: `应为 ${highest + 1} 至 ${ladder.rungs.length} 之间的层级` } });
    const draft = step(context, 'RungSkipped', {
      ...payload,
      skipped: ladder.rungs.slice(highest, rung.rung - 1).map((one) => one.rung),
    });
    const taken = takeRung(draft, rung, state.subject, ladder.id);
    rearm(draft, state, { rungs: [...state.rungs, taken], hurry: false });
    return draft;
  },

  raiseFlag(context) {
    if (!context.payload.reason) return refuse('reason-missing');
    const draft = step(context, 'FlagRaised', { ...context.payload, raisedBy: whoActs(context.command.actor) });
    draft.flags.push(context.payload.code);
    return draft;
  },

  contestFlag(context) {
    const { state, command, payload } = context;
    const recorded = contestFlag(state, payload, whoActs(command.actor));
    return isRefused(recorded) ? recorded : step(context, 'FlagContested', recorded);
  },

  decideFlagContest(context) {
    const { state, command, payload } = context;
    const recorded = decideFlagContest(state, payload, whoActs(command.actor));
    return isRefused(recorded) ? recorded : step(context, 'FlagContestDecided', recorded);
  },

  withdrawMatter(context) {
    const { payload, state, command, terms } = context;
    if (!payload.reason) return refuse('reason-missing');
    if (!payload.approver) return refuse('approver-missing');
    const draft = draftAs(state, command, terms, 'MatterEnded', payload);
    ended(draft, 'withdrawn');
    return draft;
  },

  *confirmDeadlines(context) {
    const { state, terms, payload } = context;
    return yield* confirmUnder(
      state,
      terms,
      payload.calendar,
      (after) => step({ ...context, terms: after }, 'DeadlineConfirmed', payload),
      { ...FIXED_ONLY, watched: () => watched, rearm: (draft) => rearm(draft, state) },
    );
  },

  addNote(context) {
    return step(context, 'NoteAdded', context.payload);
  },
};

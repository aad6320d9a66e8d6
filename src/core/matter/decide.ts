import { admit } from '../admit.ts';
import { carryOut, type HandlerOf, type Handling, moveItself } from '../carry-out.ts';
import type { Command, Deciding, Input, JsonObject, Outcome, Refusal, Terms } from '../case.ts';
import { move } from '../draft.ts';
import { contestFlag, decideFlagContest, isRefused, whoActs } from '../flag.ts';
import type { Instant } from '../instant.ts';
import { confirmUnder, FIXED_ONLY } from '../new-terms.ts';
import { checkDecidedOn, dated } from '../outside.ts';
import { refuse } from '../refusal.ts';
import type { Facts } from '../rules/condition.ts';
import { anchor, dropClock, endsOn, rulesOf, withdrawEnding } from '../watch.ts';
import { outsideWord } from '../words.ts';
import { onClock } from './clocks.ts';
import { MATTER_COMMANDS, type MatterCommand, type PayloadOf } from './commands.ts';
import { cannotPostpone, checkDemands, checkUnmet, nameInterview, putOff, tooSoon } from './interview.ts';
import { countedFacts, ladderOf, type MatterDraft, maySkip } from './ladder.ts';
import { matterChart } from './machine.ts';
import { onMessage } from './messages.ts';
import { ABOVE, armAfterService, armReview, issue, received, signedLate, takeRung } from './paper.ts';
import { isPenalty } from './penalty.ts';
import type { MatterState } from './state.ts';
import { askCounts, complete, currentRung, draftAs, ended, rearm, watched } from './steps.ts';

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

type Context<Name extends MatterCommand> = Handling<MatterState, PayloadOf<Name>>;
type Handler<Name extends MatterCommand> = HandlerOf<MatterState, PayloadOf<Name>>;

function* onCommand(state: MatterState | undefined, command: Command, terms: Terms): Deciding<Outcome> {
  if (!state) return refuse(Object.hasOwn(MATTER_COMMANDS, command.type) ? 'case-not-found' : 'unknown-command');
  const rung = currentRung(state, terms);
  const admitted = admit({
    table: MATTER_COMMANDS,
    chart: matterChart,
    state,
    command,
    terms,
    relation: (name) => {
      const { post, organisation } = command.actor;
      if (name === 'matter.subject')
        return (
          post === 'matter.subject' ||
          (post === `${state.subject.kind}.head` && organisation === state.subject.organisation)
        );
      return name === 'rung.issuer' && rung !== undefined && maySign(command.actor, rung.issuer);
    },
    postName: (post) => (post === 'rung.issuer' ? (rung?.issuer ?? post) : post),
    notNow: (allowed) => notNow(state, command.type, allowed),
  });
  if ('refused' in admitted) return admitted;
  const handler = HANDLERS[command.type as MatterCommand] as Handler<MatterCommand>;
  const payload = admitted.payload as PayloadOf<MatterCommand>;
  return yield* carryOut(admitted, () => handler({ state, command, terms, payload }), complete);
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

function step(
  context: { readonly state: MatterState; readonly command: Command; readonly terms: Terms },
  type: string,
  payload: JsonObject,
): MatterDraft {
  return moveItself(draftAs(context.state, context.command, context.terms, type, payload));
}

/** The issuer, its head, its deputy by order, or the post above it that is asked when neither signs (handbook §21). */
function maySign({ post, onBehalfOf }: Command['actor'], issuer: string): boolean {
  return [issuer, `${issuer}.head`, `${issuer}.deputy`, ABOVE[issuer]].includes(post) || onBehalfOf === issuer;
}

const HANDLERS: { readonly [Name in MatterCommand]: Handler<Name> } = {
  signNotice(context) {
    const { state, command, terms, payload } = context;
    const rung = currentRung(state, terms);
    if (!rung || rung.notice !== payload.notice)
      return refuse('wrong-notice', { detail: `待签发：${rung?.notice ?? '无'}` });
    if (rung.inPerson) {
      if (!payload.interviewAt) return refuse('invalid', { fields: { interviewAt: '请填写约谈时间' } });
      const early = tooSoon(context, rung, command.at, payload.interviewAt);
      if (early) return early;
    }
    const draft = step(context, 'NoticeSigned', { ...payload, rung: rung.rung });
    const taken = state.rungs.at(-1);
    const late = taken && signedLate(draft, taken);
    if (late) draft.payload.signedLate = late;
    draft.cleared.add('signature');
    issue(draft, rung, state.subject, payload.interviewAt ? { interviewAt: payload.interviewAt } : {});
    if (rung.inPerson) {
      move(draft, 'InterviewNamed');
      nameInterview(draft, watched, rung);
    }
    if (rung.target.startsWith('district.') && move(draft, 'TransferSent')) {
      draft.payload.receiver = rung.target;
      anchor(draft, watched, 'transferSent', command.at);
    } else armAfterService(draft, rung, state.ladder, command.at);
    rearm(draft, state);
    return draft;
  },

  recordNoticeReceipt(context) {
    const { state, command, terms, payload } = context;
    const rung = currentRung(state, terms);
    if (state.rungs.at(-1)?.receivedAt !== undefined) return refuse('notice-already-received');
    // A refusal counts as received, but two witnesses must have seen it (handbook §3).
    if (payload.refused && new Set(payload.witnesses).size < 2) return refuse('witnesses-missing');
    if (command.at < (state.since?.paper ?? ''))
      return refuse('at-before-stage', { stage: state.stage, detail: `文书于 ${state.since?.paper} 发出` });
    const draft = step(context, 'NoticeReceived', { ...payload, receivedAt: command.at });
    if (rung) received(draft, state, rung, command.at);
    return draft;
  },

  answerNotice(context) {
    const draft = step(context, 'AnswerFiled', context.payload);
    for (const id of ['answer', 'receipt']) draft.cleared.add(id);
    return draft;
  },

  assessAnswer(context) {
    const { state, payload } = context;
    if (payload.result !== 'sufficient' && !payload.reason) return refuse('reason-missing');
    const { person, post } = context.command.actor;
    if (state.regions.paper === 'contested' && (person ?? post) === state.contestedBy)
      return refuse('second-person-missing', { detail: '有异议的答复须由另一人复核' });
    const type =
      payload.result === 'sufficient'
        ? 'AnswerSufficient'
        : payload.result === 'poor'
          ? 'AnswerPoor'
          : 'AnswerContested';
    const draft = step(context, type, {
      ...payload,
      facts: { answerSufficient: payload.result === 'sufficient', nextRungDue: payload.result === 'poor' },
    });
    if (payload.result === 'contested') armReview(draft, context.command.at);
    else draft.cleared.add('review');
    rearm(draft, state, {
      contested: payload.result === 'contested',
      waitsForResult: payload.result === 'sufficient',
      hurry: payload.result === 'poor',
    });
    return draft;
  },

  *recordInterview(context) {
    const { state, command, payload } = context;
    if (payload.attended === 'proxy') return refuse('no-proxy');
    // With cause: put off, under the same limits as any postponement.
    if (payload.attended === 'excused') {
      if (!payload.document) return refuse('document-missing', { detail: '请假须有证明' });
      return postpone(context, payload.interviewAt);
    }
    if (command.at < (state.interviewAt ?? '')) return refuse('interview-not-yet', { detail: `${state.interviewAt}` });
    if (payload.attended === 'inPerson') {
      const wrong = Array.isArray(payload.demands) ? checkDemands(payload.demands, command.at) : undefined;
      if (wrong) return wrong;
      const draft = step(context, 'InterviewHeld', payload);
      draft.cleared.add('receipt');
      anchor(draft, watched, 'interviewHeld', command.at);
      return draft;
    }
    const draft = step(context, 'InterviewMissed', payload);
    draft.cleared.add('receipt');
    withdrawEnding(draft, 'interviewHeld');
    return yield* interviewFailed(draft, state);
  },

  postponeInterview(context) {
    return postpone(context, context.payload.interviewAt);
  },

  fileInterviewMinutes(context) {
    const draft = step(context, 'InterviewMinutesFiled', context.payload);
    anchor(draft, watched, 'interviewMinutesFiled', context.command.at);
    return draft;
  },

  fileInterviewReport(context) {
    const draft = step(context, 'InterviewReportFiled', context.payload);
    anchor(draft, watched, 'interviewReportFiled', context.command.at);
    return draft;
  },

  *checkInterview(context) {
    const { state, command, payload } = context;
    if (!payload.passed && !payload.reason) return refuse('reason-missing');
    const wrong = checkUnmet(state, payload.unmet ?? []);
    if (wrong) return wrong;
    const draft = step(context, payload.passed ? 'InterviewPassed' : 'InterviewFailed', payload);
    anchor(draft, watched, 'interviewChecked', command.at);
    return payload.passed ? draft : yield* interviewFailed(draft, state);
  },

  recordReceipt(context) {
    const { state, command, terms, payload } = context;
    const accepted = payload.accepted !== false;
    if (!accepted && !payload.reason) return refuse('reason-missing');
    const wrong = checkDecidedOn(payload, command.at);
    if (wrong) return wrong;
    const draft = step(context, accepted ? 'TransferReceived' : 'TransferReturned', dated(payload, command.at));
    anchor(draft, watched, 'transferReceived', command.at);
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
    const draft = step(context, 'OutsideDecided', dated(payload, command.at));
    anchor(draft, watched, 'transferResultKnown', command.at);
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

/** Put off: with a reason, by who may sign the notice or with an approver, so far ahead and so often as the rules allow. */
function postpone(
  context: Context<'postponeInterview'> | Context<'recordInterview'>,
  interviewAt: Instant | undefined,
): MatterDraft | Refusal {
  const { state, command, terms, payload } = context;
  if (!payload.reason) return refuse('reason-missing');
  if (!interviewAt) return refuse('invalid', { fields: { interviewAt: '请填写另定的约谈时间' } });
  const rung = currentRung(state, terms);
  if (rung && !maySign(command.actor, rung.issuer) && !payload.approver) return refuse('approver-missing');
  const wrong = cannotPostpone(context, state, rung, command.at, interviewAt);
  if (wrong) return wrong;
  const draft = step(context, 'InterviewPostponed', {
    ...payload,
    postponed: (state.postponed ?? 0) + 1,
    firstAt: state.interviewFirstAt ?? state.interviewAt,
  });
  putOff(draft, watched, state, rung?.label ?? '', interviewAt);
  return draft;
}

function* interviewFailed(draft: MatterDraft, state: MatterState): Deciding<MatterDraft> {
  const { at } = draft.input;
  const counted = countedFacts(yield* askCounts(state, at), at);
  // The count knows nothing of this very failure yet.
  const facts = { failedInterviewsIn6Months: counted.failedInterviewsIn6Months + 1 };
  draft.payload.facts = facts;
  draft.flags.push('interview-failed');
  if (state.stage === 'open') rearm(draft, state, { facts });
  return draft;
}

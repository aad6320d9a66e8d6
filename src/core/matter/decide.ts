import { admit } from '../admit.ts';
import type { Answer, CaseEvent, Command, Input, JsonObject, Question, Refusal, Tally, Terms } from '../case.ts';
import { draftOf, finish, move, NotLegalNow } from '../draft.ts';
import type { PostRef } from '../effect.ts';
import { contestFlag, decideFlagContest, isRefused, whoActs } from '../flag.ts';
import { addDays, dayOf, type Instant, startOfDay } from '../instant.ts';
import { beginLapse, commonConsequence, remind, repeatAsking, tell } from '../lapse.ts';
import { adoptDuties, changeOf, changesAsJson, confirmUnder, FIXED_ONLY } from '../new-terms.ts';
import { checkDecidedOn, dated, isPenalty } from '../outside.ts';
import { refuse } from '../refusal.ts';
import type { Facts } from '../rules/condition.ts';
import type { Rung } from '../rules/rule-set.ts';
import { checkOrder } from '../time-check.ts';
import { anchor, dropClock, dutyClock, endsOn, rulesOf, type Watched, withdrawDuty, withdrawEnding } from '../watch.ts';
import { MATTER_COMMANDS, type MatterCommand, type PayloadOf } from './commands.ts';
import { cannotPostpone, checkDemands, checkUnmet, moveInterview, nameInterview, tooSoon } from './interview.ts';
import {
  armNext,
  countedFacts,
  type LadderView,
  ladderOf,
  type MatterDraft,
  overdueDays,
  RUNG_CLOCK,
  rungPost,
} from './ladder.ts';
import { matterChart } from './machine.ts';
import {
  ABOVE,
  armAfterService,
  armReview,
  issue,
  PAPER_CLOCKS,
  received,
  serveAgain,
  signatureOverdue,
  signedLate,
  takeRung,
} from './paper.ts';
import type { Cause, MatterState, RungTaken } from './state.ts';

type Outcome = CaseEvent | Refusal;
const COUNTED = ['prompt', 'interviewFailed', 'penalty'] as const;

/** May this happen to the matter now, and what exactly is recorded? */
export function* decideMatter(
  state: MatterState | undefined,
  input: Input,
  terms: Terms,
): Generator<Question, Outcome, Answer> {
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

const watched: Watched = { applies: () => true, paused: () => false, pauses: () => [] };

function draftAs(
  state: MatterState | undefined,
  input: Input,
  terms: Terms,
  type: string,
  payload: JsonObject = {},
): MatterDraft {
  return draftOf<MatterState>('matter', matterChart, state, input, terms, type, payload);
}

/** Who holds a duty of a matter. */
function holderOf(subject: MatterState['subject'], receiver: string | undefined): (holder: string) => PostRef {
  return (holder) => {
    if (holder === 'matter.subject') return rungPost('subject.head', subject);
    if (holder === 'transfer.receiver') return { post: receiver ?? 'district.lawEnforcement' };
    return { post: holder };
  };
}

// ---------------------------------------------------------------------------------------------------------- ladder view

interface Changes {
  readonly causes?: readonly Cause[];
  readonly rungs?: readonly RungTaken[];
  readonly facts?: Facts;
  readonly pauses?: MatterState['pauses'];
  readonly ladderPaused?: boolean;
  readonly contested?: boolean;
  readonly waitsForResult?: boolean;
  readonly hurry?: boolean;
  readonly supervised?: boolean;
  readonly tier?: string;
}

/** Arms the next rung from the matter as this event leaves it. */
function rearm(draft: MatterDraft, state: MatterState, changes: Changes = {}): void {
  const view: LadderView = {
    ladder: ladderOf(draft, state.ladder),
    subject: state.subject,
    causes: changes.causes ?? state.causes,
    rungs: changes.rungs ?? state.rungs,
    facts: { ...(state.facts as Facts), ...changes.facts },
    tier: changes.tier ?? state.tier,
    supervised: changes.supervised ?? state.supervised,
    pauses: (changes.pauses ?? state.pauses).filter((pause) => pause.to !== undefined),
    standing:
      (changes.ladderPaused ?? state.ladderPaused) || (changes.contested ?? state.regions.paper === 'contested'),
    waitsForResult: changes.waitsForResult ?? state.facts.answerSufficient === true,
    hurry: changes.hurry ?? state.facts.nextRungDue === true,
    skipProposed: state.skipProposed ?? 0,
  };
  armNext(draft, view);
}

/** Closes an ended matter when nothing that was demanded is still owed. */
function complete(draft: MatterDraft): CaseEvent {
  const owed = rulesOf(draft.terms.rules, 'matter').some((rule) => dutyClock(draft, rule.id));
  if (draft.regions.main === 'ended' && !owed && draft.regions.interview !== 'decided') move(draft, 'MatterClosed');
  return finish(draft);
}

function currentRung(state: MatterState, terms: Terms): Rung | undefined {
  const last = state.rungs.filter((taken) => !taken.skipped).at(-1);
  return last ? ladderOf({ terms }, state.ladder).rungs[last.rung - 1] : undefined;
}

function* askCounts(
  state: MatterState | { readonly caseId: string; readonly subject: MatterState['subject'] },
  at: Instant,
): Generator<Question, readonly Tally[], Answer> {
  if (state.subject.organisation === '') return [];
  const answer = yield {
    ask: 'tally',
    subject: state.subject.organisation,
    what: COUNTED,
    from: startOfDay(addDays(dayOf(at), -365)),
    until: at,
    except: '',
  };
  return (answer ?? []) as readonly Tally[];
}

// ------------------------------------------------------------------------------------------------------------- messages

function* onMessage(
  state: MatterState | undefined,
  input: Input & { input: 'message' },
  terms: Terms,
): Generator<Question, Outcome, Answer> {
  if (input.type === 'lapsed') return yield* onLapsed(state, input, terms);
  const noted = () => finish(draftAs(state, input, terms, 'MessageNoted', { message: input.type }));
  if (!state) throw new Error(`message ${input.type} of ${input.from} to ${input.caseId}, which does not exist`);
  if (state.stage !== 'open') return noted();
  switch (input.type) {
    case 'accepted':
    case 'withdrawn':
      return ended(draftAs(state, input, terms, 'MatterEnded', { by: input.type }), input.type);
    case 'lateEntry': {
      const by = input.payload.by === 'withdrawn' ? 'withdrawn' : 'lateEntry';
      if (input.payload.ends) return ended(draftAs(state, input, terms, 'MatterEnded', { by }), by);
      const duties = input.payload.duties as readonly string[];
      const draft = draftAs(state, input, terms, 'CauseDropped', { duties });
      move(draft, 'CauseDropped');
      if (draft.regions.paper !== 'unsigned')
        rearm(draft, state, { causes: state.causes.filter((cause) => !duties.includes(cause.rule)) });
      return finish(draft);
    }
    case 'paused': {
      const draft = draftAs(state, input, terms, 'MatterSuspended', input.payload);
      move(draft, 'MatterSuspended');
      rearm(draft, state, { ladderPaused: true });
      return finish(draft);
    }
    case 'resumed': {
      const draft = draftAs(state, input, terms, 'MatterResumed');
      move(draft, 'MatterResumed');
      const pauses = state.pauses.map((pause) => (pause.to === undefined ? { ...pause, to: input.at } : pause));
      rearm(draft, state, { ladderPaused: false, pauses });
      return finish(draft);
    }
    case 'noticeReceived':
    case 'noticeUndelivered':
      return onPaper(state, input, terms) ?? noted();
    case 'rulesAdopted':
      return yield* followRules(state, input, terms);
    default:
      return noted();
  }
}

/** What became of the open rung's paper, from the paper's own case; nothing where it is another paper, or one already received. */
function onPaper(state: MatterState, input: Input & { input: 'message' }, terms: Terms): CaseEvent | undefined {
  const rung = currentRung(state, terms);
  const { notice, rung: nth, receivedAt } = input.payload;
  if (!rung || rung.notice !== notice || (nth !== undefined && nth !== rung.rung)) return undefined;
  const undelivered = input.type === 'noticeUndelivered';
  const draft = draftAs(state, input, terms, undelivered ? 'NoticeUndelivered' : 'NoticeReceived', {
    ...input.payload,
    from: input.from,
  });
  if (state.rungs.at(-1)?.receivedAt !== undefined || !move(draft, draft.type)) return undefined;
  if (undelivered) serveAgain(draft, state, rung);
  else {
    const at = typeof receivedAt === 'string' && receivedAt < input.at ? receivedAt : input.at;
    draft.payload.receivedAt = at;
    received(draft, state, rung, at);
  }
  return finish(draft);
}

/** The hazard went over to another rule set, and so does its matter: what its subject was told stands, the next rung is that of the new rules. */
function* followRules(
  state: MatterState,
  input: Input & { input: 'message' },
  terms: Terms,
): Generator<Question, CaseEvent, Answer> {
  const { payload } = input;
  const after = (yield {
    ask: 'terms',
    ruleSet: String(payload.ruleSet),
    calendar: String(payload.calendar),
  }) as Terms | undefined;
  // The hazard asked the same before it sent this.
  if (after === undefined) throw new Error(`matter ${state.caseId}: the terms of its hazard are unknown`);
  const draft = draftAs(state, input, after, 'RulesAdopted', {
    ...payload,
    fromRuleSet: state.ruleSet,
    fromCalendar: state.calendar,
  });
  move(draft, 'RulesAdopted');
  draft.adopts = true;
  for (const clock of Object.values(state.overdue))
    if (!after.rules.deadlines.some((rule) => rule.id === clock.rule)) withdrawDuty(draft, clock.id);
  const changes = adoptDuties(draft, watched, terms, {
    served: (rule, clock) => clock.fixed === true || rule.holder === 'matter.subject',
    includeServed: payload.includeServed === true,
    ownPeriod: () => undefined,
  });
  rearm(draft, state);
  const rung = state.clocks[RUNG_CLOCK];
  const next = rung && changeOf(draft, rung);
  draft.payload.changes = changesAsJson([...changes, ...(next ? [next] : [])]);
  return finish(draft);
}

/** A duty lapsed: the matter opens, or gets another cause; a rung may be due at once if the rule says so. */
function* onLapsed(
  state: MatterState | undefined,
  input: Input & { input: 'message' },
  terms: Terms,
): Generator<Question, Outcome, Answer> {
  const { payload } = input;
  const isNew = state === undefined || state.stage !== 'open';
  const subject = payload.subject as unknown as MatterState['subject'];
  const cause = payload.cause as unknown as Cause;
  const ladder = ladderOf({ terms }, payload.ladder as 'A' | 'B');
  const known = isNew ? [] : state.causes;
  const causes = known.some((one) => one.rule === cause.rule) ? known : [...known, cause];
  const counted = countedFacts(yield* askCounts({ caseId: input.caseId, subject }, input.at), input.at);
  const facts: Facts = { ...counted, ...(payload.facts as Facts | undefined) };
  // An event that no lapse preceded brings the next rung at once: no overdue day will.
  const hurry = cause.event === true && !known.some((one) => one.rule === cause.rule);
  const draft = draftAs(state, input, terms, isNew ? 'MatterOpened' : 'CauseAdded', {
    ...payload,
    facts: { ...facts, ...(hurry ? { nextRungDue: true } : {}) } as JsonObject,
  });
  move(draft, isNew ? 'MatterOpened' : 'CauseAdded');
  const base: MatterState = {
    ...((isNew ? {} : state) as MatterState),
    ladder: ladder.id,
    subject,
    causes,
    rungs: isNew ? [] : state.rungs,
    facts: (isNew ? {} : state.facts) as MatterState['facts'],
    tier: String(payload.tier ?? ''),
    supervised: payload.supervised === true,
    pauses: isNew ? [] : state.pauses,
    ladderPaused: isNew ? payload.paused === true : state.ladderPaused,
    regions: draft.regions,
  };
  const start = typeof payload.startRung === 'number' ? ladder.rungs[payload.startRung - 1] : undefined;
  const highest = Math.max(0, ...base.rungs.map((taken) => taken.rung));
  if (start && start.rung > highest) {
    // By an approved start (an event) the rungs below are left out by name; by a rule (two failed acceptances) they never were.
    if (hurry) draft.payload.skipped = ladder.rungs.slice(highest, start.rung - 1).map((one) => one.rung);
    const taken = takeRung(draft, start, subject, ladder.id);
    draft.payload.facts = { ...facts } as JsonObject;
    rearm(draft, base, { rungs: [...base.rungs, taken], facts, hurry: false });
  } else if (draft.regions.paper !== 'unsigned') rearm(draft, base, { facts, ...(hurry ? { hurry } : {}) });
  return finish(draft);
}

function ended(draft: MatterDraft, by: 'accepted' | 'withdrawn' | 'lateEntry'): CaseEvent {
  move(draft, 'MatterEnded');
  draft.payload.by = by;
  if (draft.state && ['unsigned', 'issued', 'answered', 'contested'].includes(draft.state.regions.paper ?? ''))
    move(draft, 'PaperDropped');
  for (const id of [RUNG_CLOCK, ...PAPER_CLOCKS]) draft.cleared.add(id);
  // An interview that was named but not held has lost its ground; one that was held must still be reported on and checked.
  if (draft.state?.regions.interview === 'decided') withdrawEnding(draft, 'interviewHeld');
  const owed = rulesOf(draft.terms.rules, 'matter').some((rule) => dutyClock(draft, rule.id));
  if (!owed) move(draft, 'MatterClosed');
  return finish(draft);
}

// --------------------------------------------------------------------------------------------------------------- clocks

function* onClock(
  state: MatterState | undefined,
  input: Input & { input: 'clock' },
  terms: Terms,
): Generator<Question, Outcome, Answer> {
  const { clock } = input;
  if (!state) throw new Error(`clock ${clock.id} of a matter that does not exist`);
  const holder = holderOf(state.subject, state.receiver);
  const ladder = ladderOf({ terms }, state.ladder);
  switch (clock.does) {
    case 'rung': {
      const rung = ladder.rungs[(clock.nth ?? 1) - 1];
      if (!rung) throw new Error(`rung ${clock.nth} is not in ladder ${ladder.id}`);
      const facts = countedFacts(yield* askCounts(state, input.at), input.at);
      const highest = Math.max(0, ...state.rungs.map((taken) => taken.rung));
      const skipped = ladder.rungs.slice(highest, rung.rung - 1).map((one) => one.rung);
      const draft = draftAs(state, input, terms, 'RungDue', {
        clock: clock.id,
        facts,
        causes: state.causes.map((cause) => cause.rule),
        overdueWorkingDays: overdueDays({ terms }, state, dayOf(input.at)),
        ...(skipped.length > 0 ? { skipped, skippedBy: 'rule' } : {}),
      });
      const taken = takeRung(draft, rung, state.subject, ladder.id);
      rearm(draft, state, { rungs: [...state.rungs, taken], facts, waitsForResult: false, hurry: false });
      return finish(draft);
    }
    case 'remind': {
      const draft = draftAs(state, input, terms, 'ReminderDue', { clock: clock.id });
      remind(draft, clock, holder);
      return finish(draft);
    }
    case 'askAgain': {
      const draft = draftAs(state, input, terms, 'AskedAgain', { clock: clock.id });
      repeatAsking(draft, clock, holder);
      return finish(draft);
    }
    case 'answer': {
      if (clock.id === 'receipt') {
        const draft = draftAs(state, input, terms, 'ReceiptOverdue', { clock: clock.id });
        move(draft, 'ReceiptOverdue');
        serveAgain(draft, state, currentRung(state, terms));
        return finish(draft);
      }
      const review = clock.id === 'review';
      const draft = draftAs(state, input, terms, review ? 'ReviewOverdue' : 'AnswerOverdue', { clock: clock.id });
      move(draft, draft.type);
      draft.flags.push(review ? 'review-late' : 'answer-late');
      draft.cleared.add(clock.id);
      tell(draft, 'answerOverdue', review ? { post: 'street.safetyOffice.head' } : holder('matter.subject'), clock);
      tell(draft, 'answerOverdue', { post: 'street.safetyOffice' }, clock);
      return finish(draft);
    }
    case 'signature': {
      const tallies = yield* askCounts(state, input.at);
      const again = terms.rules.signing.steps[clock.nth ?? 0]?.do === 'redraft';
      const draft = draftAs(state, input, terms, again ? 'NoticeRedrafted' : 'SignatureOverdue', { clock: clock.id });
      move(draft, draft.type);
      signatureOverdue(draft, state, currentRung(state, terms), tallies);
      return finish(draft);
    }
    default: {
      const draft = draftAs(state, input, terms, 'DeadlineLapsed', { clock: clock.id });
      const rule = beginLapse(draft, clock, holder);
      let hurry = false;
      for (const act of rule.onLapse) {
        if (commonConsequence(draft, clock, rule, act, holder)) continue;
        if (act.do === 'nextRung') hurry = true;
        else throw new Error(`rule ${rule.id}: “${act.do}” means nothing for a matter`);
      }
      if (hurry && state.stage === 'open') {
        draft.payload.facts = { nextRungDue: true };
        rearm(draft, state, { hurry });
      }
      return finish(draft);
    }
  }
}

// ------------------------------------------------------------------------------------------------------------- commands

interface Context<Name extends MatterCommand> {
  readonly state: MatterState;
  readonly command: Command;
  readonly terms: Terms;
  readonly payload: PayloadOf<Name>;
}
type Done = MatterDraft | Refusal;

type Handler<Name extends MatterCommand> = (context: Context<Name>) => Done | Generator<Question, Done, Answer>;

function* onCommand(
  state: MatterState | undefined,
  command: Command,
  terms: Terms,
): Generator<Question, Outcome, Answer> {
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
  try {
    const handled = handler({ state, command, terms, payload: admitted.payload as PayloadOf<MatterCommand> });
    const done = Symbol.iterator in handled ? yield* handled : handled;
    if ('refused' in done) return done;
    const event = complete(done);
    return checkOrder(done) ?? event;
  } catch (error) {
    if (error instanceof NotLegalNow) return error.refusal ?? admitted.notNow();
    throw error;
  }
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
  const draft = draftAs(context.state, context.command, context.terms, type, payload);
  if (!move(draft, type)) throw new NotLegalNow(type);
  const early = checkOrder(draft);
  if (early) throw new NotLegalNow(type, early);
  return draft;
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
    const { state, command, payload } = context;
    const wrong = checkDecidedOn(payload, command.at);
    if (wrong) return wrong;
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
    if (!payload.approver || !payload.reason || !ladder.skipUpward?.allowed) return refuse('skip-not-approved');
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
): Done {
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
  moveInterview(draft, watched, interviewAt);
  return draft;
}

function* interviewFailed(draft: MatterDraft, state: MatterState): Generator<Question, MatterDraft, Answer> {
  const { at } = draft.input;
  const counted = countedFacts(yield* askCounts(state, at), at);
  // The count knows nothing of this very failure yet.
  const facts = { failedInterviewsIn6Months: counted.failedInterviewsIn6Months + 1 };
  draft.payload.facts = facts;
  draft.flags.push('interview-failed');
  if (state.stage === 'open') rearm(draft, state, { facts });
  return draft;
}

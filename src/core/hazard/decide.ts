import { admit } from '../admit.ts';
import type {
  Answer,
  CaseEvent,
  Clock,
  Command,
  Input,
  JsonObject,
  Question,
  Refusal,
  Tally,
  Terms,
  UnitFacts,
} from '../case.ts';
import { computeDeadline, lastDayOf } from '../deadline/deadline.ts';
import { checkExtensionRequest, latestDayToAsk } from '../deadline/reminder.ts';
import { type Draft, draftOf, finish, move, NotLegalNow } from '../draft.ts';
import type { PostRef } from '../effect.ts';
import { contestFlag, decideFlagContest, isRefused, whoActs } from '../flag.ts';
import { addDays, addMs, atTime, type Day, dayOf, type Instant, startOfDay } from '../instant.ts';
import { beginLapse, commonConsequence, remind, repeatAsking, ruleOf, tell } from '../lapse.ts';
import { maySkip } from '../matter/ladder.ts';
import { adoptUnder, confirmUnder } from '../new-terms.ts';
import { checkDecidedOn, dated } from '../outside.ts';
import { refuse } from '../refusal.ts';
import { type Facts, firstMatch } from '../rules/condition.ts';
import type { DeadlineRule, TierId } from '../rules/rule-set.ts';
import { checkOrder } from '../time-check.ts';
import {
  anchor,
  asResumed,
  dropClock,
  dutyClock,
  endsOn,
  fixDuty,
  resumeDuties,
  rulesOf,
  standsIn,
  startDuty,
  suspendDuties,
  tidyRecurring,
  withdrawDuty,
  withdrawEnding,
} from '../watch.ts';
import { HAZARD_COMMANDS, type HazardCommand, type PayloadOf } from './commands.ts';
import { proposeTier } from './criterion.ts';
import { HAZARD_ENDS, hazardChart } from './machine.ts';
import { dropCauses, endMatters, openLadders, openMatter, startMatter, tellMatters } from './matters.ts';
import type { HazardState } from './state.ts';
import { forTier, hazardHolder, rectifyRule, watchHazard } from './watched.ts';

type Outcome = CaseEvent | Refusal;
type HazardDraft = Draft<HazardState>;

/** May this happen to the hazard now, and what exactly is recorded? */
export function* decideHazard(
  state: HazardState | undefined,
  input: Input,
  terms: Terms,
): Generator<Question, Outcome, Answer> {
  switch (input.input) {
    case 'clock':
      return onClock(state, input, terms);
    case 'message':
      return yield* onMessage(state, input, terms);
    case 'command':
      return yield* onCommand(state, input, terms);
    default:
      return input satisfies never;
  }
}

// ---------------------------------------------------------------------------------------------------------------- commands

function* onCommand(
  state: HazardState | undefined,
  command: Command,
  terms: Terms,
): Generator<Question, Outcome, Answer> {
  const admitted = admit({
    table: HAZARD_COMMANDS,
    chart: hazardChart,
    state,
    command,
    terms,
    first: () =>
      command.type === 'concludeAcceptance' && state && isRectifier(state, command)
        ? refuse('acceptor-is-rectifier', { stage: state.stage })
        : undefined,
    notNow: (allowed) => notNow(state, command.type, allowed),
  });
  if ('refused' in admitted) return admitted;
  const handler = HANDLERS[command.type as HazardCommand] as Handler<HazardCommand>;
  const payload = admitted.payload as PayloadOf<HazardCommand>;
  try {
    const done = yield* handler({ state: state as HazardState, command, terms, payload });
    if ('refused' in done) return done;
    const event = complete(done);
    return checkOrder(done) ?? event;
  } catch (error) {
    if (error instanceof NotLegalNow) return error.refusal ?? admitted.notNow();
    throw error;
  }
}

/** The general refusal, or the reason a person can act on. */
function notNow(state: HazardState | undefined, type: string, allowed: readonly string[]): Refusal {
  const more = { ...(state ? { stage: state.stage } : {}), allowed };
  if (state && type === 'closeOut' && state.stage === 'accepted') {
    const { supervision, control } = state.regions;
    if (supervision === 'lifted') return refuse('lift-not-published', more);
    if (supervision === 'ordered' || supervision === 'liftRequested') return refuse('supervision-not-lifted', more);
    if (supervision === 'requested' || supervision === 'returned') return refuse('supervision-undecided', more);
    if (control === 'stopped' || control === 'restartRequested') return refuse('restart-not-approved', more);
  }
  if (state && (type === 'dismissHazard' || type === 'mergeHazard')) {
    const { supervision, control } = state.regions;
    if (supervision === 'requested' || supervision === 'returned') return refuse('supervision-undecided', more);
    if (supervision === 'ordered' || supervision === 'liftRequested' || supervision === 'lifted')
      return refuse('supervision-not-lifted', more);
    if (control === 'stopped' || control === 'restartRequested') return refuse('restart-not-approved', more);
  }
  if (state && type === 'pause' && state.regions.pause === 'paused') return refuse('already-paused', more);
  return refuse('not-allowed-now', more);
}

/** Accepting one's own work: by organisation, by post, or by the very person who handed it in. */
function isRectifier(state: HazardState, { actor }: Command): boolean {
  return (
    actor.post.startsWith('unit.') ||
    actor.organisation === state.unit ||
    (actor.person !== undefined && actor.person === state.submittedBy?.person)
  );
}

interface Context<Name extends HazardCommand> {
  readonly state: HazardState;
  readonly command: Command;
  readonly terms: Terms;
  readonly payload: PayloadOf<Name>;
}
type Done = HazardDraft | Refusal;
type Handler<Name extends HazardCommand> = (context: Context<Name>) => Generator<Question, Done, Answer>;

/** Starts the event, moves the machine, and turns the machine's named actions into effects. */
function step(
  context: { readonly state: HazardState | undefined; readonly command: Input; readonly terms: Terms },
  type: string,
  payload: JsonObject = {},
): HazardDraft {
  const draft = draftOf<HazardState>(
    'hazard',
    hazardChart,
    context.state,
    context.command,
    context.terms,
    type,
    payload,
  );
  if (!move(draft, type, (action, params) => act(draft, action, params))) throw new NotLegalNow(type);
  const early = checkOrder(draft);
  if (early) throw new NotLegalNow(type, early);
  return draft;
}

/** The event of a decision that was made outside: the date of its paper is recorded, and lies not after the act. */
function outside(
  context: {
    readonly state: HazardState | undefined;
    readonly command: Input;
    readonly terms: Terms;
    readonly payload: JsonObject & { readonly decidedOn?: Day | undefined };
  },
  type: string,
): HazardDraft {
  const { payload, command } = context;
  const wrong = checkDecidedOn(payload, command.at);
  if (wrong) throw new NotLegalNow(type, wrong);
  return step(context, type, dated(payload, command.at));
}

function act(draft: HazardDraft, action: string, params: { readonly [key: string]: unknown }): void {
  if (action !== 'issueNotice') return;
  const notice = String(params.notice);
  draft.effects.push({ do: 'issueNotice', notice, ...noticeParties(draft, notice) });
}

/** Who issues each paper of the hazard, and to whom it goes. */
function noticeParties(draft: HazardDraft, notice: string): { readonly issuer: PostRef; readonly to: PostRef } {
  const holder = hazardHolder(draft.state);
  const unit = holder('unit');
  switch (notice) {
    case 'acceptanceOpinion':
      return { issuer: { post: 'acceptanceTeam' }, to: unit };
    case 'supervisionRequest':
      return { issuer: { post: 'street.office' }, to: { post: 'district.safetyCommittee' } };
    case 'extensionReply':
      return { issuer: holder('extension.approver'), to: unit };
    case 'departmentTransfer':
      return { issuer: { post: 'street.safetyOffice' }, to: holder('transfer.receiver') };
    case 'withdrawal':
      return { issuer: { post: 'street.safetyOffice' }, to: { post: 'street.safetyOffice' } };
    default:
      return { issuer: { post: 'street.safetyOffice' }, to: unit };
  }
}

/** Last touches that every event of a hazard shares. */
function complete(draft: HazardDraft): CaseEvent {
  const { state } = draft;
  const stage = draft.regions.main ?? '';
  if (state !== undefined || stage !== 'identified') {
    const tier = (draft.payload.tier as string | undefined) ?? state?.tier;
    tidyRecurring(draft, watchHazard(draft, { tier, ...pausingOf(draft) }), HAZARD_ENDS.has(stage));
  }
  const met = draft.verdicts.filter((verdict) => verdict.enteredLate).map((verdict) => verdict.duty);
  if (met.length > 0) dropCauses(draft, met);
  if (HAZARD_ENDS.has(stage) && state && !HAZARD_ENDS.has(state.stage)) endLine(draft);
  return finish(draft);
}

function pausingOf(draft: HazardDraft) {
  const consultation =
    draft.payload.consultationPause === 'opened' ||
    (draft.payload.consultationPause !== 'closed' && (draft.state?.consultationPauses ?? false));
  return { pausing: { general: draft.regions.pause === 'paused', consultation } };
}

/** The main line is over: what has no ground any more is withdrawn; minutes and transfers are still owed. */
function endLine(draft: HazardDraft): void {
  const { state, terms } = draft;
  if (!state) return;
  const stays = (rule: DeadlineRule) => endsOn(rule, 'minutesFiled') || rule.stage.startsWith('transfer.');
  const staying = new Set<string>();
  for (const rule of rulesOf(terms.rules, 'hazard')) {
    if (stays(rule)) staying.add(rule.id);
    else if (dutyClock(draft, rule.id)) withdrawDuty(draft, rule.id);
  }
  for (const clock of Object.values(state.clocks)) if (!staying.has(clock.rule)) draft.cleared.add(clock.id);
  // A pause or a consultation left open would hold every clock still if the hazard were opened again.
  move(draft, 'CaseResumed');
  move(draft, 'ConsultationEnded');
  move(draft, 'ExtensionVoided');
  if (state.consultationPauses && draft.payload.consultationPause === undefined)
    draft.payload.consultationPause = 'closed';
  endMatters(draft, draft.regions.main === 'closedOut' ? 'accepted' : 'withdrawn');
}

const HANDLERS: { readonly [Name in HazardCommand]: Handler<Name> } = {
  *reportHazard({ command, terms, payload }) {
    if (payload.found > command.at) return refuse('invalid', { fields: { found: '发现时间不能晚于登记时间' } });
    return yield* report(
      command,
      terms,
      payload,
      command.actor.post.startsWith('unit.')
        ? 'selfCheck'
        : command.actor.post === 'expert' || command.actor.post === 'insurer' || command.actor.post === 'device'
          ? command.actor.post
          : 'inspection',
    );
  },

  *gradeHazard(context) {
    const { state, command, terms, payload } = context;
    const since = startOfDay(addDays(dayOf(state.found), -terms.rules.recurrence.within.value));
    const answer = yield {
      ask: 'tally',
      subject: sameKind(state),
      what: ['hazardFound', 'hazardClosedOut'],
      from: since,
      until: state.found,
      except: state.caseId,
    };
    const earlier = (answer ?? []) as readonly Tally[];
    const previous = [...earlier].sort((a, b) => (a.at < b.at ? 1 : -1))[0];
    const proposal = proposeTier(terms.rules, {
      ...dropUndefined(payload.facts),
      sameKindWithin90Days: previous !== undefined,
    });
    if ('refused' in proposal) return proposal;
    const { facts, row, tier: proposed, recorded } = proposal;
    if (!row || !proposed) return refuse('invalid', { fields: { facts: '等级判定表没有匹配的行，请联系规则管理员' } });
    const tier = payload.tier ?? proposed;
    if (tier !== proposed && !payload.reason) return refuse('reason-missing', { detail: `判定表结论为 ${proposed}` });
    const route = firstMatch(terms.rules.routing.rows, {
      ...routingFacts(state),
      localCanHandle: payload.facts.localCanHandle ?? true,
    });
    const draft = step(context, 'HazardGraded', {
      ...payload,
      facts: facts as JsonObject,
      row: row.id,
      tier,
      ...(tier === proposed ? {} : { proposed }),
      ...recorded,
      ...(route
        ? {
            route: route.id,
            lead: route.lead,
            assist: route.assist,
            ...(route.action ? { routeAction: route.action } : {}),
          }
        : { route: null }),
      ...(previous ? { recurrenceOf: previous.caseId } : {}),
      ...(previous && !/\bsameKindWithin90Days\b/.test(row.when) && !(tier in terms.rules.recurrence.raise)
        ? { questions: ['recurrence-ask-office'] }
        : {}),
    });
    const watched = watchHazard(draft, { tier });
    anchor(draft, watched, 'graded', command.at);
    switchTier(draft, state.tier, tier, command.at, 'confirm');
    return draft;
  },

  *regradeHazard(context) {
    const { state, command, payload } = context;
    if (!payload.reason) return refuse('reason-missing');
    if (payload.tier === state.tier) return refuse('invalid', { fields: { tier: '等级没有变化' } });
    const down = payload.tier > (state.tier ?? '');
    if (down && !payload.document) return refuse('document-missing');
    if (down && !payload.approver) return refuse('approver-missing');
    const draft = step(context, 'HazardRegraded', { ...payload, from: state.tier ?? null });
    const running = state.tier ? dutyClock(draft, rectifyRule(draft, state.tier)?.id ?? '')?.clock : undefined;
    // A downgrade within five days of a lapse is a question for the auditor (handbook §15).
    if (down && running && addMs(command.at, 5 * 86_400_000) >= running.dueAt)
      draft.payload.questions = ['downgrade-before-lapse'];
    switchTier(draft, state.tier, payload.tier, command.at, down ? 'down' : 'up');
    return draft;
  },

  *dismissHazard(context) {
    const { state, payload } = context;
    if (!payload.reason) return refuse('reason-missing');
    if (
      (state.tier === 'T0' || state.tier === 'T1') &&
      (!payload.secondPerson || payload.secondPerson === context.command.actor.person)
    )
      return refuse('second-person-missing');
    return step(context, 'HazardDismissed', payload);
  },

  *mergeHazard(context) {
    const { state, command, payload } = context;
    if (payload.into === state.caseId) return refuse('merge-into-itself');
    if (!payload.reason) return refuse('reason-missing');
    const lives = (yield {
      ask: 'tally',
      subject: payload.into,
      what: ['hazardOpened', 'hazardEnded'],
      from: startOfDay('2000-01-01'),
      until: command.recordedAt,
      except: state.caseId,
    }) as readonly Tally[] | undefined;
    const count = (what: string) => (lives ?? []).filter((tally) => tally.what === what).length;
    if (count('hazardOpened') <= count('hazardEnded')) return refuse('merge-target-unknown', { detail: payload.into });
    const draft = step(context, 'HazardMerged', payload);
    const due = state.tier ? dutyClock(draft, rectifyRule(draft, state.tier)?.id ?? '')?.clock.lastDay : undefined;
    draft.effects.push({
      do: 'send',
      to: payload.into,
      kind: 'hazard',
      message: 'duplicateMerged',
      payload: due ? { lastDay: due } : {},
    });
    return draft;
  },

  *orderRectification(context) {
    const draft = step(context, 'RectificationOrdered', context.payload);
    anchor(draft, watchHazard(draft), 'ordered', context.command.at);
    return draft;
  },

  *recordService(context) {
    const { state, command, payload } = context;
    if (payload.mode === 'refused' && new Set(payload.witnesses).size < 2) return refuse('witnesses-missing');
    const draft = step(context, 'RectificationServed', payload);
    const watched = watchHazard(draft);
    anchor(draft, watched, 'orderServed', command.at);
    const rule = state.tier ? rectifyRule(draft, state.tier) : undefined;
    if (rule && state.term && draft.set.has(rule.id)) fixDuty(draft, watched, rule, command.at, state.term);
    return draft;
  },

  *correctSubject(context) {
    const { payload, state, command } = context;
    if (!payload.reason) return refuse('reason-missing');
    const known = payload.supervisor
      ? undefined
      : ((yield { ask: 'unit', unit: payload.unit }) as UnitFacts | undefined);
    const draft = step(context, 'SubjectCorrected', {
      ...payload,
      from: state.unit,
      ...(known?.supervisor ? { supervisor: known.supervisor } : {}),
    });
    const watched = watchHazard(draft);
    // Whoever was named wrongly owes nothing any more; the right one gets a new service and a new clock.
    for (const name of ['rectificationSubmitted', 'acceptanceConcluded', 'extensionDecided'])
      withdrawEnding(draft, name);
    endMatters(draft, 'withdrawn');
    for (const rule of rulesOf(draft.terms.rules, 'hazard')) {
      const fromTheStart =
        rule.startsOn === 'found' && (endsOn(rule, 'rectificationSubmitted') || endsOn(rule, 'controlVerified'));
      if (watched.applies(rule) && (endsOn(rule, 'orderServed') || fromTheStart))
        startDuty(draft, watched, rule, command.at);
    }
    return draft;
  },

  *recordSubjectGone(context) {
    if (!context.payload.document) return refuse('document-missing');
    return step(context, 'SubjectGone', context.payload);
  },

  *filePlan(context) {
    const draft = step(context, 'PlanFiled', context.payload);
    anchor(draft, watchHazard(draft), 'planFiled', context.command.at);
    return draft;
  },

  *reportProgress(context) {
    const draft = step(context, 'ProgressReported', context.payload);
    anchor(draft, watchHazard(draft), 'progressReported', context.command.at);
    return draft;
  },

  *requestExtension(context) {
    const { state, command, terms, payload } = context;
    const tier = state.tier as TierId;
    const rule = terms.rules.extension[tier];
    const rectify = rectifyRule(context, tier);
    const duty = rectify ? dutyClock(step(context, 'ExtensionRequested'), rectify.id) : undefined;
    if (!rule || rule.maxCount === 0) return refuse('extension-not-possible');
    if (!rectify || !duty || duty.lapsed) return refuse('extension-after-expiry');
    if (state.extensions >= rule.maxCount) return refuse('extension-count-exceeded');
    const standing = state.suspended[rectify.id] !== undefined;
    const clock = standing
      ? asResumed(
          step(context, 'ExtensionRequested'),
          watchHazard({ state, terms } as HazardDraft),
          rectify,
          duty.clock,
          command.at,
        )
      : duty.clock;
    const due = { dueAt: clock.dueAt, lastDay: clock.lastDay ?? null };
    const late = checkExtensionRequest({
      at: command.at,
      deadline: due,
      calendar: terms.calendar,
      ...(rule.requestBefore ? { requestBefore: rule.requestBefore } : {}),
      ...(rule.window ? { window: rule.window } : {}),
    });
    const latest = rule.requestBefore
      ? latestDayToAsk(lastDayOf(due), rule.requestBefore, terms.calendar)
      : lastDayOf(due);
    if (late === 'extension-too-late' && rule.window === 'within')
      return refuse('extension-too-early', { detail: `最早 ${latest}` });
    // Force majeure with a leader's signature is the only door (handbook §18).
    if (
      late &&
      !(late === 'extension-too-late' && payload.forceMajeure && isLeader(payload.approver) && payload.document)
    )
      return refuse(late, { detail: `最晚应于 ${latest} 申请` });
    const fields: JsonObject = payload;
    const missing = (rule.needs ?? []).filter((need) => !fields[need]);
    if (missing.length > 0)
      return refuse('extension-incomplete', { fields: Object.fromEntries(missing.map((need) => [need, '必填'])) });
    if (payload.newDay <= lastDayOf(due)) return refuse('invalid', { fields: { newDay: '拟延至日期应晚于原期限' } });
    const cap = extensionCap(context, rectify);
    if (cap && payload.newDay > cap) return refuse('extension-beyond-cap', { detail: `最晚可延至 ${cap}` });
    const draft = step(context, 'ExtensionRequested', { ...payload, latestDayToAsk: latest, lastDay: lastDayOf(due) });
    anchor(draft, watchHazard(draft), 'extensionRequested', command.at);
    return draft;
  },

  *decideExtension(context) {
    const { state, command, payload } = context;
    const tier = state.tier ?? '';
    const outside = tier === 'T1';
    if (outside && !payload.document) return refuse('document-missing');
    if (outside && !payload.by) return refuse('approver-missing');
    if (!outside && command.actor.post !== 'street.safetyOffice.head' && !payload.approver)
      return refuse('approver-missing');
    const draft = step(context, payload.decision === 'granted' ? 'ExtensionGranted' : 'ExtensionRefused', payload);
    anchor(draft, watchHazard(draft), 'extensionDecided', command.at);
    if (payload.decision === 'refused') return draft;
    const newDay = payload.newDay ?? state.extensionAsked?.newDay;
    const rectify = rectifyRule(draft, tier);
    if (!rectify || !newDay) return refuse('invalid', { fields: { newDay: '请填写延至日期' } });
    const before = dutyClock(draft, rectify.id)?.clock.lastDay;
    if (before && newDay <= before) return refuse('invalid', { fields: { newDay: `延至日期应晚于原期限 ${before}` } });
    const cap = extensionCap(context, rectify);
    if (cap && newDay > cap && !(outside && payload.by?.startsWith('district.')))
      return refuse('extension-beyond-cap', { detail: `最晚可延至 ${cap}` });
    draft.payload.newDay = newDay;
    replaceDay(draft, rectify, newDay, 'extension.approver');
    return draft;
  },

  *submitRectification(context) {
    const { state, command, terms, payload } = context;
    const missing = evidenceMissing(terms.rules.evidence[state.tier as TierId] ?? [], state, payload);
    if (missing.length > 0)
      return refuse('evidence-missing', {
        fields: Object.fromEntries(missing.map((name) => [name, EVIDENCE[name] ?? name])),
      });
    const reused = (payload.photos ?? []).filter((photo) => state.photos.includes(photo));
    const draft = step(context, 'RectificationSubmitted', {
      ...payload,
      ...(reused.length > 0 ? { questions: ['photo-reused'] } : {}),
    });
    if (state.regions.extension === 'requested') withdrawEnding(draft, 'extensionDecided');
    anchor(draft, watchHazard(draft), 'rectificationSubmitted', command.at);
    return draft;
  },

  *takeIntoAcceptance(context) {
    return step(context, 'AcceptanceTaken', context.payload);
  },

  *concludeAcceptance(context) {
    const { state, command, terms, payload } = context;
    const { evidence } = terms.rules;
    // A village verifies small rectifications only (handbook §1).
    if (command.actor.post.startsWith('village.') && state.tier !== 'T3')
      return refuse('not-your-duty', { stage: state.stage, detail: '村（居）只能验收一般隐患' });
    const alone = (payload.team?.length ?? 0) < 2;
    if (
      evidence.acceptorNotSoleOrderer &&
      alone &&
      command.actor.person !== undefined &&
      command.actor.person === state.orderedBy?.person
    )
      return refuse('acceptor-is-sole-orderer');
    const needs = [
      ...(evidence.acceptance[state.tier as TierId] ?? []),
      ...(payload.passed ? [] : evidence.failedAcceptance),
    ];
    const missing = evidenceMissing(needs, state, payload);
    if (missing.length > 0)
      return refuse('evidence-missing', {
        fields: Object.fromEntries(missing.map((name) => [name, EVIDENCE[name] ?? name])),
      });
    if (payload.passed) {
      const draft = step(context, 'AcceptancePassed', payload);
      anchor(draft, watchHazard(draft), 'acceptanceConcluded', command.at);
      anchor(draft, watchHazard(draft), 'accepted', command.at);
      endMatters(draft, 'accepted');
      return draft;
    }
    const count = state.failedAcceptances + 1;
    const draft = step(context, 'AcceptanceFailed', { ...payload, failedAcceptances: count });
    anchor(draft, watchHazard(draft), 'acceptanceConcluded', command.at);
    restartRectification(draft, command.at);
    // The second failure goes to law enforcement (总局令第16号; handbook §3): the street transfers, others punish.
    if (count >= 2)
      openMatter(
        draft,
        'B',
        { rule: 'failedAcceptance', label: '两次验收不合格', lastDay: dayOf(command.at), dueAt: command.at },
        { startRung: 3, facts: { failedAcceptances: count } },
      );
    return draft;
  },

  *closeOut(context) {
    return step(context, 'HazardClosedOut', context.payload);
  },

  *reopenHazard(context) {
    const { state, command, terms, payload } = context;
    if (!payload.reason) return refuse('reason-missing');
    const limit = computeDeadline({
      rule: 'reopenWithin',
      calendar: terms.calendar,
      start: state.closedOutAt ?? state.stageSince,
      duration: terms.rules.reopenWithin,
    });
    if (command.at >= limit.dueAt) return refuse('reopen-too-late', { detail: `最晚 ${limit.lastDay ?? limit.dueAt}` });
    const draft = step(context, 'HazardReopened', payload);
    restartRectification(draft, command.at);
    return draft;
  },

  *requestSupervision(context) {
    const { state, payload } = context;
    if (state.regions.supervision === 'refused' && !payload.reason)
      return refuse('reason-missing', { detail: '再次提请须写明新的事实' });
    const draft = step(context, 'SupervisionRequested', payload);
    anchor(draft, watchHazard(draft), 'supervisionRequested', context.command.at);
    return draft;
  },

  *withdrawSupervisionRequest(context) {
    if (!context.payload.reason) return refuse('reason-missing');
    const draft = step(context, 'SupervisionWithdrawn', context.payload);
    for (const name of ['supervisionDecided', 'supervisionRequested']) withdrawEnding(draft, name);
    return draft;
  },

  *recordSupervisionDecision(context) {
    const { state, command, payload } = context;
    if (payload.decision !== 'ordered' && !payload.reason) return refuse('reason-missing');
    if (payload.decision === 'ordered' && !payload.term) return refuse('term-missing');
    if (payload.term && payload.term < dayOf(command.at))
      return refuse('invalid', { fields: { term: '督办期限不能早于决定之日' } });
    const type =
      payload.decision === 'ordered'
        ? 'SupervisionOrdered'
        : payload.decision === 'returned'
          ? 'SupervisionReturned'
          : 'SupervisionRefused';
    const draft = outside(context, type);
    const watched = watchHazard(draft);
    anchor(draft, watched, 'supervisionDecided', command.at);
    if (payload.decision === 'returned') anchor(draft, watched, 'supervisionReturned', command.at);
    if (payload.decision === 'ordered') {
      anchor(draft, watched, 'supervisionOrdered', command.at);
      const rectify = state.tier ? rectifyRule(draft, state.tier) : undefined;
      if (rectify && payload.term && dutyClock(draft, rectify.id)) replaceDay(draft, rectify, payload.term, 'unit');
    }
    return draft;
  },

  *fileSupervision(context) {
    const draft = step(context, 'SupervisionFiled', context.payload);
    anchor(draft, watchHazard(draft), 'supervisionFiled', context.command.at);
    return draft;
  },

  *publishSupervision(context) {
    const draft = step(context, 'SupervisionPublished', context.payload);
    anchor(draft, watchHazard(draft), 'supervisionPublished', context.command.at);
    draft.effects.push({ do: 'publish', what: 'supervisionOrder', medium: context.payload.medium });
    return draft;
  },

  *requestLift(context) {
    const draft = step(context, 'LiftRequested', context.payload);
    anchor(draft, watchHazard(draft), 'liftRequested', context.command.at);
    return draft;
  },

  *recordLift(context) {
    const { command, payload } = context;
    const lifted = payload.decision !== 'refused';
    if (!lifted && !payload.reason) return refuse('reason-missing');
    const draft = outside(context, lifted ? 'SupervisionLifted' : 'LiftRefused');
    if (lifted) anchor(draft, watchHazard(draft), 'supervisionLifted', command.at);
    else if (payload.rework) {
      move(draft, 'ReworkDemanded');
      restartRectification(draft, command.at);
    }
    // Refused: the street must ask again, or nobody would (the district's listing goes on).
    else
      for (const rule of rulesOf(draft.terms.rules, 'hazard'))
        if (endsOn(rule, 'liftRequested') && watchHazard(draft).applies(rule))
          startDuty(draft, watchHazard(draft), rule, command.at);
    return draft;
  },

  *publishLift(context) {
    const draft = step(context, 'LiftPublished', context.payload);
    anchor(draft, watchHazard(draft), 'liftPublished', context.command.at);
    draft.effects.push({ do: 'publish', what: 'supervisionLift', medium: context.payload.medium });
    return draft;
  },

  *assignDistrictLeader(context) {
    return outside(context, 'LeaderAssigned');
  },

  *openConsultation(context) {
    const { state, command, payload } = context;
    const level = payload.level ?? 'village';
    // No level is skipped except for T0 or with the street leader's reason (handbook §20).
    if (level !== 'village' && state.tier !== 'T0' && !(payload.reason && isLeader(payload.approver)))
      return refuse('skip-not-approved', { detail: '越级会商须由街道领导批准' });
    const draft = step(context, 'ConsultationOpened', { ...payload, level });
    anchor(draft, watchHazard(draft), 'consultationOpened', command.at);
    for (let at = 'village'; at !== level; at = at === 'village' ? 'street' : 'district') {
      for (const rule of rulesOf(draft.terms.rules, 'hazard'))
        if (rule.stage === `consultation.${at}`) dropClock(draft, rule.id);
      liftConsultation(draft, command.at);
    }
    return draft;
  },

  *liftConsultation(context) {
    const { state, command, payload } = context;
    if (!payload.reason) return refuse('reason-missing', { detail: '须写明本级已做的工作和不能解决的原因' });
    if (state.regions.consultation === 'street' && command.actor.post.startsWith('village.'))
      return refuse('not-your-duty', { stage: state.stage, detail: '街道会商由街道提交' });
    // What was sent down binds: it goes up again only if a leader of the street wants it.
    if (state.consultationBound === state.regions.consultation && !isLeader(payload.approver))
      return refuse('consultation-bound', { stage: state.stage });
    const draft = draftOf<HazardState>(
      'hazard',
      hazardChart,
      state,
      command,
      context.terms,
      'ConsultationLifted',
      payload,
    );
    liftConsultation(draft, command.at);
    return draft;
  },

  *decideConsultation(context) {
    const { state, command, payload } = context;
    if (payload.level !== state.regions.consultation)
      return refuse('wrong-level', { detail: `当前为 ${state.regions.consultation}` });
    if (payload.level === 'district' && !payload.document) return refuse('document-missing');
    const draft = step(context, 'ConsultationDecided', payload);
    anchor(draft, watchHazard(draft), 'consultationDecided', command.at);
    endConsultationPause(draft, command.at);
    const rectify = state.tier ? rectifyRule(draft, state.tier) : undefined;
    const duty = rectify ? dutyClock(draft, rectify.id) : undefined;
    // The later of the two days counts, and only if the decision says so in words.
    if (rectify && payload.replacesDueDay && duty && payload.due > (duty.clock.lastDay ?? '')) {
      // After the lapse this is the new deadline that an extension cannot give any more (handbook §18); the days until now stay the unit's.
      if (!duty.lapsed || payload.due >= dayOf(command.at)) replaceDay(draft, rectify, payload.due, 'unit');
    }
    return draft;
  },

  *sendConsultationDown(context) {
    const { command, payload } = context;
    const draft = step(context, 'ConsultationSentDown', payload);
    const level = draft.regions.consultation;
    draft.payload.binds = level;
    withdrawEnding(draft, 'consultationDecided');
    endConsultationPause(draft, command.at);
    for (const rule of rulesOf(draft.terms.rules, 'hazard'))
      if (rule.stage === `consultation.${level}`) startDuty(draft, watchHazard(draft), rule, command.at);
    return draft;
  },

  *fileMinutes(context) {
    if (!context.state.anchors.consultationDecided)
      return refuse('not-allowed-now', { stage: context.state.stage, detail: '会商尚无决定' });
    const draft = step(context, 'MinutesFiled', context.payload);
    anchor(draft, watchHazard(draft), 'minutesFiled', context.command.at);
    return draft;
  },

  *orderControl(context) {
    return step(context, 'ControlOrdered', context.payload);
  },

  *recordControl(context) {
    const draft = step(context, 'ControlVerified', context.payload);
    anchor(draft, watchHazard(draft), 'controlVerified', context.command.at);
    return draft;
  },

  *recordDistrictCall(context) {
    return step(context, 'DistrictCalled', context.payload);
  },

  *recordStop(context) {
    const draft = outside(context, 'ProductionStopped');
    anchor(draft, watchHazard(draft), 'stopped', context.command.at);
    return draft;
  },

  *reviewStop(context) {
    const draft = step(context, 'StopReviewed', context.payload);
    anchor(draft, watchHazard(draft), 'stopReviewed', context.command.at);
    return draft;
  },

  *requestRestart(context) {
    const draft = step(context, 'RestartRequested', context.payload);
    anchor(draft, watchHazard(draft), 'restartRequested', context.command.at);
    return draft;
  },

  *recordRestartDecision(context) {
    const { command, payload } = context;
    if (payload.decision === 'refused' && !payload.reason) return refuse('reason-missing');
    const draft = outside(context, payload.decision === 'approved' ? 'RestartApproved' : 'RestartRefused');
    anchor(draft, watchHazard(draft), 'restartDecided', command.at);
    return draft;
  },

  *decideTransfer(context) {
    const draft = step(context, 'TransferDecided', context.payload);
    anchor(draft, watchHazard(draft), 'transferDecided', context.command.at);
    return draft;
  },

  *sendTransfer(context) {
    const draft = step(context, 'TransferSent', context.payload);
    anchor(draft, watchHazard(draft), 'transferSent', context.command.at);
    return draft;
  },

  *recordTransferReceipt(context) {
    const { command, payload } = context;
    const accepted = payload.accepted !== false;
    if (!accepted && !payload.reason) return refuse('reason-missing');
    const draft = outside(context, accepted ? 'TransferReceived' : 'TransferReturned');
    anchor(draft, watchHazard(draft), 'transferReceived', command.at);
    if (!accepted) withdrawEnding(draft, 'transferResultKnown');
    return draft;
  },

  *recordTransferResult(context) {
    const draft = outside(context, 'TransferResultKnown');
    anchor(draft, watchHazard(draft), 'transferResultKnown', context.command.at);
    return draft;
  },

  *startMatter(context) {
    const { terms, payload } = context;
    if (!payload.reason) return refuse('reason-missing');
    const ladder = terms.rules.ladders.find((one) => one.id === payload.ladder);
    if (payload.startRung !== undefined) {
      if (!payload.approver || !ladder || !maySkip(ladder, payload)) return refuse('skip-not-approved');
      if (payload.startRung > ladder.rungs.length)
        return refuse('invalid', { fields: { startRung: `该阶梯共 ${ladder.rungs.length} 级` } });
    }
    for (const [ground, field, label] of NUMBERED_GROUNDS)
      if (payload.ground === ground && payload[field] === undefined)
        return refuse('invalid', { fields: { [field]: `请填写${label}` } });
    const draft = step(context, 'MatterStarted', payload);
    startMatter(draft, payload);
    return draft;
  },

  *contestFlag(context) {
    const { state, command, payload } = context;
    const recorded = contestFlag(state, payload, whoActs(command.actor));
    return isRefused(recorded) ? recorded : step(context, 'FlagContested', recorded);
  },

  *decideFlagContest(context) {
    const { state, command, payload } = context;
    const recorded = decideFlagContest(state, payload, whoActs(command.actor));
    return isRefused(recorded) ? recorded : step(context, 'FlagContestDecided', recorded);
  },

  *pause(context) {
    const { command, terms, payload } = context;
    const { reasons, needs } = terms.rules.pause;
    const reason = reasons.find((one) => one.id === payload.reason);
    if (needs.includes('document') && !payload.document) return refuse('document-missing');
    if (needs.includes('approver') && !payload.approver) return refuse('approver-missing');
    if (!reason) return refuse('pause-reason-unknown', { detail: reasons.map((one) => one.label).join('、') });
    const draft = step(context, 'CasePaused', payload);
    suspendDuties(draft, (rule) => rule.pausable === true);
    const cap = computeDeadline({
      rule: `pause.${reason.id}`,
      calendar: terms.calendar,
      start: command.at,
      duration: reason.cap,
    });
    draft.set.set('pause.cap', {
      id: 'pause.cap',
      dueAt: cap.dueAt,
      does: 'pauseCap',
      rule: `pause.${reason.id}`,
      ...(cap.lastDay ? { lastDay: cap.lastDay } : {}),
      proof: cap.proof,
    });
    tellMatters(draft, 'paused', { reason: reason.id });
    return draft;
  },

  *resume(context) {
    const draft = step(context, 'CaseResumed', context.payload);
    endPause(draft, context.command.at);
    return draft;
  },

  *adoptRules(context) {
    const { state, command, terms, payload } = context;
    const draft = yield* adoptUnder(state, command, terms, payload, {
      begin: (after, given) => step({ ...context, terms: after }, 'RulesAdopted', given),
      watched: (begun) => watchHazard(begun),
      served: servedOnUnit(state),
      ownPeriod: (_, after) => after.rules.failedAcceptance.duration[state.tier as TierId],
      check: ({ rules }) => {
        const lost = openLadders(state).find((ladder) => !rules.ladders.some((one) => one.id === ladder));
        return lost ? refuse('rules-drop-ladder', { detail: lost }) : undefined;
      },
    });
    // A matter stands under the terms of the case that opened it: it goes over with it.
    if ('set' in draft) tellMatters(draft, 'rulesAdopted', payload);
    return draft;
  },

  *confirmDeadlines(context) {
    const { state, terms, payload } = context;
    const begin = (after: Terms) => step({ ...context, terms: after }, 'DeadlineConfirmed', payload);
    return yield* confirmUnder(state, terms, payload.calendar, begin, {
      served: servedOnUnit(state),
      watched: (draft) => watchHazard(draft),
    });
  },

  *addNote(context) {
    return step(context, 'NoteAdded', context.payload);
  },

  *addEvidence(context) {
    return step(context, 'EvidenceAdded', context.payload);
  },
};

// ------------------------------------------------------------------------------------------------------------ shared steps

/** Grounds of a matter that are a figure. */
const NUMBERED_GROUNDS = [
  ['progressLag', 'progressLag', '进度滞后比例'],
  ['generalAccidents', 'generalAccidentsInQuarter', '本季一般事故起数'],
] as const;

/** Whether a post is that of a leader of the street, or of the district. */
function isLeader(post: string | undefined): boolean {
  return post !== undefined && /^(street\.(leader|head)|district)\b/.test(post);
}

function sameKind(of: { readonly unit: string; readonly hazardKind: string }): string {
  return `${of.unit}/${of.hazardKind}`;
}

function dropUndefined<T extends object>(value: T): { [key: string]: boolean | number | string } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
}

function routingFacts(state: HazardState): Facts {
  const known = state as HazardState & { readonly industry?: string; readonly size?: string };
  return { matter: state.matterOf, industry: known.industry ?? '', size: known.size ?? '' };
}

/** What the unit was told by the notice: its own duties once the order was served, and any day that a decision fixed. */
function servedOnUnit(state: HazardState): (rule: DeadlineRule, clock: Clock) => boolean {
  return (rule, clock) => clock.fixed === true || (rule.holder === 'unit' && state.anchors.orderServed !== undefined);
}

/** A hazard is born: by a report, from a tip-off, from a device. */
function* report(
  input: Input,
  terms: Terms,
  payload: PayloadOf<'reportHazard'>,
  source: string,
): Generator<Question, Done, Answer> {
  const known = (yield { ask: 'unit', unit: payload.unit }) as UnitFacts | undefined;
  const actor = input.input === 'command' ? input.actor : undefined;
  const draft = draftOf<HazardState>('hazard', hazardChart, undefined, input, terms, 'HazardReported', {
    ...payload,
    source,
    supervisor: payload.supervisor ?? known?.supervisor ?? actor?.organisation ?? '',
    ...(known?.supervisorKind === 'department' && !payload.supervisor ? { supervisorKind: 'department' } : {}),
    ...(known?.industry ? { industry: known.industry } : {}),
    ...(known?.size ? { size: known.size } : {}),
    reporter:
      source === 'tipoff'
        ? { post: 'street.safetyOffice' }
        : {
            post: actor?.post ?? 'street.safetyOffice',
            ...(actor?.organisation ? { organisation: actor.organisation } : {}),
          },
    ...(payload.threatensLife ? { tier: 'T0' } : {}),
  });
  const watched = watchHazard(draft, { tier: payload.threatensLife ? 'T0' : undefined });
  anchor(draft, watched, 'found', payload.found);
  anchor(draft, watched, 'reported', input.at);
  const register = draft.verdicts.find((verdict) => verdict.result === 'late');
  // Registered too late: the clock started and ended in one event, so its consequence is part of it.
  if (register)
    for (const act of ruleOf(terms.rules, register.duty).onLapse)
      if (act.do === 'notify')
        for (const post of act.posts) tell(draft, 'lapse', { post, organisation: String(draft.payload.supervisor) });
  if (payload.threatensLife) tell(draft, 'imminent', { post: 'street.safetyOffice' });
  return draft;
}

/** Rules of the new tier start, those of the old one end; `up`: from the change, the shorter of the two days stands; `down`: from the original start. */
function switchTier(
  draft: HazardDraft,
  from: string | undefined,
  to: TierId,
  at: Instant,
  how: 'confirm' | 'up' | 'down' | 'lapse',
): void {
  const watched = watchHazard(draft, { tier: to });
  const old = from ? dutyClock(draft, rectifyRule(draft, from)?.id ?? '') : undefined;
  const at0 = (name: string) => draft.anchors[name] ?? draft.state?.anchors[name];
  const restarted = at0('rectificationRestarted');
  for (const rule of rulesOf(draft.terms.rules, 'hazard')) {
    const was = forTier(rule, from);
    const is = forTier(rule, to);
    if (was && !is) withdrawDuty(draft, rule.id);
    if (was || !is || draft.set.has(rule.id)) continue;
    const rectifies = endsOn(rule, 'rectificationSubmitted');
    const served = at0(rule.startsOn);
    const started =
      rectifies && restarted !== undefined && served !== undefined && restarted > served ? restarted : served;
    const ends = (Array.isArray(rule.endsOn) ? rule.endsOn : [rule.endsOn]).map(at0).filter((one) => one !== undefined);
    if (started === undefined || ends.some((end) => end >= started)) continue;
    const [region, where] = rule.stage.split('.');
    if (where !== undefined && draft.regions[region === 'interimControl' ? 'control' : (region ?? '')] !== where)
      continue;
    // Danger to life that is seen only at grading counts from there: nobody was told before.
    const fromChange = how === 'up' || how === 'lapse' || (how === 'confirm' && rule.startsOn === 'found');
    startDuty(
      draft,
      watched,
      rule,
      fromChange ? at : started,
      undefined,
      !fromChange && started === restarted ? draft.terms.rules.failedAcceptance.duration[to] : undefined,
    );
  }
  const rectify = rectifyRule(draft, to);
  const fresh = rectify ? draft.set.get(rectify.id) : undefined;
  if (
    how === 'up' &&
    rectify &&
    fresh?.lastDay &&
    old &&
    !old.lapsed &&
    old.clock.lastDay &&
    old.clock.lastDay < fresh.lastDay
  )
    fixDuty(draft, watched, rectify, at, old.clock.lastDay);
  // A request that nobody need decide any more is void, or it would wait in silence.
  if (
    draft.regions.extension === 'requested' &&
    !rulesOf(draft.terms.rules, 'hazard').some((rule) => endsOn(rule, 'extensionDecided') && dutyClock(draft, rule.id))
  )
    move(draft, 'ExtensionVoided');
}

/** Puts another last day in the place of the running one; if that had lapsed, the days up to the decision are `lateHolder`'s. */
function replaceDay(draft: HazardDraft, rule: DeadlineRule, lastDay: Day, lateHolder: string): void {
  const duty = dutyClock(draft, rule.id);
  const at = draft.input.at;
  if (duty?.lapsed) {
    const days = Math.max(
      0,
      Math.round(
        (Date.parse(dayOf(at)) -
          Date.parse(lastDayOf({ dueAt: duty.clock.dueAt, lastDay: duty.clock.lastDay ?? null }))) /
          86_400_000,
      ),
    );
    draft.verdicts.push({
      duty: rule.id,
      result: 'late',
      holder: lateHolder,
      dueAt: duty.clock.dueAt,
      ...(duty.clock.lastDay ? { lastDay: duty.clock.lastDay } : {}),
      actAt: at,
      daysLate: days,
    });
  }
  fixDuty(draft, watchHazard(draft), rule, duty?.clock.start ?? at, lastDay);
  // Not overdue any more: no ladder climbs on a day that no longer counts; the verdict above keeps the days that were late.
  if (duty?.lapsed) dropCauses(draft, [rule.id], 'withdrawn');
}

/** After a failed acceptance or a reopening: a new, short clock. */
function restartRectification(draft: HazardDraft, at: Instant): void {
  const tier = draft.state?.tier as TierId | undefined;
  const rule = tier ? rectifyRule(draft, tier) : undefined;
  const duration = tier ? draft.terms.rules.failedAcceptance.duration[tier] : undefined;
  anchor(draft, watchHazard(draft), 'rectificationRestarted', at);
  if (rule && duration) startDuty(draft, watchHazard(draft), rule, at, undefined, duration);
}

/** Latest day that an extension may reach under the rules. */
function extensionCap(
  context: { readonly state: HazardState; readonly terms: Terms },
  rectify: DeadlineRule,
): Day | undefined {
  const { state, terms } = context;
  const rule = terms.rules.extension[state.tier as TierId];
  const clock = state.clocks[rectify.id] ?? state.suspended[rectify.id] ?? state.overdue[rectify.id];
  if (!rule?.maxTotal || !clock) return undefined;
  const base =
    rule.maxTotalCountsFrom === 'start'
      ? dayOf(clock.start ?? clock.dueAt)
      : (state.firstLastDay ?? clock.lastDay ?? dayOf(clock.dueAt));
  return addDays(base, rule.maxTotal.value);
}

const EVIDENCE: { readonly [name: string]: string } = {
  photoBefore: '整改前照片',
  photoAfter: '整改后照片',
  controlProof: '现场管控证明',
  planItems: '治理方案逐项完成情况',
  expertOrAgencyOpinion: '专家或机构意见',
  perItemResult: '逐项结论',
  teamOfAtLeast3: '三人以上验收组',
  conclusion: '验收结论',
};

/** Names of required evidence that is not there. */
function evidenceMissing(
  needs: readonly string[],
  state: HazardState,
  payload: { readonly [key: string]: unknown },
): string[] {
  const list = (value: unknown) => Array.isArray(value) && value.length > 0;
  const has: { readonly [name: string]: boolean } = {
    photoBefore: state.photosBefore.length > 0 || list(payload.photosBefore),
    photoAfter: list(payload.photos),
    controlProof: state.anchors.controlVerified !== undefined || state.regions.control === 'stopped',
    planItems: payload.planItems === 'all' || list(payload.planItems),
    expertOrAgencyOpinion: Boolean(payload.opinion),
    perItemResult: Boolean(payload.perItem),
    teamOfAtLeast3: Array.isArray(payload.team) && payload.team.length >= 3,
    conclusion: Boolean(payload.conclusion),
  };
  return needs.filter((name) => has[name] !== true);
}

/** One level up; at district level the rectification stands still if the rules say so. */
function liftConsultation(draft: HazardDraft, at: Instant): void {
  if (!move(draft, 'ConsultationLifted'))
    throw new Error(`hazard: ConsultationLifted is not legal in ${draft.regions.consultation}`);
  const level = draft.regions.consultation as 'village' | 'street' | 'district';
  if (draft.terms.rules.consultation.clockOfRectification[level] === 'paused' && !draft.state?.consultationPauses) {
    draft.payload.consultationPause = 'opened';
    suspendDuties(draft, (rule) => rule.pausable === true && endsOn(rule, 'rectificationSubmitted'));
  }
  anchor(draft, watchHazard(draft), 'consultationLifted', at);
}

function endConsultationPause(draft: HazardDraft, at: Instant): void {
  const { state } = draft;
  if (!state?.consultationPauses) return;
  draft.payload.consultationPause = 'closed';
  const pauses = state.pauses.map((pause) =>
    pause.reason === 'consultation' && pause.to === undefined ? { ...pause, to: at } : pause,
  );
  resumeDuties(
    draft,
    watchHazard(draft, { pauses, pausing: { general: draft.regions.pause === 'paused', consultation: false } }),
  );
}

function endPause(draft: HazardDraft, at: Instant): void {
  const { state } = draft;
  if (!state) return;
  const pauses = state.pauses.map((pause) =>
    pause.reason !== 'consultation' && pause.to === undefined ? { ...pause, to: at } : pause,
  );
  draft.cleared.add('pause.cap');
  resumeDuties(
    draft,
    watchHazard(draft, { pauses, pausing: { general: false, consultation: state.consultationPauses } }),
  );
  tellMatters(draft, 'resumed');
}

// ------------------------------------------------------------------------------------------------------ clocks and messages

function onClock(state: HazardState | undefined, input: Input & { input: 'clock' }, terms: Terms): CaseEvent {
  const { clock } = input;
  if (!state) throw new Error(`clock ${clock.id} of a hazard that does not exist`);
  const holder = hazardHolder(state);
  const draftAs = (type: string) =>
    draftOf<HazardState>('hazard', hazardChart, state, input, terms, type, { clock: clock.id });
  switch (clock.does) {
    case 'remind': {
      const draft = draftAs('ReminderDue');
      remind(draft, clock, holder);
      return finish(draft);
    }
    case 'askAgain': {
      const draft = draftAs('AskedAgain');
      repeatAsking(draft, clock, holder);
      return finish(draft);
    }
    case 'pauseCap': {
      const draft = draftAs('CaseResumed');
      move(draft, 'CaseResumed');
      Object.assign(draft.payload, { by: 'cap', until: clock.dueAt });
      endPause(draft, clock.dueAt);
      tell(draft, 'pauseEnded', { post: 'street.safetyOffice' });
      return complete(draft);
    }
    default:
      return lapse(draftAs('DeadlineLapsed'), state, input);
  }
}

/** A deadline has lapsed (逾期): the state stays where it is; the consequences are the rule's. */
function lapse(draft: HazardDraft, state: HazardState, { clock, at }: Input & { input: 'clock' }): CaseEvent {
  const holder = hazardHolder(state);
  const rule = beginLapse(draft, clock, holder);
  const missed = (result: 'missed' | 'late') =>
    draft.verdicts.push({
      duty: rule.id,
      result,
      holder: rule.holder,
      dueAt: clock.dueAt,
      ...(clock.lastDay ? { lastDay: clock.lastDay } : {}),
    });
  const cause = { rule: rule.id, label: rule.label, dueAt: clock.dueAt, lastDay: clock.lastDay ?? dayOf(clock.dueAt) };
  for (const act of rule.onLapse) {
    if (commonConsequence(draft, clock, rule, act, holder)) continue;
    switch (act.do) {
      case 'regrade':
        Object.assign(draft.payload, { regrade: act.to, tier: act.to, from: state.tier ?? null });
        missed('late');
        dropClock(draft, rule.id);
        switchTier(draft, state.tier, act.to, at, 'lapse');
        break;
      case 'openMatter':
        openMatter(draft, act.ladder, cause);
        break;
      case 'liftUp':
        missed('missed');
        dropClock(draft, rule.id);
        if (state.consultationBound === state.regions.consultation) draft.flags.push('consultation-binding-missed');
        // A rule may let the lower level's clock run on after it was lifted: then there is nothing left to lift.
        if (standsIn(draft, rule)) liftConsultation(draft, at);
        break;
      case 'rearm':
        break;
      default:
        throw new Error(`rule ${rule.id}: “${act.do}” means nothing for a hazard`);
    }
  }
  if (rule.recurs) {
    missed('missed');
    startDuty(
      draft,
      watchHazard(draft),
      rule,
      clock.lastDay ? atTime(clock.lastDay, '12:00') : clock.dueAt,
      clock.nominalDay,
    );
  }
  raiseTier(draft, state, rule, clock, at);
  return complete(draft);
}

/** So many lapses of one tier raise the tier (default: two of a T3). */
function raiseTier(draft: HazardDraft, state: HazardState, rule: DeadlineRule, clock: Clock, at: Instant): void {
  const raise = state.tier ? draft.terms.rules.lapsesRaiseTier[state.tier as TierId] : undefined;
  if (!raise || !endsOn(rule, 'rectificationSubmitted') || state.rectifyLapses + 1 < raise.after) return;
  Object.assign(draft.payload, { regrade: raise.to, tier: raise.to, from: state.tier ?? null });
  draft.verdicts.push({
    duty: rule.id,
    result: 'late',
    holder: rule.holder,
    dueAt: clock.dueAt,
    ...(clock.lastDay ? { lastDay: clock.lastDay } : {}),
  });
  dropClock(draft, rule.id);
  switchTier(draft, state.tier, raise.to, at, 'lapse');
}

function* onMessage(
  state: HazardState | undefined,
  input: Input & { input: 'message' },
  terms: Terms,
): Generator<Question, Outcome, Answer> {
  if (input.type === 'openHazard' && state === undefined) {
    const done = yield* report(input, terms, input.payload as unknown as PayloadOf<'reportHazard'>, 'tipoff');
    return 'refused' in done ? done : finish(done);
  }
  const draft = draftOf<HazardState>(
    'hazard',
    hazardChart,
    state,
    input,
    terms,
    input.type === 'duplicateMerged' ? 'DuplicateLinked' : 'MessageNoted',
    { ...input.payload, from: input.from, ...(input.type === 'duplicateMerged' ? {} : { message: input.type }) },
  );
  if (state && input.type === 'duplicateMerged' && move(draft, 'DuplicateLinked')) {
    const rectify = state.tier ? rectifyRule(draft, state.tier) : undefined;
    const duty = rectify ? dutyClock(draft, rectify.id) : undefined;
    const day = input.payload.lastDay;
    // The earlier of the two due days counts (handbook §15).
    if (rectify && duty && !duty.lapsed && typeof day === 'string' && duty.clock.lastDay && day < duty.clock.lastDay)
      fixDuty(draft, watchHazard(draft), rectify, duty.clock.start ?? input.at, day);
  }
  return state ? finish(draft) : orphan(input);
}

/** A message to a hazard that never was can only come from a wrong number (a merge into a typing error): said, not swallowed. */
function orphan(input: Input & { input: 'message' }): never {
  throw new Error(`message ${input.type} of ${input.from} to ${input.caseId}, which does not exist`);
}

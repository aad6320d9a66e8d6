import { admit } from '../admit.ts';
import { carryOut, type HandlerOf, moveItself } from '../carry-out.ts';
import type { CaseEvent, Command, Deciding, Input, JsonObject, Outcome, Terms } from '../case.ts';
import { computeDeadline } from '../deadline/deadline.ts';
import { type Draft, draftOf, finish, move } from '../draft.ts';
import type { PostRef } from '../effect.ts';
import { addDays } from '../instant.ts';
import { beginLapse, commonConsequence, notDone, remind, repeatAsking } from '../lapse.ts';
import { adoptUnder, confirmUnder, FIXED_ONLY } from '../new-terms.ts';
import { refuse } from '../refusal.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import {
  anchor,
  dutyClock,
  endDuty,
  endsOn,
  fixDuty,
  rulesOf,
  type Watched,
  withdrawDuty,
  withdrawEnding,
} from '../watch.ts';
import { type PayloadOf, TIPOFF_COMMANDS, type TipoffCommand } from './commands.ts';
import { tipoffChart } from './machine.ts';
import type { TipoffState } from './state.ts';

type TipoffDraft = Draft<TipoffState>;

const watched: Watched = { applies: () => true, paused: () => false, pauses: () => [] };

/** The reporter has no post: what is due from him is shown under his receipt code, and the office is told. */
function holderOf(state: TipoffState | undefined): (holder: string) => PostRef {
  return (holder) =>
    holder === 'tipoff.handler'
      ? { post: state?.handler ?? 'street.safetyOffice' }
      : holder === 'tipoff.reporter'
        ? { post: 'street.safetyOffice' }
        : { post: holder };
}

/** May this happen to the tip-off now, and what exactly is recorded? */
export function* decideTipoff(state: TipoffState | undefined, input: Input, terms: Terms): Deciding<Outcome> {
  switch (input.input) {
    case 'clock':
      return onClock(state, input, terms);
    case 'message':
      return finish(
        draftOf<TipoffState>('tipoff', tipoffChart, state, input, terms, 'MessageNoted', { message: input.type }),
      );
    case 'command':
      return yield* onCommand(state, input, terms);
    default:
      return input satisfies never;
  }
}

function onClock(state: TipoffState | undefined, input: Input & { input: 'clock' }, terms: Terms): CaseEvent {
  const { clock } = input;
  const holder = holderOf(state);
  const draftAs = (type: string) =>
    draftOf<TipoffState>('tipoff', tipoffChart, state, input, terms, type, { clock: clock.id });
  if (clock.does === 'remind') {
    const draft = draftAs('ReminderDue');
    remind(draft, clock, holder);
    return finish(draft);
  }
  if (clock.does === 'askAgain') {
    const draft = draftAs('AskedAgain');
    repeatAsking(draft, clock, holder);
    return finish(draft);
  }
  const draft = draftAs('DeadlineLapsed');
  const rule = beginLapse(draft, clock, holder);
  for (const act of rule.onLapse) {
    if (commonConsequence(draft, clock, rule, act, holder)) continue;
    if (act.do !== 'expireReward') throw new Error(`rule ${rule.id}: “${act.do}” means nothing for a tip-off`);
    move(draft, 'RewardExpired');
    draft.verdicts.push(notDone(rule, clock, 'missed'));
  }
  return finish(draft);
}

type Handler<Name extends TipoffCommand> = HandlerOf<TipoffState, PayloadOf<Name>>;

function* onCommand(state: TipoffState | undefined, command: Command, terms: Terms): Deciding<Outcome> {
  const admitted = admit({ table: TIPOFF_COMMANDS, chart: tipoffChart, state, command, terms });
  if ('refused' in admitted) return admitted;
  const handler = HANDLERS[command.type as TipoffCommand] as Handler<TipoffCommand>;
  const payload = admitted.payload as PayloadOf<TipoffCommand>;
  const handling = { state: state as TipoffState, command: unnamed(command), terms, payload };
  return yield* carryOut(admitted, () => handler(handling), complete);
}

/** What was still owed of a tip-off that is closed is withdrawn. */
function complete(draft: TipoffDraft): CaseEvent {
  if (draft.regions.main === 'closed')
    for (const rule of rulesOf(draft.terms.rules, 'tipoff'))
      if (dutyClock(draft, rule.id)) withdrawDuty(draft, rule.id);
  return finish(draft);
}

/** Who reports has no name in the record, whatever the caller knew of him (handbook §9). */
function unnamed(command: Command): Command {
  return command.actor.post === 'public' ? { ...command, actor: { post: 'public' } } : command;
}

function step(
  context: { readonly state: TipoffState | undefined; readonly command: Command; readonly terms: Terms },
  type: string,
  payload: JsonObject,
): TipoffDraft {
  const { state, command, terms } = context;
  return moveItself(draftOf<TipoffState>('tipoff', tipoffChart, state, command, terms, type, payload));
}

function anchored(
  context: { readonly state: TipoffState | undefined; readonly command: Command; readonly terms: Terms },
  type: string,
  payload: JsonObject,
  name: string,
): TipoffDraft {
  const draft = step(context, type, payload);
  anchor(draft, watched, name, context.command.at);
  return draft;
}

/** The reward in yuan: a share of the fine within floor and ceiling (安监总财〔2018〕19号); without a fine the local amount for general hazards. */
export function rewardOf(rules: RuleSet, fine: number | undefined): number {
  const { share, min, max, general } = rules.reward;
  return fine === undefined ? general.max : Math.min(max, Math.max(min, Math.round(fine * share)));
}

const toReporter = (draft: TipoffDraft, notice: string) =>
  draft.effects.push({
    do: 'issueNotice',
    notice,
    issuer: { post: 'street.safetyOffice' },
    to: { post: draft.state?.handler ?? 'street.safetyOffice' },
    params: { for: 'reporter' },
  });

const HANDLERS: { readonly [Name in TipoffCommand]: Handler<Name> } = {
  receiveTipoff: (context) =>
    anchored({ ...context, state: undefined }, 'TipoffReceived', context.payload, 'tipoffReceived'),
  triageTipoff: (context) => anchored(context, 'TipoffTriaged', context.payload, 'tipoffTriaged'),
  acceptTipoff(context) {
    const draft = anchored(context, 'TipoffAccepted', context.payload, 'tipoffAccepted');
    withdrawEnding(draft, 'tipoffTriaged');
    toReporter(draft, 'tipoffReceipt');
    return draft;
  },
  declineTipoff(context) {
    if (!context.payload.reason) return refuse('reason-missing');
    const draft = step(context, 'TipoffNotOurs', context.payload);
    // Told within the days for acceptance; nothing is to be verified.
    for (const rule of rulesOf(context.terms.rules, 'tipoff'))
      if (endsOn(rule, 'tipoffAccepted')) endDuty(draft, watched, rule, context.command.at);
    toReporter(draft, 'tipoffNotOurs');
    return draft;
  },
  withdrawTipoff: (context) =>
    context.payload.reason ? step(context, 'TipoffWithdrawn', context.payload) : refuse('reason-missing'),
  *openHazard(context) {
    const { state, terms, payload, command } = context;
    if (payload.found > command.at) return refuse('invalid', { fields: { found: '发现时间不能晚于登记时间' } });
    const { document: _d, approver: _a, reason: _r, note: _n, ...found } = payload;
    // An ordinary number: the unit must not read from it that somebody reported.
    const hazard = (yield { ask: 'number', kind: 'hazard', at: command.recordedAt, by: state.caseId }) as string;
    const draft = step(context, 'HazardOpened', { ...payload, opensCase: hazard });
    draft.effects.push({
      do: 'send',
      to: hazard,
      kind: 'hazard',
      message: 'openHazard',
      payload: { ...found, ruleSet: terms.rules.id, calendar: terms.calendar.id },
    });
    return draft;
  },
  extendVerification(context) {
    const { state, command, terms, payload } = context;
    if (!payload.reason) return refuse('reason-missing');
    if (!payload.approver) return refuse('approver-missing');
    const draft = step(context, 'VerificationExtended', payload);
    const rule = rulesOf(terms.rules, 'tipoff').find((one) => endsOn(one, 'tipoffVerified'));
    const duty = rule && dutyClock(draft, rule.id);
    if (!rule || !duty || duty.lapsed || duty.clock.fixed) return refuse('extension-not-possible');
    const cap = rule.cap
      ? computeDeadline({
          rule: rule.id,
          calendar: terms.calendar,
          start: duty.clock.start ?? command.at,
          duration: rule.cap,
        }).lastDay
      : undefined;
    fixDuty(draft, watched, rule, duty.clock.start ?? state.stageSince, cap ?? addDays(duty.clock.lastDay ?? '', 30));
    toReporter(draft, 'tipoffExtension');
    return draft;
  },
  concludeTipoff: (context) => anchored(context, 'TipoffVerified', context.payload, 'tipoffVerified'),
  answerTipoff(context) {
    const draft = anchored(context, 'TipoffAnswered', context.payload, 'tipoffAnswered');
    toReporter(draft, 'tipoffAnswer');
    return draft;
  },
  offerReward(context) {
    const { terms, payload, state } = context;
    const draft = anchored(
      context,
      'RewardOffered',
      { ...payload, amount: rewardOf(terms.rules, payload.fine ?? state.fine) },
      'rewardOffered',
    );
    toReporter(draft, 'rewardNotice');
    return draft;
  },
  payReward: (context) => anchored(context, 'RewardPaid', context.payload, 'rewardPaid'),
  waiveReward: (context) =>
    context.payload.reason ? step(context, 'RewardWaived', context.payload) : refuse('reason-missing'),
  closeTipoff: (context) => step(context, 'TipoffClosed', context.payload),
  *adoptRules(context) {
    const { state, command, terms, payload } = context;
    return yield* adoptUnder(state, command, terms, payload, {
      ...FIXED_ONLY,
      begin: (after, given) => step({ ...context, terms: after }, 'RulesAdopted', given),
      watched: () => watched,
      ownPeriod: () => undefined,
    });
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

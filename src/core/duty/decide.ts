import { admit } from '../admit.ts';
import { carryOut, type HandlerOf } from '../carry-out.ts';
import type { Command, Deciding, Input, JsonObject, Outcome, Tally, Terms } from '../case.ts';
import { finish } from '../draft.ts';
import { dayOf } from '../instant.ts';
import { type ClockChange, changesAsJson } from '../new-terms.ts';
import { refuse } from '../refusal.ts';
import { dutyNamed } from '../rules/duty-rules.ts';
import { checkTime } from '../time-check.ts';
import { ceilingOf, doneThisYear } from './ceiling.ts';
import { onClock } from './clocks.ts';
import { DUTY_COMMANDS, type DutyCommand, type PayloadOf } from './commands.ts';
import { holderWord } from './holder.ts';
import { dutyChart } from './machine.ts';
import { endAll, endIfOnce, handOver, onMessage, settleAfter } from './messages.ts';
import { open } from './open.ts';
import { armCap, nextOf, resume, suspend } from './pause.ts';
import { dueOfRound, intervalRound, mannerOf } from './rounds.ts';
import type { Bearer, DutyState } from './state.ts';
import { armRound, beginRound, clockOfRound, type DutyDraft, roundsOf, ruleOfDuty, step } from './steps.ts';
import { countDone, finishRound, roundDoneBy, withdrawRound } from './turn.ts';

/** Posts one of which must have approved that a round is not done. */
const WAIVERS = ['street.safetyOffice.head', 'street.leader', 'street.leader.safety', 'street.head'];

/** May this happen to the duty now, and what exactly is recorded? */
export function* decideDuty(state: DutyState | undefined, input: Input, terms: Terms): Deciding<Outcome> {
  switch (input.input) {
    case 'clock':
      if (!state) throw new Error(`clock ${input.clock.id} of ${input.caseId}, which does not exist`);
      return onClock(state, input, terms);
    case 'message':
      return onMessage(state, input, terms);
    case 'command':
      return yield* onCommand(state, input, terms);
    default:
      return input satisfies never;
  }
}

type Handler<Name extends DutyCommand> = HandlerOf<DutyState, PayloadOf<Name>>;

function* onCommand(state: DutyState | undefined, command: Command, terms: Terms): Deciding<Outcome> {
  const relation = (name: string) =>
    name === 'duty.bearer' && state !== undefined && bears(state.bearer, command.actor);
  const admitted = admit({
    table: DUTY_COMMANDS,
    chart: dutyChart,
    state,
    command,
    terms,
    relation,
    postName: (post) => (post === 'duty.bearer' && state ? state.bearer.post : post),
  });
  if ('refused' in admitted) return admitted;
  const handler = HANDLERS[command.type as DutyCommand] as Handler<DutyCommand>;
  const payload = admitted.payload as PayloadOf<DutyCommand>;
  return yield* carryOut(admitted, () => handler({ state: state as DutyState, command, terms, payload }), finish);
}

/** Whoever holds the bearer's post, or another post of that organisation: a village files what its grid worker did. */
function bears(bearer: Bearer, actor: Command['actor']): boolean {
  if (bearer.organisation !== undefined)
    return actor.organisation === bearer.organisation && actor.post.split('.')[0] === bearer.post.split('.')[0];
  return actor.post === bearer.post || actor.post === `${bearer.post}.head`;
}

function bearerOf(given: {
  post?: string | undefined;
  organisation?: string | undefined;
  kind: Bearer['kind'];
}): Bearer {
  const { post, organisation, kind } = given;
  const head = kind === 'street' ? 'street.safetyOffice' : `${kind}.head`;
  return { post: post ?? head, kind, ...(organisation === undefined ? {} : { organisation }) };
}

const HANDLERS: { readonly [Name in DutyCommand]: Handler<Name> } = {
  openDuty({ command, terms, payload }) {
    const rule = dutyNamed(terms.rules, payload.rule);
    if (!rule) return refuse('duty-rule-unknown', { detail: payload.rule });
    const wants = rule.who ?? [];
    if (rule.opens || mannerOf(rule.recurs) === 'namedDay')
      return refuse('duty-opened-by-entry', { detail: rule.opens?.register ?? rule.label });
    const bearer = bearerOf(payload);
    if (bearer.kind !== 'street' && bearer.organisation === undefined)
      return refuse('invalid', { fields: { organisation: '请填写单位' } });
    if (!wants.some((who) => who === bearer.kind || who === bearer.post || who.startsWith(`${bearer.kind}.`)))
      return refuse('duty-not-theirs', { detail: wants.join('、') });
    const { organisation } = bearer;
    return open(
      undefined,
      command,
      terms,
      {
        rule,
        bearer,
        from: payload.from,
        ...(organisation === undefined ? {} : bearer.kind === 'unit' ? { unit: organisation } : { organisation }),
      },
      payload as JsonObject,
    );
  },
  *fileRound({ state, command, terms, payload }) {
    const doneAt = payload.doneAt ?? command.at;
    if (doneAt > command.at) return refuse('at-in-future');
    const tooLate = checkTime(undefined, { ...command, at: doneAt, payload }, terms);
    if (tooLate) return tooLate;
    const draft = step(
      { state, command, terms },
      legalNow(state, 'RoundDone') ? 'RoundDone' : 'EvidenceAdded',
      payload,
    );
    const rule = ruleOfDuty(draft, state.rule);
    const round = roundDoneBy(draft, rule, doneAt, payload.round);
    if (!round) {
      const last = state.lastDone;
      return last
        ? refuse('round-already-done', { stage: state.stage, detail: `${last.round} 已于 ${dayOf(last.at)} 履职` })
        : refuse('round-not-open', { stage: state.stage });
    }
    if (round.from > dayOf(doneAt)) return refuse('round-not-open', { detail: `${round.id} 自 ${round.from} 开始` });
    const most = ceilingOf(rule);
    if (most !== undefined && !(payload.reason && payload.approver)) {
      const done = (yield doneThisYear(state.caseId, '', doneAt)) as readonly Tally[];
      if (done.length >= most) return refuse('round-ceiling', { detail: `本年上限 ${most} 次` });
    }
    countDone(draft, doneAt);
    draft.payload.missedInRow = 0;
    finishRound(draft, rule, state.bearer, round, doneAt);
    endIfOnce(draft, state);
    settleAfter(draft);
    return draft;
  },
  waiveRound({ state, command, terms, payload }) {
    if (!payload.reason) return refuse('reason-missing');
    if (!payload.approver) return refuse('approver-missing');
    if (!WAIVERS.includes(payload.approver)) return refuse('waiver-not-approved');
    const draft = step({ state, command, terms }, 'RoundWaived', payload);
    const rounds = roundsOf(draft);
    const round = payload.round === undefined ? rounds[0] : rounds.find((one) => one.id === payload.round);
    if (!round) return refuse('round-not-open', { stage: state.stage });
    const rule = ruleOfDuty(draft, state.rule);
    withdrawRound(draft, rule, round);
    Object.assign(draft.payload, { round: round.id, missedInRow: 0 });
    if ('every' in rule.recurs) goOn(draft, state);
    endIfOnce(draft, state);
    settleAfter(draft);
    return draft;
  },
  pauseDuty({ state, command, terms, payload }) {
    if (!payload.reason) return refuse('reason-missing');
    if (!payload.approver) return refuse('approver-missing');
    if (payload.until < dayOf(command.at)) return refuse('invalid', { fields: { until: '预计恢复日期不能早于今天' } });
    const draft = step({ state, command, terms }, 'DutyPaused', payload);
    suspend(draft, state);
    armCap(draft, payload.until);
    return draft;
  },
  resumeDuty({ state, command, terms, payload }) {
    const draft = step({ state, command, terms }, 'DutyResumed', payload);
    resume(draft, state);
    return draft;
  },
  changeBearer({ state, command, terms, payload }) {
    if (!payload.reason) return refuse('reason-missing');
    const bearer = bearerOf(payload);
    if (bearer.kind !== 'street' && bearer.organisation === undefined)
      return refuse('invalid', { fields: { organisation: '请填写单位' } });
    if (holderWord(bearer) === holderWord(state.bearer)) return refuse('bearer-same');
    const draft = step({ state, command, terms }, 'BearerChanged', { ...payload, bearer: { ...bearer } });
    handOver(draft, state, bearer);
    return draft;
  },
  endDuty({ state, command, terms, payload }) {
    if (!payload.reason) return refuse('reason-missing');
    if (!payload.approver) return refuse('approver-missing');
    const draft = step({ state, command, terms }, 'DutyEnded', payload);
    endAll(draft, state);
    return draft;
  },
  *adoptRules({ state, command, payload }) {
    for (const need of ['document', 'approver', 'reason'] as const)
      if (!payload[need]) return refuse(`${need}-missing`);
    if (payload.ruleSet === state.ruleSet) return refuse('rules-same');
    const { ruleSet, calendar } = payload;
    const after = (yield { ask: 'terms', ruleSet, calendar }) as Terms | undefined;
    if (!after) return refuse('terms-unknown');
    if (after.rules.effectiveFrom > dayOf(command.at))
      return refuse('rules-not-in-effect', { detail: `${after.rules.effectiveFrom} 起生效` });
    if (!dutyNamed(after.rules, state.rule)) return refuse('rules-drop-duty', { detail: state.label });
    const draft = step({ state, command, terms: after }, 'RulesAdopted', {
      ...payload,
      fromRuleSet: state.ruleSet,
      fromCalendar: state.calendar,
    });
    draft.adopts = true;
    // Rounds that run were told to somebody and stand; the next is by the new rules.
    if (state.regions.pause === 'running') nextOf(draft, state);
    return draft;
  },
  *confirmDeadlines({ state, command, terms, payload }) {
    const { calendar } = payload;
    const after = (yield { ask: 'terms', ruleSet: state.ruleSet, calendar }) as Terms | undefined;
    if (!after) return refuse('terms-unknown');
    if (after.calendar.coveredUntil < terms.calendar.coveredUntil) return refuse('calendar-shorter');
    const draft = step({ state, command, terms: after }, 'DeadlineConfirmed', payload);
    draft.adopts = true;
    const changes = recount(draft, state);
    if (changes.length === 0) return refuse('nothing-to-confirm');
    Object.assign(draft.payload, { fromCalendar: state.calendar, changes: changesAsJson(changes) });
    return draft;
  },
  addNote: ({ state, command, terms, payload }) => step({ state, command, terms }, 'NoteAdded', payload),
};

function legalNow(state: DutyState, event: string): boolean {
  return dutyChart.legal(state.regions).includes(event);
}

/** After a round of an interval was waived the next counts from now. */
function goOn(draft: DutyDraft, state: DutyState): void {
  const rule = ruleOfDuty(draft, state.rule);
  if (!('every' in rule.recurs)) return;
  const { calendar } = draft.terms;
  const { round, deadline } = intervalRound(rule.id, rule.recurs.every, draft.input.at, calendar);
  beginRound(draft, rule, state.bearer, round, deadline);
}

/** Provisional rounds are counted again on the later calendar and become firm. */
function recount(draft: DutyDraft, state: DutyState): ClockChange[] {
  const rule = ruleOfDuty(draft, state.rule);
  if (mannerOf(rule.recurs) !== 'calendar') return [];
  return state.rounds.flatMap((round): ClockChange[] => {
    const clock = state.clocks[clockOfRound(rule.id, round)];
    if (clock?.provisional !== true) return [];
    const deadline = dueOfRound(rule.id, round, draft.terms.calendar);
    armRound(draft, rule, state.bearer, round, deadline);
    const moved = deadline.dueAt !== clock.dueAt;
    return [
      {
        clock: clock.id,
        label: state.title,
        change: moved ? 'moved' : 'firm',
        from: clock.lastDay ?? clock.dueAt,
        to: deadline.lastDay ?? deadline.dueAt,
      },
    ];
  });
}

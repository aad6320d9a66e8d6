import type { CaseEvent, Clock, Deciding, Input, JsonObject, Outcome, Terms } from '../case.ts';
import { finish, move } from '../draft.ts';
import { adoptDuties, changeOf, changesAsJson } from '../new-terms.ts';
import { withdrawDuty } from '../watch.ts';
import { received, serveAgain } from './after-service.ts';
import { reportWithin } from './interview.ts';
import { RUNG_CLOCK } from './ladder.ts';
import { type LapsedMessage, openOrAdd } from './open.ts';
import { paperTakenBack } from './reopen.ts';
import type { MatterState } from './state.ts';
import { currentRung, draftAs, ended, rearm, watched } from './steps.ts';

/** A message of the case that opened the matter, or of a paper of its own. */
export function* onMessage(
  state: MatterState | undefined,
  input: Input & { input: 'message' },
  terms: Terms,
): Deciding<Outcome> {
  if (input.type === 'lapsed') {
    const said = input.payload as unknown as LapsedMessage;
    return finish(yield* openOrAdd(state, input, terms, { ...said }));
  }
  const noted = () =>
    finish(
      draftAs(state, input, terms, 'MessageNoted', {
        message: input.type,
        from: input.from,
        ...(input.payload.accident === undefined ? {} : { accident: input.payload.accident }),
      }),
    );
  if (!state) throw new Error(`message ${input.type} of ${input.from} to ${input.caseId}, which does not exist`);
  if (state.stage !== 'open') return noted();
  switch (input.type) {
    case 'accepted':
    case 'withdrawn':
      return ended(draftAs(state, input, terms, 'MatterEnded', { by: input.type }), input.type);
    case 'lateEntry':
      return dropCauses(state, input, terms, input.payload.by === 'withdrawn' ? 'withdrawn' : 'lateEntry');
    case 'causeMet':
      return dropCauses(state, input, terms, 'accepted');
    case 'causeWithdrawn':
      return dropCauses(state, input, terms, 'withdrawn');
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
    case 'standingChanged':
      return onStanding(state, input, terms) ?? noted();
    case 'noticeReceived':
    case 'noticeUndelivered':
      return onPaper(state, input, terms) ?? noted();
    case 'noticeVoided':
    case 'noticeRecalled':
      return paperTakenBack(state, input, terms, currentRung(state, terms)) ?? noted();
    case 'rulesAdopted':
      return yield* followRules(state, input, terms);
    default:
      return noted();
  }
}

/** The hazard has another tier, or the district has listed it or lifted that: the ladder is looked at again, and what that changes is recorded. */
function onStanding(state: MatterState, input: Input & { input: 'message' }, terms: Terms): CaseEvent | undefined {
  const tier = String(input.payload.tier ?? '');
  const supervised = input.payload.supervised === true;
  if (tier === state.tier && supervised === state.supervised) return undefined;
  const draft = draftAs(state, input, terms, 'StandingChanged', {
    tier,
    supervised,
    from: { tier: state.tier, supervised: state.supervised },
  });
  move(draft, 'StandingChanged');
  rearm(draft, state, { tier, supervised });
  const [before, after] = [state.clocks[RUNG_CLOCK], draft.set.get(RUNG_CLOCK)];
  if (before?.rule !== after?.rule || before?.dueAt !== after?.dueAt)
    draft.payload.nextRung = { before: rungOf(before), after: rungOf(after) };
  return finish(draft);
}

function rungOf(clock: Clock | undefined): JsonObject | null {
  return clock === undefined ? null : { rung: clock.nth ?? 0, dueAt: clock.dueAt };
}

/** Causes are gone: met in time after all, met late, or without ground; a matter that stands on nothing any more ends. */
function dropCauses(
  state: MatterState,
  input: Input & { input: 'message' },
  terms: Terms,
  by: 'lateEntry' | 'accepted' | 'withdrawn',
): CaseEvent {
  const duties = input.payload.duties as readonly string[];
  const left = state.causes.filter((cause) => !duties.includes(cause.rule));
  // A hazard says itself whether it was the last of its causes.
  if (input.payload.ends ?? left.length === 0) return ended(draftAs(state, input, terms, 'MatterEnded', { by }), by);
  const draft = draftAs(state, input, terms, 'CauseDropped', { duties });
  move(draft, 'CauseDropped');
  if (draft.regions.paper !== 'unsigned') rearm(draft, state, { causes: left });
  return finish(draft);
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
function* followRules(state: MatterState, input: Input & { input: 'message' }, terms: Terms): Deciding<CaseEvent> {
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
    if (clock.does === 'lapse' && !after.rules.deadlines.some((rule) => rule.id === clock.rule))
      withdrawDuty(draft, clock.id);
  const changes = adoptDuties(draft, watched, terms, {
    served: (rule, clock) => clock.fixed === true || rule.holder === 'matter.subject',
    includeServed: payload.includeServed === true,
    ownPeriod: () => reportWithin(after, state),
  });
  rearm(draft, state);
  const rung = state.clocks[RUNG_CLOCK];
  const next = rung && changeOf(draft, rung);
  draft.payload.changes = changesAsJson([...changes, ...(next ? [next] : [])]);
  return finish(draft);
}

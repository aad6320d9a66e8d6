import type { CaseEvent, Deciding, Input, JsonObject, Outcome, Terms } from '../case.ts';
import { finish, move } from '../draft.ts';
import { adoptDuties, changeOf, changesAsJson } from '../new-terms.ts';
import type { Facts } from '../rules/condition.ts';
import { withdrawDuty } from '../watch.ts';
import { received, serveAgain } from './after-service.ts';
import { reportWithin } from './interview.ts';
import { countedFacts, ladderOf, RUNG_CLOCK } from './ladder.ts';
import { takeRung } from './paper.ts';
import { paperTakenBack } from './reopen.ts';
import type { Cause, MatterState } from './state.ts';
import { askCounts, currentRung, draftAs, ended, rearm, watched } from './steps.ts';

/** A message of the case that opened the matter, or of a paper of its own. */
export function* onMessage(
  state: MatterState | undefined,
  input: Input & { input: 'message' },
  terms: Terms,
): Deciding<Outcome> {
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
    case 'noticeVoided':
    case 'noticeRecalled':
      return paperTakenBack(state, input, terms, currentRung(state, terms)) ?? noted();
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
    if (!after.rules.deadlines.some((rule) => rule.id === clock.rule)) withdrawDuty(draft, clock.id);
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

/** A duty lapsed: the matter opens, or gets another cause; a rung may be due at once if the rule says so. */
function* onLapsed(
  state: MatterState | undefined,
  input: Input & { input: 'message' },
  terms: Terms,
): Deciding<Outcome> {
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

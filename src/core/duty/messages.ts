import type { CaseEvent, Input, Terms } from '../case.ts';
import { finish, move } from '../draft.ts';
import type { Day, Instant } from '../instant.ts';
import { dutyNamed } from '../rules/duty-rules.ts';
import { holderWord } from './holder.ts';
import { beginNamed, type Opening, open } from './open.ts';
import type { Bearer, DutyState } from './state.ts';
import { draftAs, dropRound, roundsOf, ruleOfDuty, setRounds, settleMain } from './steps.ts';
import { countDone, finishRound, roundDoneBy, withdrawRound } from './turn.ts';

/**
 * What an entry of a register says to the duties that it keeps going: `openDuty`, `evidence` (a round was done, and when), `bearerChanged`,
 * `dayMoved` (the day that it names), `endDuty`. Anything else is noted.
 */
export function onMessage(
  state: DutyState | undefined,
  input: Input & { readonly input: 'message' },
  terms: Terms,
): CaseEvent {
  const { type, payload } = input;
  if (type === 'openDuty' && (state === undefined || state.stage === 'ended')) {
    const rule = dutyNamed(terms.rules, String(payload.rule));
    if (rule === undefined) throw new Error(`duty ${String(payload.rule)} is not in rule set ${terms.rules.id}`);
    return finish(open(state, input, terms, { ...(payload as unknown as Opening), rule }, { entry: input.from }));
  }
  if (state === undefined) throw new Error(`message ${type} of ${input.from} to ${input.caseId}, which does not exist`);
  if (state.stage === 'ended') return noted(state, input, terms);
  switch (type) {
    case 'evidence':
      return evidence(state, input, terms);
    case 'bearerChanged':
      return changeBearer(state, input, terms);
    case 'dayMoved':
      return moveDay(state, input, terms);
    case 'endDuty':
      return end(state, input, terms);
    default:
      return noted(state, input, terms);
  }
}

type Message = Input & { readonly input: 'message' };

function noted(state: DutyState, input: Message, terms: Terms): CaseEvent {
  return finish(draftAs(state, input, terms, 'MessageNoted', { message: input.type, from: input.from }));
}

/** An entry is the proof that a round was done; with no round open it stands as one more act of its year. */
function evidence(state: DutyState, input: Message, terms: Terms): CaseEvent {
  const at = String(input.payload.at) as Instant;
  const { round: named } = input.payload;
  const payload = { records: [input.from], doneAt: at, what: input.payload.what ?? '' };
  const draft = draftAs(state, input, terms, 'RoundDone', payload);
  const rule = ruleOfDuty(draft, state.rule);
  const round = roundDoneBy(draft, rule, at, typeof named === 'string' ? named : undefined);
  countDone(draft, at);
  if (round) {
    draft.payload.missedInRow = 0;
    move(draft, 'RoundDone');
    finishRound(draft, rule, state.bearer, round, at);
    endIfOnce(draft, state);
    settleAfter(draft);
  } else {
    draft.type = 'EvidenceAdded';
    move(draft, 'EvidenceAdded');
  }
  return finish(draft);
}

type DutyDraft = ReturnType<typeof draftAs>;

/** A duty that is owed once is over when it is done. */
export function endIfOnce(draft: DutyDraft, state: DutyState): void {
  if ('once' in ruleOfDuty(draft, state.rule).recurs && roundsOf(draft).length === 0) move(draft, 'DutyEnded');
}

/** After an act that ended a round: the machine stays there, unless other rounds are open. */
export function settleAfter(draft: DutyDraft): void {
  if (roundsOf(draft).length > 0) settleMain(draft);
}

function changeBearer(state: DutyState, input: Message, terms: Terms): CaseEvent {
  const { bearer, organisation } = input.payload;
  const draft = draftAs(state, input, terms, 'BearerChanged', {
    bearer,
    ...(organisation === undefined ? {} : { organisation }),
    from: input.from,
  });
  move(draft, 'BearerChanged');
  handOver(draft, state, bearer as unknown as Bearer);
  return finish(draft);
}

/** Rounds that run become the new bearer's; what was late before stays with whom it was late. */
export function handOver(draft: DutyDraft, state: DutyState, bearer: Bearer): void {
  for (const clock of Object.values({ ...state.clocks, ...state.suspended })) {
    if (clock.does !== 'lapse') continue;
    draft.set.set(clock.id, { ...clock, holder: holderWord(bearer) });
    if (state.suspended[clock.id]) draft.suspended.add(clock.id);
  }
}

/** The named day moves: to a later one, the old round is done by that (a policy renewed); to an earlier one, the round is counted again. */
function moveDay(state: DutyState, input: Message, terms: Terms): CaseEvent {
  const day = String(input.payload.day) as Day;
  const draft = draftAs(state, input, terms, 'DayMoved', { day, from: input.from });
  const rule = ruleOfDuty(draft, state.rule);
  move(draft, 'DayMoved');
  for (const round of state.rounds) {
    if (round.id === day) continue;
    if (day > round.to) finishRound(draft, rule, state.bearer, round, String(input.payload.at));
    else {
      dropRound(draft, rule.id, round);
      setRounds(
        draft,
        roundsOf(draft).filter((one) => one.id !== round.id),
      );
    }
  }
  beginNamed(draft, rule, state.bearer, day);
  settleMain(draft);
  return finish(draft);
}

function end(state: DutyState, input: Message, terms: Terms): CaseEvent {
  const draft = draftAs(state, input, terms, 'DutyEnded', { reason: input.payload.reason ?? '', from: input.from });
  move(draft, 'DutyEnded');
  endAll(draft, state);
  return finish(draft);
}

/** Nothing more is owed: open rounds are withdrawn, clocks taken out. */
export function endAll(draft: DutyDraft, state: DutyState): void {
  const rule = ruleOfDuty(draft, state.rule);
  for (const round of state.rounds) withdrawRound(draft, rule, round);
  for (const clock of Object.values(state.clocks)) draft.cleared.add(clock.id);
}

import { admit } from '../admit.ts';
import { carryOut } from '../carry-out.ts';
import type { CaseEvent, Command, Deciding, Input, Outcome, Terms } from '../case.ts';
import { finish, move } from '../draft.ts';
import { beginLapse, commonConsequence, notDone, remind, repeatAsking, ruleOf, tell } from '../lapse.ts';
import { anchor, dropClock } from '../watch.ts';
import { type PayloadOf, ROSTER_COMMANDS, type RosterCommand } from './commands.ts';
import { HANDLERS } from './handlers.ts';
import { rosterChart } from './machine.ts';
import type { RosterState } from './state.ts';
import { complete, draftAs, type Handler, holderOf, type RosterDraft, toUnit, watched } from './steps.ts';

/** May this happen to the entry now, and what exactly is recorded? */
export function* decideRoster(state: RosterState | undefined, input: Input, terms: Terms): Deciding<Outcome> {
  switch (input.input) {
    case 'clock':
      if (!state) throw new Error(`clock ${input.clock.id} of ${input.caseId}, which does not exist`);
      return onClock(state, input, terms);
    case 'message':
      return finish(draftAs(state, input, terms, 'MessageNoted', { message: input.type, from: input.from }));
    case 'command':
      return yield* onCommand(state, input, terms);
    default:
      return input satisfies never;
  }
}

function* onCommand(state: RosterState | undefined, command: Command, terms: Terms): Deciding<Outcome> {
  const admitted = admit({ table: ROSTER_COMMANDS, chart: rosterChart, state, command, terms });
  if ('refused' in admitted) return admitted;
  const handler = HANDLERS[command.type as RosterCommand] as Handler<RosterCommand>;
  const payload = admitted.payload as PayloadOf<RosterCommand>;
  const handling = { state: state as RosterState, command, terms, payload };
  return yield* carryOut(admitted, () => handler(handling), complete);
}

function onClock(state: RosterState, input: Input & { input: 'clock' }, terms: Terms): CaseEvent {
  const { clock } = input;
  const holder = holderOf(state);
  const fired = { clock: clock.id };
  if (clock.does === 'remind') {
    const draft = draftAs(state, input, terms, 'ReminderDue', fired);
    remind(draft, clock, holder);
    return finish(draft);
  }
  if (clock.does === 'askAgain') {
    const draft = draftAs(state, input, terms, 'AskedAgain', fired);
    repeatAsking(draft, clock, holder);
    return finish(draft);
  }
  const { onLapse } = ruleOf(terms.rules, clock.rule);
  if (onLapse.some((act) => act.do === 'proceed')) return heardNothing(state, input, terms);
  if (onLapse.some((act) => act.do === 'expireEntry')) return expired(state, input, terms);
  const draft = draftAs(state, input, terms, 'DeadlineLapsed', fired);
  const rule = beginLapse(draft, clock, holder);
  for (const act of rule.onLapse)
    if (!commonConsequence(draft, clock, rule, act, holder))
      throw new Error(`rule ${rule.id}: “${act.do}” means nothing for an entry of the list`);
  return complete(draft);
}

type Fired = Input & { readonly input: 'clock' };

/** A period is over and nobody was late: saying nothing is a right, and a term ends. */
function over(state: RosterState, input: Fired, terms: Terms, type: string): RosterDraft {
  const { clock } = input;
  const draft = draftAs(state, input, terms, type, { clock: clock.id, duty: clock.rule, dueAt: clock.dueAt });
  dropClock(draft, clock.id);
  draft.verdicts.push({ ...notDone(ruleOf(terms.rules, clock.rule), clock, 'missed'), result: 'withdrawn' });
  return draft;
}

function heardNothing(state: RosterState, input: Fired, terms: Terms): CaseEvent {
  const draft = over(state, input, terms, 'HearingPassed');
  // Under rules that count from the proposal the days may be over before the unit was told: then it is heard all the same.
  if (move(draft, 'HearingPassed')) anchor(draft, watched, 'rosterHeard', input.at);
  tell(draft, 'rosterHearingOver', { post: 'street.safetyOffice' });
  return complete(draft);
}

/** The term is over: the entry goes by itself, and the unit is told. */
function expired(state: RosterState, input: Fired, terms: Terms): CaseEvent {
  const draft = over(state, input, terms, 'EntryExpired');
  move(draft, 'EntryExpired');
  if (state.colour === 'black') toUnit(draft, 'rosterRemoval', state.unit);
  tell(draft, 'rosterExpired', { post: 'street.safetyOffice' });
  return complete(draft);
}

import { admit } from '../admit.ts';
import { carryOut } from '../carry-out.ts';
import type { CaseEvent, Command, Deciding, Input, Outcome, Terms } from '../case.ts';
import { finish, move } from '../draft.ts';
import { beginLapse, commonConsequence, notDone, remind, repeatAsking } from '../lapse.ts';
import { type PayloadOf, TIPOFF_COMMANDS, type TipoffCommand } from './commands.ts';
import { HANDLERS } from './handlers.ts';
import { tipoffChart } from './machine.ts';
import { onMessage } from './messages.ts';
import type { TipoffState } from './state.ts';
import { complete, draftAs, type Handler, holderOf } from './steps.ts';

/** May this happen to the tip-off now, and what exactly is recorded? */
export function* decideTipoff(state: TipoffState | undefined, input: Input, terms: Terms): Deciding<Outcome> {
  switch (input.input) {
    case 'clock':
      return onClock(state, input, terms);
    case 'message':
      return onMessage(state, input, terms);
    case 'command':
      return yield* onCommand(state, input, terms);
    default:
      return input satisfies never;
  }
}

function onClock(state: TipoffState | undefined, input: Input & { input: 'clock' }, terms: Terms): CaseEvent {
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
  const draft = draftAs(state, input, terms, 'DeadlineLapsed', fired);
  const rule = beginLapse(draft, clock, holder);
  for (const act of rule.onLapse) {
    if (commonConsequence(draft, clock, rule, act, holder)) continue;
    if (act.do !== 'expireReward') throw new Error(`rule ${rule.id}: “${act.do}” means nothing for a tip-off`);
    move(draft, 'RewardExpired');
    draft.verdicts.push(notDone(rule, clock, 'missed'));
  }
  return finish(draft);
}

function* onCommand(state: TipoffState | undefined, command: Command, terms: Terms): Deciding<Outcome> {
  const admitted = admit({ table: TIPOFF_COMMANDS, chart: tipoffChart, state, command, terms });
  if ('refused' in admitted) return admitted;
  const handler = HANDLERS[command.type as TipoffCommand] as Handler<TipoffCommand>;
  const payload = admitted.payload as PayloadOf<TipoffCommand>;
  const handling = { state: state as TipoffState, command: unnamed(command), terms, payload };
  return yield* carryOut(admitted, () => handler(handling), complete);
}

/** Who reports has no name in the record, whatever the caller knew of him (handbook §9). */
function unnamed(command: Command): Command {
  return command.actor.post === 'public' ? { ...command, actor: { post: 'public' } } : command;
}

import { admit } from '../admit.ts';
import { carryOut } from '../carry-out.ts';
import type { CaseEvent, Command, Deciding, Input, Outcome, Terms } from '../case.ts';
import { finish, move } from '../draft.ts';
import { beginLapse, commonConsequence, notDone, remind, repeatAsking, ruleOf } from '../lapse.ts';
import { dropClock } from '../watch.ts';
import { ACCIDENT_COMMANDS, type AccidentCommand, type PayloadOf } from './commands.ts';
import { freezeNext, scopeOf } from './freeze.ts';
import { accidentChart } from './machine.ts';
import { OUTSIDE_ACTS } from './outside.ts';
import { REPORT } from './report.ts';
import type { AccidentState } from './state.ts';
import { complete, draftAs, type Handler, holderOf } from './steps.ts';

/** May this happen to the accident now, and what exactly is recorded? */
export function* decideAccident(state: AccidentState | undefined, input: Input, terms: Terms): Deciding<Outcome> {
  switch (input.input) {
    case 'clock':
      if (!state) throw new Error(`clock ${input.clock.id} of ${input.caseId}, which does not exist`);
      return yield* onClock(state, input, terms);
    case 'message':
      return finish(draftAs(state, input, terms, 'MessageNoted', { message: input.type, from: input.from }));
    case 'command':
      return yield* onCommand(state, input, terms);
    default:
      return input satisfies never;
  }
}

const HANDLERS: { readonly [Name in AccidentCommand]: Handler<Name> } = { ...REPORT, ...OUTSIDE_ACTS };

function* onCommand(state: AccidentState | undefined, command: Command, terms: Terms): Deciding<Outcome> {
  const admitted = admit({ table: ACCIDENT_COMMANDS, chart: accidentChart, state, command, terms });
  if ('refused' in admitted) return admitted;
  const handler = HANDLERS[command.type as AccidentCommand] as Handler<AccidentCommand>;
  const payload = admitted.payload as PayloadOf<AccidentCommand>;
  const handling = { state: state as AccidentState, command, terms, payload };
  return yield* carryOut(admitted, () => handler(handling), complete);
}

function* onClock(state: AccidentState, input: Input & { input: 'clock' }, terms: Terms): Deciding<CaseEvent> {
  const { clock } = input;
  const holder = holderOf(state);
  const fired = { clock: clock.id };
  switch (clock.does) {
    case 'begin':
      return yield* freezeOn(state, input, terms);
    case 'remind': {
      const draft = draftAs(state, input, terms, 'ReminderDue', fired);
      remind(draft, clock, holder);
      return finish(draft);
    }
    case 'askAgain': {
      const draft = draftAs(state, input, terms, 'AskedAgain', fired);
      repeatAsking(draft, clock, holder);
      return finish(draft);
    }
    default: {
      if (ruleOf(terms.rules, clock.rule).onLapse.some((act) => act.do === 'closeSupplements'))
        return supplementsOver(state, input, terms);
      const draft = draftAs(state, input, terms, 'DeadlineLapsed', fired);
      const rule = beginLapse(draft, clock, holder);
      for (const act of rule.onLapse)
        if (!commonConsequence(draft, clock, rule, act, holder))
          throw new Error(`rule ${rule.id}: “${act.do}” means nothing for an accident`);
      return finish(draft);
    }
  }
}

/** The time for changes is over; that there were none is nobody's failing. */
function supplementsOver(state: AccidentState, input: Input & { input: 'clock' }, terms: Terms): CaseEvent {
  const { clock } = input;
  const draft = draftAs(state, input, terms, 'SupplementsClosed', {
    clock: clock.id,
    duty: clock.rule,
    dueAt: clock.dueAt,
  });
  move(draft, 'SupplementsClosed');
  dropClock(draft, clock.id);
  draft.verdicts.push({ ...notDone(ruleOf(terms.rules, clock.rule), clock, 'missed'), result: 'withdrawn' });
  return finish(draft);
}

/** The next lot of cases under the mark. */
function* freezeOn(state: AccidentState, input: Input & { input: 'clock' }, terms: Terms): Deciding<CaseEvent> {
  const { clock } = input;
  const draft = draftAs(state, input, terms, 'CasesFrozen', { clock: clock.id });
  move(draft, 'CasesFrozen');
  const rules = terms.rules.accident;
  if (rules) yield* freezeNext(draft, scopeOf(state.unit, state.scope, state.registeredAt, rules), clock.nth ?? 1);
  return finish(draft);
}

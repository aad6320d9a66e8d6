import type { CaseEvent, CaseKind, Tally } from '../case.ts';
import { legalCommands } from '../commands.ts';
import { knownAt } from '../draft.ts';
import { advanceAccident } from './advance.ts';
import { ACCIDENT_COMMANDS } from './commands.ts';
import { GENERAL } from './consequence.ts';
import { decideAccident } from './decide.ts';
import { accidentChart } from './machine.ts';
import type { AccidentState } from './state.ts';

/** The accident (事故), one per accident. */
export const accident: CaseKind<AccidentState> = {
  name: 'accident',
  decide: decideAccident,
  advance: advanceAccident,
  allowed: (state) => legalCommands(ACCIDENT_COMMANDS, accidentChart, state?.regions),
  tallies,
};

/** What others count: general accidents of a supervisor (handbook §5: two in a quarter). */
function tallies(event: CaseEvent, state: AccidentState): readonly Tally[] {
  if (event.type !== 'AccidentRegistered' || event.payload.generalAccidentsInQuarter === undefined) return [];
  const { supervisor, happened, caseId } = state;
  return [{ subject: supervisor, what: GENERAL, at: happened, known: knownAt(event), caseId }];
}

import type { CaseEvent, CaseKind, Tally } from '../case.ts';
import { legalCommands } from '../commands.ts';
import { advanceHazard } from './advance.ts';
import { HAZARD_COMMANDS } from './commands.ts';
import { decideHazard } from './decide.ts';
import { hazardChart } from './machine.ts';
import type { HazardState } from './state.ts';

/** The hazard (隐患), one per hazard found. */
export const hazard: CaseKind<HazardState> = {
  name: 'hazard',
  decide: decideHazard,
  advance: advanceHazard,
  allowed: (state) => legalCommands(HAZARD_COMMANDS, hazardChart, state?.regions),
  tallies,
};

/** What other hazards of the same unit and kind may count: found, struck off (recurrence within 90 days). */
function tallies(event: CaseEvent, state: HazardState): readonly Tally[] {
  const subject = `${state.unit}/${state.hazardKind}`;
  if (event.type === 'HazardReported') return [{ subject, what: 'hazardFound', at: state.found, caseId: event.caseId }];
  if (event.type === 'HazardClosedOut') return [{ subject, what: 'hazardClosedOut', at: event.at, caseId: event.caseId }];
  return [];
}

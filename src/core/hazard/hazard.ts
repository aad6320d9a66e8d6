import type { CaseEvent, CaseKind, Tally } from '../case.ts';
import { legalCommands } from '../commands.ts';
import { knownAt } from '../draft.ts';
import { advanceHazard } from './advance.ts';
import { HAZARD_COMMANDS } from './commands.ts';
import { decideHazard } from './decide.ts';
import { HAZARD_ENDS, hazardChart } from './machine.ts';
import type { HazardState } from './state.ts';

/** The hazard (隐患), one per hazard found. */
export const hazard: CaseKind<HazardState> = {
  name: 'hazard',
  decide: decideHazard,
  advance: advanceHazard,
  allowed: (state) => legalCommands(HAZARD_COMMANDS, hazardChart, state?.regions),
  tallies,
};

const ENDINGS: ReadonlySet<string> = new Set(['HazardDismissed', 'HazardMerged', 'SubjectGone']);

/** What other hazards may count: found and struck off, by unit and kind (recurrence within 90 days); open or ended, by number (a merge needs one that lives). */
function tallies(event: CaseEvent, state: HazardState): readonly Tally[] {
  const subject = `${state.unit}/${state.hazardKind}`;
  const fact = { known: knownAt(event), caseId: event.caseId };
  const life = (what: string): Tally => ({ subject: event.caseId, what, at: event.at, ...fact });
  if (event.type === 'HazardReported')
    return [{ subject, what: 'hazardFound', at: state.found, ...fact }, life('hazardOpened')];
  if (event.type === 'HazardClosedOut')
    return [{ subject, what: 'hazardClosedOut', at: event.at, ...fact }, life('hazardEnded')];
  if (event.type === 'HazardReopened') return [life('hazardOpened')];
  if (HAZARD_ENDS.has(state.stage) && (event.moves ?? [event.type]).some((move) => ENDINGS.has(move)))
    return [life('hazardEnded')];
  return [];
}

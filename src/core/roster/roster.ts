import type { CaseKind } from '../case.ts';
import { legalCommands } from '../commands.ts';
import { advanceRoster } from './advance.ts';
import { ROSTER_COMMANDS } from './commands.ts';
import { decideRoster } from './decide.ts';
import { rosterChart } from './machine.ts';
import type { RosterState } from './state.ts';

/** An entry of the internal list (红黑名单), one per unit and proposal. */
export const roster: CaseKind<RosterState> = {
  name: 'roster',
  decide: decideRoster,
  advance: advanceRoster,
  allowed: (state) => legalCommands(ROSTER_COMMANDS, rosterChart, state?.regions),
  tallies: () => [],
};

import type { CaseKind } from '../case.ts';
import { legalCommands } from '../commands.ts';
import { advanceTipoff } from './advance.ts';
import { TIPOFF_COMMANDS } from './commands.ts';
import { decideTipoff } from './decide.ts';
import { tipoffChart } from './machine.ts';
import type { TipoffState } from './state.ts';

/** The tip-off (举报), one per report from the public. */
export const tipoff: CaseKind<TipoffState> = {
  name: 'tipoff',
  decide: decideTipoff,
  advance: advanceTipoff,
  allowed: (state) => legalCommands(TIPOFF_COMMANDS, tipoffChart, state?.regions),
  tallies: () => [],
};

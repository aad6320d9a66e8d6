import type { CaseKind } from '../case.ts';
import { legalCommands } from '../commands.ts';
import { advanceDuty } from './advance.ts';
import { doneTally } from './ceiling.ts';
import { DUTY_COMMANDS } from './commands.ts';
import { decideDuty } from './decide.ts';
import { dutyChart } from './machine.ts';
import type { DutyState } from './state.ts';

/** The recurring duty (履职事项), one per rule and whoever owes it for one thing. */
export const duty: CaseKind<DutyState> = {
  name: 'duty',
  decide: decideDuty,
  advance: advanceDuty,
  allowed: (state) => legalCommands(DUTY_COMMANDS, dutyChart, state?.regions),
  // What an entry proves the entry counts.
  tallies: (event) =>
    event.type === 'RoundDone' && event.command !== undefined
      ? [doneTally(event, event.caseId, String(event.payload.doneAt))]
      : [],
};

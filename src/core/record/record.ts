import type { CaseKind } from '../case.ts';
import { legalCommands } from '../commands.ts';
import { doneTally } from '../duty/ceiling.ts';
import { advanceRecord } from './advance.ts';
import { RECORD_COMMANDS } from './commands.ts';
import { decideRecord } from './decide.ts';
import { recordChart } from './machine.ts';
import type { RecordState } from './state.ts';

/** The entry of a register (登记件), one per source, unit, visit, policy … */
export const record: CaseKind<RecordState> = {
  name: 'record',
  decide: decideRecord,
  advance: advanceRecord,
  allowed: (state) => legalCommands(RECORD_COMMANDS, recordChart, state?.regions),
  tallies: (event) =>
    event.effects.flatMap((effect) =>
      effect.do === 'send' && effect.message === 'evidence' ? [doneTally(event, effect.to, event.at)] : [],
    ),
};

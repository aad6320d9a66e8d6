import type { CaseKind } from '../case.ts';
import { legalCommands } from '../commands.ts';
import { advanceNotice } from './advance.ts';
import { NOTICE_COMMANDS } from './commands.ts';
import { decideNotice } from './decide.ts';
import { noticeChart } from './machine.ts';
import type { NoticeState } from './state.ts';

/** The paper (文书), one per paper that another case orders. */
export const notice: CaseKind<NoticeState> = {
  name: 'notice',
  decide: decideNotice,
  advance: advanceNotice,
  allowed: (state) => legalCommands(NOTICE_COMMANDS, noticeChart, state?.regions),
  tallies: () => [],
};

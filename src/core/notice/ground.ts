import type { CaseState } from '../case.ts';
import { HAZARD_ENDS } from '../hazard/machine.ts';
import type { NoticeState } from './state.ts';

/** Papers that ask for something that is done when the hazard is struck off. */
const DEMANDS = new Set(['rectificationNotice', 'extensionReply', 'departmentTransfer', 'supervisionRequest']);

/** The paper that is ordered by the very end of a hazard that was none, was merged, or whose unit is gone. */
const OF_THE_END = 'withdrawal';

/**
 * Whether the paper has lost its ground since it was ordered: the matter has ended (an acceptance cancels its rungs to the last minute) or began
 * anew, the hazard is none any more. `opener`: the case that ordered it, undefined if there is none.
 */
export function hasLostGround(
  paper: Pick<NoticeState, 'rung' | 'notice' | 'ordered'>,
  opener: CaseState | undefined,
): boolean {
  if (opener === undefined) return true;
  switch (opener.kind) {
    case 'matter':
      return paper.rung !== undefined && (opener.stage !== 'open' || opener.stageSince > paper.ordered.at);
    case 'hazard':
      if (!HAZARD_ENDS.has(opener.stage)) return false;
      return opener.stage === 'closedOut' ? DEMANDS.has(paper.notice) : paper.notice !== OF_THE_END;
    default:
      return false;
  }
}

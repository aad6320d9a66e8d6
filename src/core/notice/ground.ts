import type { CaseState } from '../case.ts';
import { HAZARD_ENDS } from '../hazard/machine.ts';
import type { NoticeState } from './state.ts';

/** Papers that ask for something that is done when the hazard is struck off. */
const DEMANDS = new Set(['rectificationNotice', 'extensionReply', 'departmentTransfer', 'supervisionRequest']);

/**
 * Whether the paper has lost its ground since it was ordered: the matter has ended (an acceptance cancels its rungs to the last minute) or began
 * anew, the hazard is none any more. `opener`: the case that ordered it, undefined if there is none.
 */
export function hasLostGround(
  paper: Pick<NoticeState, 'rung' | 'notice' | 'ordered'>,
  opener: CaseState | undefined,
): boolean {
  if (opener === undefined) return true;
  const later = opener.stageSince > paper.ordered.at;
  switch (opener.kind) {
    case 'matter':
      return paper.rung !== undefined && (opener.stage !== 'open' || later);
    case 'hazard':
      return later && HAZARD_ENDS.has(opener.stage) && (opener.stage !== 'closedOut' || DEMANDS.has(paper.notice));
    default:
      return false;
  }
}

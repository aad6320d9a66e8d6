import type { CaseState } from '../case.ts';
import type { DutyState } from '../duty/state.ts';
import type { HazardState } from '../hazard/state.ts';
import { dayOf, type Instant } from '../instant.ts';
import type { MatterState } from '../matter/state.ts';
import type { NoticeState } from '../notice/state.ts';
import type { RecordState } from '../record/state.ts';
import type { TipoffState } from '../tipoff/state.ts';
import { outsideWord, stageWord } from '../words.ts';
import { dayWord } from './words.ts';

/** How a closed case ended, in one Chinese sentence without its full stop: by what, on which day, and how late its duties were. */
export function endingWords(state: CaseState, now: Instant): string {
  const on = dayWord(dayOf(state.since?.main ?? state.stageSince), now);
  switch (state.kind) {
    case 'hazard':
      return hazardEnding(state as HazardState, on);
    case 'matter':
      return matterEnding(state as MatterState, on);
    case 'tipoff':
      return tipoffEnding(state as TipoffState, on);
    case 'notice':
      return noticeEnding(state as NoticeState, on);
    case 'accident':
      return `${on}${stageWord('accident', state.stage)}，${lateness(state)}`;
    case 'roster':
      return `${on}${stageWord('roster', state.stage)}`;
    case 'record':
      if (state.stage !== 'retired') return `${on}登记，现行有效`;
      return withReason(`${on}注销登记`, (state as RecordState).retiredWhy);
    case 'duty':
      return withReason(`${on}终止履职事项，${lateness(state)}`, (state as DutyState).endedWhy);
    default:
      return state.kind satisfies never;
  }
}

function withReason(ending: string, why: string | undefined): string {
  return why === undefined || why === '' ? ending : `${ending}：${why}`;
}

function hazardEnding(state: HazardState, on: string): string {
  switch (state.stage) {
    case 'closedOut':
      return `${on}验收合格后销号，${lateness(state)}`;
    case 'merged':
      return `${on}并入${state.mergedInto === undefined || state.mergedInto === '' ? '其他隐患' : `隐患 ${state.mergedInto}`}`;
    case 'dismissed':
      return `${on}认定不属隐患`;
    case 'subjectGone':
      return `${on}因单位灭失终止`;
    default:
      return `${on}${stageWord('hazard', state.stage)}`;
  }
}

/** What the record says of the days: every duty in time, or how many were late and by how much at most. */
function lateness({ verdicts }: CaseState): string {
  const late = verdicts.filter(({ result }) => result === 'late' || result === 'missed');
  if (late.length === 0) return '各项期限均按期';
  const most = Math.max(...late.map(({ daysLate = 0 }) => daysLate));
  return `其间 ${late.length} 项逾期${most > 0 ? `，最长 ${most} 日` : ''}`;
}

const MATTER_ENDS = { accepted: '隐患验收合格', lateEntry: '补录证明当时未逾期', withdrawn: '事由撤销' } as const;

function matterEnding(state: MatterState, on: string): string {
  const rungs = state.rungs.filter((taken) => !taken.skipped);
  const reached = rungs.at(-1);
  const height = reached === undefined ? '未发文书' : `升级至第 ${reached.rung} 级`;
  if (state.endedBy !== undefined) return `${on}因${MATTER_ENDS[state.endedBy]}办结，${height}`;
  return `${on}办结，${height}`;
}

function tipoffEnding(state: TipoffState, on: string): string {
  const { anchors } = state;
  const result = state.result === undefined ? '' : `，核查结论：${outsideWord(state.result)}`;
  if (anchors.rewardPaid !== undefined) return `${on}发放奖励后办结${result}`;
  if (anchors.rewardOffered !== undefined) return `${on}未领奖励办结${result}`;
  if (anchors.tipoffAnswered !== undefined) return `${on}答复举报人后办结${result}`;
  if (anchors.tipoffAccepted !== undefined) return `${on}举报撤回，不再核查`;
  const declined = state.verdicts.some(({ duty, result: how }) => duty === 'tipoff.accept' && how !== 'withdrawn');
  return declined ? `${on}不予受理或已转送` : `${on}举报撤回`;
}

function noticeEnding(state: NoticeState, on: string): string {
  switch (state.stage) {
    case 'voided':
      return withReason(`${on}作废`, state.reason);
    case 'recalled':
      return withReason(`${on}撤回`, state.reason);
    default:
      return `${on}归档${state.received === undefined ? '' : `，已于 ${state.received.at.slice(0, 10)} ${state.received.refused ? '拒签见证送达' : '签收'}`}`;
  }
}

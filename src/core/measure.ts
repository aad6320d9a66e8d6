import type { CaseState } from './case.ts';
import type { DutyState } from './duty/state.ts';

/** Rows of the annex's table of measures (1–15) that cases of today carry. */
const ROW = {
  leaderAssigned: 1,
  roster: 4,
  tracing: 10,
  papersAndInterviews: 11,
  gradedSupervision: 12,
  consultation: 13,
  tipoffs: 15,
} as const;

/** The measure (措施, row 1–15 of the annex) under which a case is counted; undefined for papers, which belong to the case that ordered them. */
export function measureOf(state: Pick<CaseState, 'kind' | 'regions'>): number | undefined {
  const { kind, regions } = state;
  switch (kind) {
    case 'hazard':
      if (regions.consultation !== undefined && regions.consultation !== 'none') return ROW.consultation;
      return regions.supervision !== undefined && regions.supervision !== 'none'
        ? ROW.leaderAssigned
        : ROW.gradedSupervision;
    case 'matter':
      return ROW.papersAndInterviews;
    case 'tipoff':
      return ROW.tipoffs;
    case 'accident':
      return ROW.tracing;
    case 'roster':
      return ROW.roster;
    case 'duty':
      return (state as DutyState).measure;
    case 'notice':
    case 'record':
      return undefined;
    default:
      return kind satisfies never;
  }
}

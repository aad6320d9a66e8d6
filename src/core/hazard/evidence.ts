import type { Refusal } from '../case.ts';
import { refuse } from '../refusal.ts';
import type { HazardState } from './state.ts';

const EVIDENCE: { readonly [name: string]: string } = {
  photoBefore: '整改前照片',
  photoAfter: '整改后照片',
  controlProof: '现场管控证明',
  planItems: '治理方案逐项完成情况',
  expertOrAgencyOpinion: '专家或机构意见',
  perItemResult: '逐项结论',
  teamOfAtLeast3: '三人以上验收组',
  conclusion: '验收结论',
};

/** Refuses what lacks evidence that the rule set asks for, and names it. */
export function checkEvidence(
  needs: readonly string[],
  state: HazardState,
  payload: { readonly [key: string]: unknown },
): Refusal | undefined {
  const list = (value: unknown) => Array.isArray(value) && value.length > 0;
  const has: { readonly [name: string]: boolean } = {
    photoBefore: state.photosBefore.length > 0 || list(payload.photosBefore),
    photoAfter: list(payload.photos),
    controlProof: state.anchors.controlVerified !== undefined || state.regions.control === 'stopped',
    planItems: payload.planItems === 'all' || list(payload.planItems),
    expertOrAgencyOpinion: Boolean(payload.opinion),
    perItemResult: Boolean(payload.perItem),
    teamOfAtLeast3: Array.isArray(payload.team) && payload.team.length >= 3,
    conclusion: Boolean(payload.conclusion),
  };
  const missing = needs.filter((name) => has[name] !== true);
  if (missing.length === 0) return undefined;
  return refuse('evidence-missing', {
    fields: Object.fromEntries(missing.map((name) => [name, EVIDENCE[name] ?? name])),
  });
}

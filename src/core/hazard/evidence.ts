import type { Refusal } from '../case.ts';
import { refuse } from '../refusal.ts';
import { EVIDENCE_WORDS } from '../words.ts';
import type { HazardState } from './state.ts';

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
    fields: Object.fromEntries(missing.map((name) => [name, EVIDENCE_WORDS[name] ?? name])),
  });
}

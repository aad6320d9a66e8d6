import type { Refusal } from '../case.ts';
import { refuse } from '../refusal.ts';
import type { RuleSet, TierId } from '../rules/rule-set.ts';
import { EVIDENCE_WORDS } from '../words.ts';
import type { HazardState } from './state.ts';

type Given = { readonly [key: string]: unknown };

/** Names of the evidence that the rules ask for with a command and the case does not have yet; what a failed acceptance needs besides is asked for then. */
export function evidenceAsked(type: string, state: HazardState, { evidence }: RuleSet): readonly string[] {
  const tier = state.tier as TierId;
  const asked: { readonly [type: string]: readonly string[] | undefined } = {
    submitRectification: evidence[tier],
    concludeAcceptance: evidence.acceptance[tier],
  };
  return missing(asked[type] ?? [], state, {});
}

/** Refuses what lacks evidence that the rule set asks for, and names it. */
export function checkEvidence(needs: readonly string[], state: HazardState, payload: Given): Refusal | undefined {
  const lacking = missing(needs, state, payload);
  if (lacking.length === 0) return undefined;
  return refuse('evidence-missing', {
    fields: Object.fromEntries(lacking.map((name) => [name, EVIDENCE_WORDS[name] ?? name])),
  });
}

function missing(needs: readonly string[], state: HazardState, payload: Given): readonly string[] {
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
  return needs.filter((name) => has[name] !== true);
}

import { closePauses } from '../deadline/pause.ts';
import type { Draft } from '../draft.ts';
import type { PostRef } from '../effect.ts';
import type { Instant } from '../instant.ts';
import type { DeadlineRule } from '../rules/rule-set.ts';
import { endsOn, type Watched } from '../watch.ts';
import type { HazardState } from './state.ts';

/** Tiers that a hazard may still turn out to have: before grading any but T0, which is said on the spot. */
function possibleTiers(tier: string | undefined): readonly string[] {
  return tier === undefined ? ['T1', 'T2', 'T3'] : [tier];
}

/** Whether a rule is for a hazard of this tier; before grading it must hold for every tier that may come out. */
export function forTier(rule: DeadlineRule, tier: string | undefined): boolean {
  return (
    rule.tiers.includes('*') || possibleTiers(tier).every((one) => (rule.tiers as readonly string[]).includes(one))
  );
}

/** The rule under which a tier is rectified. */
export function rectifyRule(
  draft: { readonly terms: Draft<HazardState>['terms'] },
  tier: string,
): DeadlineRule | undefined {
  return draft.terms.rules.deadlines.find(
    (rule) =>
      rule.kind === 'hazard' &&
      (rule.tiers as readonly string[]).includes(tier) &&
      endsOn(rule, 'rectificationSubmitted'),
  );
}

/** What pauses a clock: the case's own pause all that may be paused, the district's consultation only the rectification. */
export interface Pausing {
  readonly general: boolean;
  readonly consultation: boolean;
}

/** The deadline engine's view of a hazard as the draft leaves it. */
export function watchHazard(
  draft: Draft<HazardState>,
  more: {
    readonly tier?: string | undefined;
    readonly pausing?: Pausing;
    readonly pauses?: HazardState['pauses'];
  } = {},
): Watched {
  const { state } = draft;
  const tier = 'tier' in more ? more.tier : state?.tier;
  const pausing = more.pausing ?? {
    general: state?.regions.pause === 'paused',
    consultation: state?.consultationPauses ?? false,
  };
  const all = more.pauses ?? state?.pauses ?? [];
  const known = (until?: Instant) =>
    until === undefined ? all.filter((pause) => pause.to !== undefined) : closePauses(all, until);
  const ends = (rule: DeadlineRule) => endsOn(rule, 'rectificationSubmitted');
  return {
    applies: (rule) => forTier(rule, tier),
    paused: (rule) => rule.pausable === true && (pausing.general || (pausing.consultation && ends(rule))),
    pauses: (rule, until) =>
      rule.pausable ? known(until).filter((pause) => pause.reason !== 'consultation' || ends(rule)) : [],
  };
}

/** Who holds a duty of a hazard: the post to be told. */
export function hazardHolder(state: HazardState | undefined): (holder: string) => PostRef {
  return (holder) => {
    switch (holder) {
      case 'unit':
        return { post: 'unit.head', ...(state ? { organisation: state.unit } : {}) };
      case 'village':
        return {
          post: `${state?.supervisorKind ?? 'village'}.head`,
          ...(state ? { organisation: state.supervisor } : {}),
        };
      case 'reporter.organisation':
        return state?.reporter ?? { post: 'street.safetyOffice' };
      case 'transfer.receiver':
        return { post: state?.transferReceiver ?? 'district.specialDepartment' };
      case 'extension.approver':
        return { post: state?.tier === 'T1' ? 'district.safetyCommittee' : 'street.safetyOffice.head' };
      case 'consultation.level':
        return state?.regions.consultation === 'village'
          ? { post: `${state.supervisorKind}.head`, organisation: state.supervisor }
          : { post: 'street.safetyOffice' };
      default:
        // A rule that says “village” means whoever supervises the unit.
        return holder.startsWith('village.') && state
          ? { post: holder.replace('village', state.supervisorKind), organisation: state.supervisor }
          : { post: holder };
    }
  };
}

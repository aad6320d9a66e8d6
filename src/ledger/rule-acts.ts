import type { RuleDraft } from '../../db/rule-draft.ts';
import type { TermsAct } from '../../db/terms-history.ts';
import type { Actor } from '../core/case.ts';
import type { Instant } from '../core/instant.ts';
import { TermsRefused } from './terms-refused.ts';

/** Posts that may draft, approve, publish and withdraw rule sets, and import calendars. */
export const RULE_POSTS: readonly string[] = [
  'street.safetyOffice',
  'street.safetyOffice.head',
  'street.leader.safety',
  'street.head',
];

/** Who acts on rule sets: a post that may, and a person who answers for it. */
export interface TermsActor extends Actor {
  readonly person: string;
}

/** Only the office's own posts, and only a person who is named; throws TermsRefused `not-your-duty`. */
export function mayAct(actor: Actor): TermsActor {
  if (!RULE_POSTS.includes(actor.post) || actor.person === undefined) throw new TermsRefused('not-your-duty');
  return { ...actor, person: actor.person };
}

/** A reason that says something; throws TermsRefused `reason-missing`. */
export function reasonOf(text: string | undefined): string {
  const reason = text?.trim() ?? '';
  if (reason === '') throw new TermsRefused('reason-missing', [{ path: 'reason', message: '必填' }]);
  return reason;
}

/** An act on a draft as its history keeps it. */
export function actOf(
  act: TermsAct['act'],
  draft: RuleDraft,
  actor: TermsActor,
  at: Instant,
  reason?: string,
  detail?: object,
): TermsAct {
  return {
    object: 'ruleSet',
    id: draft.id,
    at,
    act,
    person: actor.person,
    post: actor.post,
    contentHash: draft.contentHash,
    ...(reason === undefined || reason.trim() === '' ? {} : { reason: reason.trim() }),
    ...(detail === undefined ? {} : { detail: JSON.stringify(detail) }),
  };
}

import type { RuleDraft } from '../../db/rule-draft.ts';
import type { RuleSetEntry, Withdrawal } from '../../db/rule-set.ts';
import type { Day, Instant } from '../core/instant.ts';
import { contentHash } from '../core/rules/content-hash.ts';
import { loadRuleSet, type RuleSet } from '../core/rules/rule-set.ts';

/** Where a rule set stands on a day. */
export type RuleSetStanding = 'draft' | 'approved' | 'discarded' | 'scheduled' | 'inForce' | 'superseded' | 'withdrawn';

/** A rule set as lists show it. */
export interface RuleSetLine {
  readonly id: string;
  readonly label: string;
  readonly standing: RuleSetStanding;
  readonly effectiveFrom: Day;
  readonly calendar: string;
  readonly contentHash: string;
  readonly publishedAt?: Instant;
  readonly publishedBy?: string;
  readonly withdrawn?: Withdrawal;
  /** Of a draft: who began it, from what, why, and who approved it. */
  readonly draft?: Pick<
    RuleDraft,
    'author' | 'base' | 'reason' | 'revision' | 'updatedAt' | 'approvedBy' | 'approvedAt'
  >;
}

/** The newest version in force on a day, as the ledger pins cases. */
export function inForceOf(published: readonly RuleSetEntry[], day: Day): RuleSetEntry | undefined {
  return published.find((entry) => entry.withdrawn === undefined && entry.effectiveFrom <= day);
}

/** Where a published version stands on a day, given the one in force. */
export function standingOf(entry: RuleSetEntry, force: RuleSetEntry | undefined, today: Day): RuleSetStanding {
  if (entry.withdrawn) return 'withdrawn';
  if (entry.effectiveFrom > today) return 'scheduled';
  return entry.id === force?.id ? 'inForce' : 'superseded';
}

/** A published version as lists show it, with the draft it came from. */
export function lineOf(
  entry: RuleSetEntry,
  rules: RuleSet,
  standing: RuleSetStanding,
  draft: RuleDraft | undefined,
): RuleSetLine {
  const { publishedAt, publishedBy, withdrawn } = entry;
  return {
    id: entry.id,
    label: rules.label,
    standing,
    effectiveFrom: entry.effectiveFrom,
    calendar: entry.calendar,
    contentHash: entry.contentHash ?? contentHash(rules),
    publishedAt,
    ...(publishedBy === undefined ? {} : { publishedBy }),
    ...(withdrawn === undefined ? {} : { withdrawn }),
    ...(draft === undefined ? {} : { draft: draftPart(draft) }),
  };
}

/** A draft as lists show it. */
export function draftLine(draft: RuleDraft): RuleSetLine {
  const rules = loadRuleSet(JSON.parse(draft.body));
  return {
    id: draft.id,
    label: rules.label,
    standing: draft.state === 'approved' ? 'approved' : draft.state === 'discarded' ? 'discarded' : 'draft',
    effectiveFrom: rules.effectiveFrom,
    calendar: rules.calendar,
    contentHash: draft.contentHash,
    draft: draftPart(draft),
  };
}

function draftPart({
  author,
  base,
  reason,
  revision,
  updatedAt,
  approvedBy,
  approvedAt,
}: RuleDraft): NonNullable<RuleSetLine['draft']> {
  return {
    author,
    reason,
    revision,
    updatedAt,
    ...(base === undefined ? {} : { base }),
    ...(approvedBy === undefined ? {} : { approvedBy }),
    ...(approvedAt === undefined ? {} : { approvedAt }),
  };
}

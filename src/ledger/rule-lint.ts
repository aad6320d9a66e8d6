import { readCalendars } from '../../db/calendar.ts';
import type { Database } from '../../db/open.ts';
import { readDeputies, readHoldings, readPosts } from '../../db/post.ts';
import { type RuleSetEntry, readRuleSets } from '../../db/rule-set.ts';
import { dayOf, type Instant } from '../core/instant.ts';
import type { LintContext } from '../core/rules/lint.ts';
import type { RuleSet } from '../core/rules/rule-set.ts';

/** What the office's registers know that a rule set can be checked against: posts and who holds them, calendars, published catalogues. */
export async function lintContext(
  knex: Database['knex'],
  at: Instant,
  base: string | undefined,
  rulesOf: (id: string) => Promise<RuleSet>,
): Promise<LintContext> {
  const [posts, holdings, deputies, calendars, published] = await Promise.all([
    readPosts(knex),
    readHoldings(knex),
    readDeputies(knex),
    readCalendars(knex),
    readRuleSets(knex),
  ]);
  const held = [...holdings, ...deputies]
    .filter((one) => one.validFrom <= at && (one.validUntil === undefined || at < one.validUntil))
    .map((one) => one.post);
  const newest = published.filter((entry) => entry.withdrawn === undefined)[0]?.id;
  return {
    posts: new Set(held),
    knownPosts: new Set(posts.map((post) => post.name)),
    calendars: new Set(calendars.map((calendar) => calendar.id)),
    publishedCriteria: await criteriaOf(published, rulesOf),
    today: dayOf(at),
    ...(base === undefined || newest === undefined || base === newest ? {} : { outdatedBase: { base, newest } }),
  };
}

/** By id; of versions that carry the same catalogue any one will do. */
async function criteriaOf(published: readonly RuleSetEntry[], rulesOf: (id: string) => Promise<RuleSet>) {
  const sets = await Promise.all(published.map(({ id }) => rulesOf(id)));
  return new Map(sets.flatMap(({ criteria }) => (criteria ? [[criteria.id, criteria] as const] : [])));
}

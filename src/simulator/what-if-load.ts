import { atTime, type Day, type Instant } from '../core/index.ts';
import type { Load } from './what-if-counts.ts';

type Days = { readonly [day: Day]: readonly [own: number, draft: number] };

/** Who holds which post (`village.head@V1`) from when to when. */
export interface HeldPost {
  readonly post: string;
  readonly person: string;
  readonly validFrom: Instant;
  readonly validUntil?: Instant;
}

/** Messages and papers of one post: how many, its busiest day, and the days beyond the budget of the rule set. */
export interface PostLoad {
  readonly post: string;
  readonly total: readonly [own: number, draft: number];
  readonly peak: readonly [own: Peak | undefined, draft: Peak | undefined];
  readonly daysOverBudget: readonly [own: number, draft: number];
}

export interface Peak {
  readonly day: Day;
  readonly count: number;
}

/** Adds up days. */
export function sumOf(days: { readonly [day: Day]: number }): number {
  return Object.values(days).reduce((sum, count) => sum + count, 0);
}

/** Messages and papers by post, the largest increase first; `budget`: how many a day are enough. */
export function comparePosts(own: Load, draft: Load, budget: number): readonly PostLoad[] {
  const rows = [...new Set([...Object.keys(own), ...Object.keys(draft)])].map((post): PostLoad => {
    const [before, after] = [own[post] ?? {}, draft[post] ?? {}];
    return {
      post,
      total: [sumOf(before), sumOf(after)],
      peak: [peakOf(before), peakOf(after)],
      daysOverBudget: [daysOver(before, budget), daysOver(after, budget)],
    };
  });
  const increase = ({ total: [before, after] }: PostLoad) => after - before;
  return rows.sort((a, b) => increase(b) - increase(a) || b.total[1] - a.total[1] || (a.post < b.post ? -1 : 1));
}

function peakOf(days: { readonly [day: Day]: number }): Peak | undefined {
  let peak: Peak | undefined;
  for (const [day, count] of Object.entries(days))
    if (peak === undefined || count > peak.count || (count === peak.count && day < peak.day)) peak = { day, count };
  return peak;
}

function daysOver(days: { readonly [day: Day]: number }, budget: number): number {
  return Object.values(days).filter((count) => count > budget).length;
}

/** What reaches the district, of these rows. */
export function districtLoad(posts: readonly PostLoad[]): readonly [number, number] {
  const district = posts.filter((one) => one.post.startsWith('district.'));
  return [district.reduce((sum, one) => sum + one.total[0], 0), district.reduce((sum, one) => sum + one.total[1], 0)];
}

/** Messages and papers of the whole office by day. */
export function compareDays(own: Load, draft: Load): Days {
  const days: Record<Day, [number, number]> = {};
  for (const [side, load] of [own, draft].entries()) {
    for (const counts of Object.values(load))
      for (const [day, count] of Object.entries(counts)) {
        days[day] ??= [0, 0];
        days[day][side as 0 | 1] += count;
      }
  }
  return Object.fromEntries(Object.entries(days).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The same by person: each day's messages of a post are those of whoever held it that day; a post without a holder is nobody's. */
export function comparePersons(
  own: Load,
  draft: Load,
  budget: number,
  held: readonly HeldPost[],
): readonly PersonLoad[] {
  const holders = Map.groupBy(held, (one) => one.post);
  const rows = comparePosts(byPerson(own, holders), byPerson(draft, holders), budget);
  return rows.map(({ post: person, ...row }) => ({ person, ...row }));
}

/** Messages and papers of one person, whatever posts he holds. */
export type PersonLoad = Omit<PostLoad, 'post'> & { readonly person: string };

function byPerson(load: Load, holders: ReadonlyMap<string, readonly HeldPost[]>): Load {
  const persons: Record<string, Record<Day, number>> = {};
  for (const [post, days] of Object.entries(load))
    for (const [day, count] of Object.entries(days)) {
      const noon = atTime(day, '12:00');
      for (const { person, validFrom, validUntil } of holders.get(post) ?? []) {
        if (noon < validFrom || (validUntil !== undefined && noon >= validUntil)) continue;
        persons[person] ??= {};
        persons[person][day] = (persons[person][day] ?? 0) + count;
      }
    }
  return persons;
}

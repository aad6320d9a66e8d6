import type { CaseState, CommandSpec, RuleSet } from '../core/index.ts';
import { fitOf, issuers } from './duty.ts';
import { type HeldPost, postKey } from './principal.ts';
import { problem } from './problem.ts';

/** Among whose posts the actor of a command is chosen. */
export interface Choice {
  /** Posts of the person that have to do with the case. */
  readonly posts: readonly HeldPost[];
  /** `village.head` or `village.head@V1`, if the caller named one. */
  readonly wanted: string | undefined;
  readonly spec: CommandSpec;
  readonly state: CaseState | undefined;
  readonly rules: RuleSet | undefined;
}

/**
 * The post that issues a command: the one named, else the only one that may issue it. If none may, the first one, so that the core refuses it
 * and the refusal is on record. Throws `not-your-duty` (no such post) or `post-ambiguous` (with the choices).
 */
export function choosePost({ posts, wanted, spec, state, rules }: Choice): HeldPost {
  const named = wanted === undefined ? posts : posts.filter((held) => postKey(held) === wanted || held.post === wanted);
  const [first] = named;
  if (first === undefined) throw problem('not-your-duty');
  const refs = issuers(spec.by, state, rules);
  const fitting = bestFit(named, (held) => fitOf(held, refs));
  // Whoever holds a post acts as its holder, even if an order also makes him its deputy.
  const places = [...new Map([...fitting].sort(deputiesFirst).map((held) => [postKey(held), held])).values()];
  if (places.length > 1) throw problem('post-ambiguous', { choices: places.map(postKey).sort() });
  return places[0] ?? first;
}

function bestFit(
  posts: readonly HeldPost[],
  suits: (held: HeldPost) => 'exact' | 'head' | undefined,
): readonly HeldPost[] {
  const exact = posts.filter((held) => suits(held) === 'exact');
  return exact.length > 0 ? exact : posts.filter((held) => suits(held) === 'head');
}

function deputiesFirst(a: HeldPost, b: HeldPost): number {
  return Number(b.orderNo !== undefined) - Number(a.orderNo !== undefined);
}

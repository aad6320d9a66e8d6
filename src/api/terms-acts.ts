import type { Actor } from '../core/index.ts';
import { RULE_POSTS } from '../ledger/rule-acts.ts';
import { TermsRefused } from '../ledger/terms-refused.ts';
import { actorOf, type Principal } from './principal.ts';
import { Problem, problem } from './problem.ts';

/** The post under which somebody acts on rule sets and calendars: the one named, else the first that may; throws `not-your-duty`. */
export function ruleActor(principal: Principal, wanted: string | undefined): Actor {
  const places = principal.posts.filter(
    (held) => RULE_POSTS.includes(held.post) && (wanted === undefined || held.post === wanted),
  );
  const [held] = [...places].sort((a, b) => RULE_POSTS.indexOf(a.post) - RULE_POSTS.indexOf(b.post));
  if (held === undefined) throw problem('not-your-duty');
  return actorOf(principal, held);
}

/** More of them than fit on a page help nobody. */
const MOST_FIELDS = 100;

/** Does the work; a refusal becomes a problem with one sentence per path. */
export async function refusable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof TermsRefused)) throw error;
    const fields = Object.fromEntries(
      error.problems.slice(0, MOST_FIELDS).map(({ path, message }) => [path || '（整体）', message]),
    );
    throw new Problem({ code: error.code, detail: error.message, ...(error.problems.length === 0 ? {} : { fields }) });
  }
}

import { CUSTODIAN } from '../core/visibility.ts';
import { RULE_POSTS } from '../ledger/rule-acts.ts';
import type { Principal, Role } from './principal.ts';
import { type Problem, type ProblemCode, problem } from './problem.ts';

// Who may call which route. A route names one of these gates (`config: { gate }`); one that names none stops the server at its start. What a call
// then shows of cases is `src/core/visibility.ts`, which act a post may do is the core's.

/** Whoever has one of the posts or one of the roles may pass. */
interface Passing {
  readonly posts?: RegExp;
  readonly roles?: readonly Role[];
  /** What is answered to others; default `not-permitted`. */
  readonly refusal?: { readonly code: ProblemCode; readonly detail?: string };
}

const RULE_ACTORS = new RegExp(`^(${RULE_POSTS.map((post) => post.replaceAll('.', '\\.')).join('|')})$`);
const CUSTODIANS = new RegExp(`^${CUSTODIAN.replaceAll('.', '\\.')}$`);

/** Every gate: `public` needs no log-in, `login` any account (what is one's own, and lists that show what one may see). */
const GATES = {
  public: 'everybody',
  login: 'whoever has logged in',
  /** Acts on cases and uploads: whoever holds no post has nothing to act for. */
  posts: { posts: /./, refusal: { code: 'not-your-duty' } },
  /** Registers and sheets over the whole street. */
  street: { posts: /^(street|district)\.|^acceptanceTeam$/, roles: ['auditor'] },
  /** Ordering papers for the street. */
  streetActs: { posts: /^(street|district)\.|^acceptanceTeam$/ },
  /** Drafting, approving, publishing rule sets and calendars. */
  rules: { posts: RULE_ACTORS, refusal: { code: 'not-your-duty' } },
  /** What-if over the cases of the whole street. */
  trial: {
    posts: /^street\./,
    roles: ['auditor'],
    refusal: { code: 'not-permitted', detail: '推演涉及全街道的案件，只有街道岗位和审计人员可以进行。' },
  },
  /** Opening a sealed identity. */
  custodian: { posts: CUSTODIANS },
  admin: { roles: ['admin'] },
  /** Figures of the running system, audit of access, the auditor's package. */
  figures: { roles: ['admin', 'auditor'] },
} as const satisfies { readonly [gate: string]: string | Passing };

/** The name of a gate. */
export type Gate = keyof typeof GATES;

/** Why somebody may not pass a gate; undefined if he may. */
export function stoppedAt(gate: Gate, principal: Principal): Problem | undefined {
  const rule: string | Passing = GATES[gate];
  if (typeof rule === 'string') return undefined;
  const { posts, roles = [], refusal } = rule;
  if (roles.some((role) => principal.roles.has(role))) return undefined;
  if (posts !== undefined && principal.posts.some(({ post }) => posts.test(post))) return undefined;
  return problem(refusal?.code ?? 'not-permitted', refusal?.detail === undefined ? {} : { detail: refusal.detail });
}

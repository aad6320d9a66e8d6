import type { Database } from '../../db/open.ts';
import { readRuleSetBody, readRuleSetInForce } from '../../db/rule-set.ts';
import { dayOf, type Instant } from '../core/instant.ts';
import type { Register } from '../core/rules/registers.ts';
import type { CaseScope } from '../core/visibility.ts';
import { fitOf } from './duty.ts';
import type { HeldPost } from './principal.ts';

type Knex = Database['knex'];
interface Closed {
  readonly id: string;
  readonly see: readonly string[];
}

/** Published versions never change: what they say of registers is read once. */
const known = new WeakMap<Knex, Map<string, readonly Closed[]>>();

/** Registers that say themselves who sees them, as the rules in force at an instant have them: those that name one of the posts, and those that do not. Auditors see all. */
export async function closedRegisters(
  knex: Knex,
  posts: readonly HeldPost[],
  isAuditor: boolean,
  at: Instant,
): Promise<NonNullable<CaseScope['registers']>> {
  const closed = await closedOn(knex, at);
  const isNamed = ({ see }: Closed) => {
    const refs = see.map((post) => ({ post }));
    return isAuditor || posts.some((held) => fitOf(held, refs) !== undefined);
  };
  return {
    shown: closed.filter(isNamed).map(({ id }) => id),
    closed: closed.filter((one) => !isNamed(one)).map(({ id }) => id),
  };
}

async function closedOn(knex: Knex, at: Instant): Promise<readonly Closed[]> {
  const id = await readRuleSetInForce(knex, dayOf(at));
  if (id === undefined) return [];
  const versions = known.get(knex) ?? new Map<string, readonly Closed[]>();
  known.set(knex, versions);
  const read = versions.get(id);
  if (read !== undefined) return read;
  const { registers = [] }: { readonly registers?: readonly Register[] } = JSON.parse(
    (await readRuleSetBody(knex, id)) ?? '{}',
  );
  const closed = registers.flatMap(({ id: name, see }) => (see === undefined ? [] : [{ id: name, see }]));
  versions.set(id, closed);
  return closed;
}

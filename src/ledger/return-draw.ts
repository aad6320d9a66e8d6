import { hash } from 'node:crypto';
import { endedAmong, readBetween, readOwners, readStock } from '../../db/case-fact.ts';
import type { Database } from '../../db/open.ts';
import { readPersons } from '../../db/organisation.ts';
import { readHoldings } from '../../db/post.ts';
import { dayOf, type Instant } from '../core/instant.ts';
import { type DrawnRow, drawRows } from '../core/monthly/draw.ts';
import type { CaseFact } from '../core/monthly/fact.ts';
import { ownersOf, ownerWords } from '../core/monthly/owners.ts';
import { type Bound, namedBy, type ReturnView } from '../core/monthly/view.ts';
import type { ReturnRow } from '../core/monthly/wording.ts';
import type { RuleSet } from '../core/rules/rule-set.ts';
import { postWord } from '../core/words.ts';
import type { CaseFacts } from './case-facts.ts';

/** Between which bounds a return counts, and until when its plan looks. */
export interface Span {
  readonly from: Bound;
  readonly to: Bound;
  readonly next: Instant;
}

/** A return as it is drawn: nothing of it is on record yet. */
export interface Drawn {
  readonly rows: readonly DrawnRow[];
  /** Rows with the people that answer for them, ready to be recorded. */
  readonly recorded: readonly ReturnRow[];
  /** SHA-256 over every figure with its cases: equal figures, equal digest. */
  readonly digest: string;
}

/** Registers that belong to nobody in particular: everybody's return shows them. */
const SHARED: ReadonlySet<string> = new Set(['expert', 'agency']);

/** Draws returns from the facts of cases as they stood at a cut-off; one reading serves as many organisations as are asked for. */
export function createDrawer({ db, facts }: { readonly db: Database; readonly facts: CaseFacts }) {
  return {
    /** One return each: of these organisations, and for `undefined` of the street as a whole. */
    async draw(
      span: Span,
      organisations: readonly (string | undefined)[],
      rules: RuleSet | undefined,
    ): Promise<ReadonlyMap<string | undefined, Drawn>> {
      await facts.catchUp();
      const one = organisations.length === 1 ? organisations[0] : undefined;
      const [stock, period, before, owners, names] = [
        await readStock(db, span.to, one),
        await readBetween(db, span.from, span.to, one),
        await readStock(db, span.from, one),
        await readOwners(db, span.to),
        await holderNames(db, span.to.at),
      ];
      const ended = await endedAmong(db, namedBy(period), span.to);
      const majorTiers = new Set((rules?.tiers ?? []).flatMap((tier) => (tier.national === '重大' ? [tier.id] : [])));
      const [byStock, byPeriod, byBefore] = [stock, period, before].map((all) => divided(all, owners));
      return new Map(
        organisations.map((organisation) => {
          const part = (whole: readonly CaseFact[], parts: ReturnType<typeof divided> | undefined) =>
            organisation === undefined ? whole : [...(parts?.get(organisation) ?? []), ...(parts?.get('') ?? [])];
          const view: ReturnView = {
            ...(organisation === undefined ? {} : { organisation }),
            ...span,
            stock: part(stock, byStock),
            period: part(period, byPeriod),
            before: part(before, byBefore),
            ended,
            majorTiers,
          };
          return [organisation, drawnOf(view, names)];
        }),
      );
    },
  };
}

/** Facts by the organisation in whose charge they are; under '' what everybody's return shows. What belongs to nobody is the street's alone. */
function divided(
  facts: readonly CaseFact[],
  owners: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly CaseFact[]> {
  const parts = new Map<string, CaseFact[]>();
  for (const fact of facts) {
    const { organisation, unit, parent, what } = fact;
    const owner =
      organisation ??
      (unit === undefined ? undefined : owners.get(`unit/${unit}`)) ??
      (parent === undefined ? undefined : owners.get(parent)) ??
      (SHARED.has(what) ? '' : undefined);
    if (owner === undefined) continue;
    const part = parts.get(owner);
    if (part === undefined) parts.set(owner, [fact]);
    else part.push(fact);
  }
  return parts;
}

function drawnOf(
  view: ReturnView,
  names: (post: string, organisation: string | undefined) => string | undefined,
): Drawn {
  const rows = drawRows(view);
  const nameOf = (post: string | undefined) => {
    const [name = '', place] = (post ?? '').split('@');
    return ownerWords(post, post === undefined ? undefined : names(name, place ?? view.organisation), postWord);
  };
  const recorded = rows.map(({ measure, done, next, remark }) => {
    const { leader, officer } = ownersOf(view, measure);
    return { measure, done, next, remark, leader: nameOf(leader), officer: nameOf(officer), words: '' };
  });
  return { rows, recorded, digest: digestOf(rows) };
}

function digestOf(rows: readonly DrawnRow[]): string {
  const figures = rows.map(({ measure, figures, planned, late }) => [
    measure,
    figures.map(({ name, count, cases }) => [name, count, cases]),
    planned,
    late,
  ]);
  return hash('sha256', JSON.stringify(figures), 'hex');
}

/** Who held a post on the day of a cut-off, by name. */
async function holderNames({ knex }: Database, at: Instant) {
  const [holdings, persons] = await Promise.all([readHoldings(knex), readPersons(knex)]);
  const nameOf = new Map(persons.map(({ id, name }) => [id, name]));
  const held = holdings.filter(
    ({ validFrom, validUntil }) => dayOf(validFrom) <= dayOf(at) && (validUntil === undefined || validUntil > at),
  );
  return (post: string, organisation: string | undefined): string | undefined => {
    const found = held.find(
      (one) => one.post === post && (one.organisation === '' || one.organisation === organisation),
    );
    return found && nameOf.get(found.person);
  };
}

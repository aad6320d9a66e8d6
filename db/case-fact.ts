import type { Knex } from 'knex';
import type { CaseId } from '../src/core/case.ts';
import type { CaseFact } from '../src/core/monthly/fact.ts';
import type { Bound } from '../src/core/monthly/view.ts';
import type { Database } from './open.ts';

type Knexed = Pick<Database, 'dialect' | 'knex'>;

/** Sorts behind every instant: nothing has followed. */
const NEVER = '~';

interface FactRow {
  readonly case_id: string;
  readonly seq: number;
  readonly at: string;
  readonly recorded_at: string;
  readonly what: string;
  readonly organisation: string | null;
  readonly unit: string | null;
  readonly parent: string | null;
  readonly name: string | null;
  readonly open: boolean | number;
  readonly measure: number | null;
  readonly due_at: string | null;
  readonly overdue: boolean | number;
  readonly title: string;
  readonly did: string;
  readonly facts: string;
}

/** The facts of one case, all of them in order, and the number of its last event. */
export interface FactsOfCase {
  readonly caseId: CaseId;
  readonly seq: number;
  readonly facts: readonly CaseFact[];
}

/** Rows a statement: SQLite takes 32,766 values. */
const ROWS = 500;

/** Puts the facts of these cases in the place of what was there. */
export async function saveFacts({ dialect, knex }: Knexed, cases: readonly FactsOfCase[]): Promise<void> {
  const flag = (value: boolean) => (dialect === 'postgres' ? value : Number(value));
  const rows = cases.flatMap(({ facts }) =>
    facts.map((fact, i) => ({ ...rowOf(fact, flag), until: facts[i + 1]?.recordedAt ?? NEVER })),
  );
  await knex.transaction(async (trx) => {
    const ids = cases.map(({ caseId }) => caseId);
    await trx('case_fact').whereIn('case_id', ids).del();
    for (let i = 0; i < rows.length; i += ROWS) await trx('case_fact').insert(rows.slice(i, i + ROWS));
    await trx('case_fact_seen')
      .insert(cases.map(({ caseId, seq }) => ({ case_id: caseId, seq })))
      .onConflict('case_id')
      .merge();
  });
}

function rowOf(fact: CaseFact, flag: (value: boolean) => boolean | number) {
  const { caseId, seq, at, recordedAt, what, organisation, unit, parent, name, open, measure, dueAt, overdue } = fact;
  return {
    case_id: caseId,
    seq,
    at,
    recorded_at: recordedAt,
    what,
    organisation: organisation ?? null,
    unit: unit ?? null,
    parent: parent ?? null,
    name: name ?? null,
    open: flag(open),
    measure: measure ?? null,
    due_at: dueAt ?? null,
    overdue: flag(overdue),
    title: fact.title,
    did: JSON.stringify(fact.did),
    facts: JSON.stringify(fact.facts),
  };
}

function factOf(row: FactRow): CaseFact {
  const { organisation, unit, parent, name, measure, due_at } = row;
  return {
    caseId: row.case_id,
    seq: row.seq,
    at: row.at,
    recordedAt: row.recorded_at,
    what: row.what,
    ...(organisation === null ? {} : { organisation }),
    ...(unit === null ? {} : { unit }),
    ...(parent === null ? {} : { parent }),
    ...(name === null ? {} : { name }),
    open: Boolean(row.open),
    ...(measure === null ? {} : { measure }),
    ...(due_at === null ? {} : { dueAt: due_at }),
    overdue: Boolean(row.overdue),
    title: row.title,
    did: JSON.parse(row.did),
    facts: JSON.parse(row.facts),
  };
}

/** Cases with events that no fact has taken in yet, papers left out, in order of their ids. */
export async function readUncounted(knex: Knex, after: CaseId, limit: number): Promise<readonly CaseId[]> {
  const rows: { case_id: string }[] = await knex('case_view as v')
    .leftJoin('case_fact_seen as s', 's.case_id', 'v.case_id')
    .where('v.case_id', '>', after)
    .whereNot('v.kind', 'notice')
    .andWhereRaw('(s.seq IS NULL OR s.seq < v.seq)')
    .orderBy('v.case_id')
    .limit(limit)
    .select('v.case_id');
  return rows.map((row) => row.case_id);
}

/** The last row of a case before a bound: none of its later rows lies before the bound too. */
function standing({ knex, dialect }: Knexed, { at, known }: Bound): Knex.QueryBuilder {
  return (
    knex('case_fact as f')
      // Said as it stands in the partial index: a parameter would not be known to be in it.
      .whereRaw(dialect === 'postgres' ? 'f.open = true' : 'f.open = 1')
      .where('f.until', '>=', at)
      .where('f.at', '<', at)
      .where('f.recorded_at', '<', known)
      .whereRaw(
        // What followed was recorded later still: mostly there is nothing to look at.
        '(f.until >= ? OR NOT EXISTS (SELECT 1 FROM case_fact n WHERE n.case_id = f.case_id AND n.seq > f.seq AND n.at < ? AND n.recorded_at < ?))',
        [known, at, known],
      )
  );
}

/** Cases of the stock at a bound; of one organisation, with those that name none. */
export async function readStock(db: Knexed, bound: Bound, organisation?: string): Promise<readonly CaseFact[]> {
  const rows: FactRow[] = await standing(db, bound)
    .modify((query) => narrow(query, organisation))
    .orderBy(['f.case_id', 'f.seq'])
    .select('f.*');
  return rows.map(factOf);
}

/** What happened before a bound and was not counted before an earlier one, in order of recording; of one organisation, with what names none. */
export async function readBetween(
  { knex }: Knexed,
  from: Bound,
  to: Bound,
  organisation?: string,
): Promise<readonly CaseFact[]> {
  const rows: FactRow[] = await knex('case_fact as f')
    .where('f.recorded_at', '>=', from.at < from.known ? from.at : from.known)
    .where('f.recorded_at', '<', to.known)
    .where('f.at', '<', to.at)
    .whereRaw('NOT (f.recorded_at < ? AND f.at < ?)', [from.known, from.at])
    .modify((query) => narrow(query, organisation))
    .orderBy(['f.recorded_at', 'f.case_id', 'f.seq'])
    .select('f.*');
  return rows.map(factOf);
}

function narrow(query: Knex.QueryBuilder, organisation: string | undefined): void {
  if (organisation !== undefined)
    query.where((any) => any.where('f.organisation', organisation).orWhereNull('f.organisation'));
}

/** In whose charge entries were at a bound, by the name under which others speak of them (`unit/N1`). */
export async function readOwners(db: Knexed, bound: Bound): Promise<ReadonlyMap<string, string>> {
  const rows: { name: string; organisation: string }[] = await standing(db, bound)
    .whereNotNull('f.name')
    .whereNotNull('f.organisation')
    .whereIn('f.what', ['unit', 'problem', 'source', 'device', 'stock'])
    .select('f.name', 'f.organisation');
  return new Map(rows.map(({ name, organisation }) => [name, organisation]));
}

/** Which of these cases had ended before a bound. */
export async function endedAmong(
  { knex }: Knexed,
  ids: readonly CaseId[],
  { at, known }: Bound,
): Promise<ReadonlySet<CaseId>> {
  const ended = new Set<CaseId>();
  for (let i = 0; i < ids.length; i += ROWS) {
    const rows: { case_id: string; open: boolean | number }[] = await knex('case_fact')
      .whereIn('case_id', ids.slice(i, i + ROWS))
      .where('at', '<', at)
      .where('recorded_at', '<', known)
      .orderBy(['case_id', 'seq'])
      .select('case_id', 'open');
    for (const { case_id, open } of rows)
      if (open) ended.delete(case_id);
      else ended.add(case_id);
  }
  return ended;
}

/** Forgets every fact: they are made again from the log. */
export async function emptyFacts(knex: Knex): Promise<void> {
  await knex('case_fact').del();
  await knex('case_fact_seen').del();
}

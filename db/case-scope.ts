import type { Knex } from 'knex';
import type { CaseScope } from '../src/core/visibility.ts';

/** Kinds and stages that only those see who see everything; the words of `src/core/visibility.ts`. */
const UNSAID = [
  { kind: 'notice', stages: ['draft', 'reviewed', 'voided'] },
  { kind: 'roster', stages: ['proposed', 'withdrawn'] },
];

/** Narrows a statement over `case_view` to what a scope covers: the same answer as `covers` of `src/core/visibility.ts`, row by row, so that lists, counts and single looks agree. */
export function whereSeen(knex: Knex, select: Knex.QueryBuilder, scope: CaseScope): void {
  const { shown = [], closed = [] } = scope.registers ?? {};
  if (closed.length > 0) select.whereRaw(`NOT ${entriesOf(closed)}`, [...closed]);
  // Whoever sees every entry needs none shown to him besides.
  if (shown.length === 0 || (scope.all && scope.entries)) whereCovered(knex, select, scope);
  else
    select.where((any) => {
      any.whereRaw(entriesOf(shown), [...shown]).orWhere((rest) => whereCovered(knex, rest, scope));
    });
}

/** An entry of one of these registers. */
function entriesOf(registers: readonly string[]): string {
  const names = registers.map(() => '?').join(', ');
  return `(case_view.kind = 'record' AND EXISTS (SELECT 1 FROM register_entry e WHERE e.case_id = case_view.case_id AND e.register IN (${names})))`;
}

function whereCovered(knex: Knex, select: Knex.QueryBuilder, scope: CaseScope): void {
  const { all, places, units, tipoffs, entries } = scope;
  if (!all || !tipoffs) select.whereNot('case_view.kind', 'tipoff');
  if (!entries)
    select.whereRaw(
      "NOT (case_view.kind = 'record' AND coalesce(case_view.unit, '') = '' AND coalesce(case_view.organisation, '') = '')",
    );
  if (all) return;
  if (places.length === 0 && units.length === 0) return void select.whereRaw('1 = 0');
  select.where((any) => {
    if (places.length > 0)
      any.orWhereRaw(...among(knex, 'organisation', places)).orWhereRaw(...among(knex, 'unit', places));
    if (units.length > 0)
      any.orWhere((own) =>
        own
          .whereRaw(...among(knex, 'unit', units))
          .andWhereRaw(
            `NOT (case_view.kind = 'matter' AND ${ofSupervisors(knex, 'case_id')}) AND NOT (case_view.kind = 'notice' AND ${ofSupervisors(knex, 'opener')})`,
          ),
      );
  });
  select.where((any) => any.whereNot('case_view.kind', 'accident').orWhereRaw(...among(knex, 'unit', units)));
  for (const { kind, stages } of UNSAID)
    select.whereNot((unsaid) => unsaid.where('case_view.kind', kind).whereIn('case_view.stage', stages));
}

/** One parameter however many there are: a department may have ten thousand units below it. */
function among(knex: Knex, column: string, values: readonly string[]): [string, string[]] {
  return isPostgres(knex)
    ? [`case_view.${column} = ANY(ARRAY(SELECT jsonb_array_elements_text(?::jsonb)))`, [JSON.stringify(values)]]
    : [`case_view.${column} IN (SELECT value FROM json_each(?))`, [JSON.stringify(values)]];
}

/** Ends in `-A` and digits: a matter of ladder A. SQLite has no regular expressions: the digits are trimmed off the end. */
function ofSupervisors(knex: Knex, column: string): string {
  return isPostgres(knex)
    ? `coalesce(case_view.${column}, '') ~ '-A[0-9]+$'`
    : `rtrim(coalesce(case_view.${column}, ''), '0123456789') GLOB '*-A' AND coalesce(case_view.${column}, '') GLOB '*[0-9]'`;
}

function isPostgres(knex: Knex): boolean {
  return knex.client.config.client === 'pg';
}

import type { Knex } from 'knex';
import type { CaseId } from '../src/core/case.ts';
import { ENTRY_COLUMNS, type EntryRow, entryOf, entryValues, type StoredEntry } from './register-entry.ts';

/** Puts the fold of an entry in place of what the read side holds. */
export async function replaceEntry(trx: Knex.Transaction, row: EntryRow): Promise<void> {
  const pg = trx.client.config.client === 'pg';
  const cells = entryValues(row, (value) => (pg ? value : Number(value)));
  const { register, caseId } = row;
  await trx('register_entry')
    .insert(Object.fromEntries(ENTRY_COLUMNS.map((column, i) => [column, cells[i]])))
    .onConflict('case_id')
    .merge();
  for (const [table, list] of [
    ['register_value', row.values],
    ['register_claim', row.claims],
  ] as const) {
    await trx(table).where('case_id', caseId).delete();
    if (list.length > 0)
      await trx(table)
        .insert(list.map(([field, value]) => ({ register, field, value, case_id: caseId })))
        .onConflict()
        .ignore();
  }
  const { unitRow } = row;
  if (unitRow === undefined) return;
  const { name, parent, ...unit } = unitRow;
  await trx('organisation').insert({ id: unit.id, name, kind: 'unit', parent }).onConflict('id').merge();
  await trx('unit').insert(unit).onConflict('id').merge();
}

/** What the read side holds of a page of entries, as `EntryRow` without the unit's own row. */
export async function readEntryRows(
  knex: Knex,
  ids: readonly CaseId[],
): Promise<ReadonlyMap<CaseId, Omit<EntryRow, 'unitRow'>>> {
  const rows: StoredEntry[] = await knex('register_entry').whereIn('case_id', ids);
  const pairsOf = async (table: string) => {
    const found: { field: string; value: string; case_id: string }[] = await knex(table)
      .select('field', 'value', 'case_id')
      .whereIn('case_id', ids);
    return Map.groupBy(found, (one) => one.case_id);
  };
  const [values, claims] = [await pairsOf('register_value'), await pairsOf('register_claim')];
  const listed = (map: typeof values, id: string) =>
    (map.get(id) ?? []).map(({ field, value }) => [field, value] as const).sort();
  return new Map(
    rows.map((row) => [
      row.case_id,
      { ...entryOf(row), search: row.search, values: listed(values, row.case_id), claims: listed(claims, row.case_id) },
    ]),
  );
}

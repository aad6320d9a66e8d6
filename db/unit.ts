import type { Knex } from 'knex';
import type { Unit } from './organisation.ts';

/** All supervised units with the names of their organisations. */
export async function readUnits(knex: Knex): Promise<readonly (Unit & { readonly name: string })[]> {
  const rows: {
    id: string;
    name: string;
    supervisor: string | null;
    industry: string | null;
    size: string | null;
    grade: string | null;
  }[] = await knex('unit')
    .join('organisation', 'organisation.id', 'unit.id')
    .select('unit.id', 'organisation.name', 'unit.supervisor', 'unit.industry', 'unit.size', 'unit.grade')
    .orderBy('unit.id');
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    ...(row.supervisor === null ? {} : { supervisor: row.supervisor }),
    ...(row.industry === null ? {} : { industry: row.industry }),
    ...(row.size === null ? {} : { size: row.size }),
    ...(row.grade === null ? {} : { grade: row.grade }),
  }));
}

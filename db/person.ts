import type { Knex } from 'knex';
import type { Person } from './organisation.ts';

/** One person. */
export async function readPerson(knex: Knex, id: string): Promise<Person | undefined> {
  const row: { id: string; name: string; mail: string | null; phone: string | null } | undefined = await knex('person')
    .where({ id })
    .first();
  return (
    row && {
      id: row.id,
      name: row.name,
      ...(row.mail === null ? {} : { mail: row.mail }),
      ...(row.phone === null ? {} : { phone: row.phone }),
    }
  );
}

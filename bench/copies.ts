import type { Database } from '../db/open.ts';

const PAGE = 50_000;

/** Copies one case under the numbers `copyId(from) … copyId(to - 1)` by SQL alone: rows, states and indices as the ledger writes them, bodies of events word for word. */
export async function copyCase(db: Database, caseId: string, from: number, to: number): Promise<void> {
  for (let start = from; start < to; start += PAGE) {
    const end = Math.min(start + PAGE, to) - 1;
    for (const statement of statements(db.dialect))
      await run(
        db,
        statement.replaceAll(':from', String(start)).replaceAll(':to', String(end)).replaceAll(':case', `'${caseId}'`),
      );
  }
  if (db.dialect === 'postgres') await db.knex.raw('ANALYZE');
  else db.raw.pragma('optimize');
}

async function run(db: Database, sql: string): Promise<void> {
  if (db.dialect === 'sqlite') db.raw.exec(sql);
  // Beyond the hot pool's statement timeout; knex has none.
  else await db.knex.raw(sql);
}

function statements(dialect: Database['dialect']): readonly string[] {
  const sqlite = dialect === 'sqlite';
  const numbers = sqlite
    ? 'WITH RECURSIVE copies(n) AS (SELECT :from UNION ALL SELECT n + 1 FROM copies WHERE n < :to)'
    : 'WITH copies(n) AS (SELECT generate_series(:from, :to))';
  const id = sqlite
    ? "('H-' || (2001 + n / 100000) || '-' || substr('000000' || (n % 100000), -6))"
    : "('H-' || (2001 + n / 100000) || '-' || lpad((n % 100000)::text, 6, '0'))";
  const view = [
    'kind',
    'seq',
    'last_hash',
    'recorded_at',
    'settled_until',
    'stage',
    'tier',
    'title',
    'unit',
    'organisation',
    'opener',
    'opened_at',
    'next_due',
    'due_at',
    'overdue',
    'closed',
  ];
  const insert = (table: string, columns: readonly string[], values: readonly string[] = columns) =>
    sqlite
      ? `INSERT INTO ${table} (${columns.join(', ')}) ${numbers} SELECT ${values.join(', ')} FROM copies, ${table} original WHERE original.case_id = :case`
      : `${numbers} INSERT INTO ${table} (${columns.join(', ')}) SELECT ${values.join(', ')} FROM copies, ${table} original WHERE original.case_id = :case`;
  const rest = (columns: readonly string[]) => [id, ...columns];
  return [
    insert(
      'event',
      ['case_id', 'seq', 'command_id', 'request', 'hash', 'body'],
      rest(['seq', 'command_id', 'request', 'hash', 'body']),
    ),
    insert('case_view', ['case_id', ...view, 'state'], rest([...view, `replace(state, :case, ${id})`])),
    insert('opening', ['kind', 'command_id', 'case_id'], ['kind', `command_id || '-' || n`, id]),
    insert(
      'tally',
      ['subject', 'what', 'at', 'case_id', 'seq', 'nth'],
      [`subject || '-' || n`, 'what', 'at', id, 'seq', 'nth'],
    ),
    insert(
      'delivery',
      ['case_id', 'seq', 'nth', 'person', 'channel', 'because', 'address', 'state', 'attempts', 'sent_at'],
      rest(['seq', 'nth', 'person', 'channel', 'because', 'address', `'sent'`, '1', 'sent_at']),
    ),
  ];
}

import type { Knex } from 'knex';
import { unpackEvent } from '../event-bytes.ts';

export const name = '0007-known-tallies';

/** When a counted fact became known, and what finds quickly who of its subject has something due (ADR 11). */
export async function up(knex: Knex): Promise<void> {
  const pg = knex.client.config.client === 'pg';
  const open = `closed = ${pg ? 'false' : '0'}`;
  for (const statement of [
    `ALTER TABLE tally ADD COLUMN known ${pg ? 'text COLLATE "C"' : 'text'} NOT NULL DEFAULT ''`,
    'UPDATE tally SET known = at',
    // Indices on what seldom changes, as in 0001.
    `CREATE INDEX case_view_open_organisation ON case_view (organisation) WHERE ${open}`,
    `CREATE INDEX case_view_open_unit ON case_view (unit) WHERE ${open}`,
    'CREATE INDEX inbox_unread ON inbox (at) WHERE consumed_seq IS NULL',
  ])
    await knex.raw(statement);
  for (let after: string | undefined = ''; after !== undefined; ) after = await fill(knex, after);
}

const CASES_A_PAGE = 200;

interface TallyRow {
  readonly case_id: string;
  readonly subject: string;
  readonly what: string;
  readonly at: string;
  readonly seq: number;
  readonly nth: number;
}

/** What was entered later than it happened became known when it was entered, and that stands in its event. Returns the last case looked at. */
async function fill(knex: Knex, after: string): Promise<string | undefined> {
  const ids: { case_id: string }[] = await knex('tally')
    .distinct('case_id')
    .where('case_id', '>', after)
    .orderBy('case_id')
    .limit(CASES_A_PAGE);
  const cases = ids.map((row) => row.case_id);
  const events = Map.groupBy(await entered(knex, cases), ({ caseId }) => caseId);
  const rows: TallyRow[] = await knex('tally')
    .select('case_id', 'subject', 'what', 'at', 'seq', 'nth')
    .whereIn('case_id', cases);
  for (const row of rows) {
    // A row says where its commit began; when the hazard was found is told by its first event and happened before it.
    const event = (events.get(row.case_id) ?? []).find(({ seq, at }) =>
      row.what === 'hazardFound' ? seq === 1 : seq >= row.seq && at === row.at,
    );
    if (event !== undefined && event.known !== row.at) await knex('tally').where(row).update({ known: event.known });
  }
  return cases.at(-1);
}

/** When the events of these cases happened and became known, as ADR 11 has it. */
async function entered(knex: Knex, cases: readonly string[]) {
  const rows: { body: Buffer }[] = await knex('event')
    .select('body')
    .whereIn('case_id', cases)
    .orderBy(['case_id', 'seq']);
  return rows.map(({ body }) => {
    const {
      caseId,
      seq,
      at,
      recordedAt,
      commandId,
    }: { [key in 'caseId' | 'at' | 'recordedAt' | 'commandId']: string } & { seq: number } = JSON.parse(
      unpackEvent(body),
    );
    return { caseId, seq, at, known: /^(clk|msg):/.test(commandId) ? at : recordedAt };
  });
}

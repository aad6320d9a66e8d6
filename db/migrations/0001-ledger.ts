import type { Knex } from 'knex';

export const name = '0001-ledger';

/** The log, its read model and what a commit owes to others. Text that is compared or sorted is bytewise on both databases. */
export async function up(knex: Knex): Promise<void> {
  for (const statement of isPostgres(knex) ? postgres : sqlite) await knex.raw(statement);
}

function isPostgres(knex: Knex): boolean {
  return knex.client.config.client === 'pg';
}

/** Column types that differ; everything else is written once. */
const POSTGRES = { text: 'text COLLATE "C"', bytes: 'bytea', flag: 'boolean', yes: 'true', no: 'false', json: 'text' };
const SQLITE = { text: 'text', bytes: 'blob', flag: 'integer', yes: '1', no: '0', json: 'text' };

function tables(t: typeof POSTGRES): readonly string[] {
  return [
    // `body` is the canonical JSON of the event without its hash: the bytes that were hashed, stored once (packed: event-bytes.ts).
    // `request` tells a repeated command from another one under the same id (first 16 bytes of its SHA-256).
    `CREATE TABLE event (
      case_id ${t.text} NOT NULL, seq integer NOT NULL CHECK (seq > 0), command_id ${t.text} NOT NULL,
      request ${t.bytes}, hash ${t.bytes} NOT NULL, body ${t.bytes} NOT NULL,
      PRIMARY KEY (case_id, seq), UNIQUE (case_id, command_id))`,
    `CREATE TABLE case_view (
      case_id ${t.text} PRIMARY KEY, kind ${t.text} NOT NULL, seq integer NOT NULL, last_hash ${t.bytes} NOT NULL,
      recorded_at ${t.text} NOT NULL, settled_until ${t.text} NOT NULL DEFAULT '',
      stage ${t.text} NOT NULL, tier ${t.text}, title ${t.text} NOT NULL, unit ${t.text}, organisation ${t.text}, opener ${t.text},
      opened_at ${t.text} NOT NULL, next_due ${t.text}, due_at ${t.text}, overdue ${t.flag} NOT NULL, closed ${t.flag} NOT NULL, state ${t.json} NOT NULL)`,
    // Indices only on what seldom changes: on PostgreSQL an update that touches none of them is heap-only.
    'CREATE INDEX case_view_opened ON case_view (opened_at, case_id)',
    `CREATE INDEX case_view_open ON case_view (case_id) WHERE closed = ${t.no}`,
    `CREATE INDEX case_view_overdue ON case_view (case_id) WHERE overdue = ${t.yes}`,
    'CREATE INDEX case_view_unit ON case_view (unit) WHERE unit IS NOT NULL',
    'CREATE INDEX case_view_opener ON case_view (opener) WHERE opener IS NOT NULL',
    // One row per command that opened a case the ledger numbered: a repeated command finds its case by it.
    `CREATE TABLE opening (kind ${t.text} NOT NULL, command_id ${t.text} NOT NULL, case_id ${t.text} NOT NULL, PRIMARY KEY (kind, command_id))`,
    `CREATE TABLE case_number (kind ${t.text} NOT NULL, year integer NOT NULL, last integer NOT NULL, PRIMARY KEY (kind, year))`,
    `CREATE TABLE inbox (
      case_id ${t.text} NOT NULL, from_case ${t.text} NOT NULL, from_seq integer NOT NULL, nth integer NOT NULL,
      kind ${t.text} NOT NULL, type ${t.text} NOT NULL, payload ${t.json} NOT NULL, at ${t.text} NOT NULL, consumed_seq integer,
      PRIMARY KEY (case_id, from_case, from_seq, nth))`,
    // What the mail is about, its post and its parameters stand in the event's effect no. nth and are not stored again.
    `CREATE TABLE delivery (
      case_id ${t.text} NOT NULL, seq integer NOT NULL, nth integer NOT NULL, person ${t.text} NOT NULL, channel ${t.text} NOT NULL,
      because ${t.text} NOT NULL, address ${t.text}, state ${t.text} NOT NULL DEFAULT 'due', attempts integer NOT NULL DEFAULT 0,
      sent_at ${t.text}, error ${t.text},
      PRIMARY KEY (case_id, seq, nth, person, channel))`,
    "CREATE INDEX delivery_owed ON delivery (case_id, seq) WHERE state <> 'sent'",
    `CREATE TABLE tally (
      subject ${t.text} NOT NULL, what ${t.text} NOT NULL, at ${t.text} NOT NULL, case_id ${t.text} NOT NULL, seq integer NOT NULL, nth integer NOT NULL,
      PRIMARY KEY (subject, what, at, case_id, seq, nth))`,
    'CREATE INDEX tally_case ON tally (case_id)',
    `CREATE TABLE refused_input (
      id ${t.text} PRIMARY KEY, at ${t.text} NOT NULL, case_id ${t.text}, kind ${t.text} NOT NULL, command_id ${t.text} NOT NULL,
      type ${t.text} NOT NULL, code ${t.text} NOT NULL, person ${t.text}, post ${t.text} NOT NULL, organisation ${t.text}, stage ${t.text})`,
    'CREATE INDEX refused_input_case ON refused_input (case_id, at)',
    // Published versions only; drafts live elsewhere.
    `CREATE TABLE rule_set (
      id ${t.text} PRIMARY KEY, effective_from ${t.text} NOT NULL, calendar ${t.text} NOT NULL, body ${t.json} NOT NULL,
      published_at ${t.text} NOT NULL, published_by ${t.text})`,
    'CREATE INDEX rule_set_effective ON rule_set (effective_from, published_at)',
    `CREATE TABLE calendar (id ${t.text} PRIMARY KEY, body ${t.json} NOT NULL, published_at ${t.text} NOT NULL, published_by ${t.text})`,
  ];
}

const IMMUTABLE = ['event', 'rule_set', 'calendar'];

const sqlite = [
  ...tables(SQLITE),
  // Here an index costs only when its own columns change.
  'CREATE INDEX case_view_next_due ON case_view (next_due) WHERE closed = 0 AND next_due IS NOT NULL',
  // AUTOINCREMENT: a number is never used again, so a late acknowledgement cannot swallow a new row.
  'CREATE TABLE wake (seq integer PRIMARY KEY AUTOINCREMENT, case_id text NOT NULL, kind text NOT NULL, since text NOT NULL)',
  'CREATE INDEX wake_case ON wake (case_id)',
  ...IMMUTABLE.flatMap((table) => [
    `CREATE TRIGGER ${table}_no_update BEFORE UPDATE ON ${table} BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END`,
    `CREATE TRIGGER ${table}_no_delete BEFORE DELETE ON ${table} BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END`,
  ]),
];

const KEPT_IN_ROW = [
  'state',
  'case_id',
  'kind',
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
];

const postgres = [
  ...tables(POSTGRES),
  'CREATE TABLE wake (case_id text COLLATE "C" NOT NULL, seq bigint GENERATED ALWAYS AS IDENTITY, kind text NOT NULL, since text COLLATE "C" NOT NULL, PRIMARY KEY (case_id, seq))',
  // The state is a few kilobytes and rewritten at each event. Kept in the row (compressed) its dead versions are pruned by the next update;
  // out of line they would stay until a vacuum. Room on the page makes the updates heap-only.
  // The short columns too: a row over 2 KB first sheds whatever may leave it (titles, instants: 4.5 TOAST rows of 30 bytes a command), and
  // compresses the state only then.
  ...KEPT_IN_ROW.map((column) => `ALTER TABLE case_view ALTER COLUMN ${column} SET STORAGE MAIN`),
  // Packed already: PostgreSQL need not try.
  'ALTER TABLE event ALTER COLUMN body SET STORAGE EXTERNAL',
  'ALTER TABLE case_view SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05)',
  'ALTER TABLE wake SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)',
  `CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$`,
  ...IMMUTABLE.flatMap((table) => [
    `CREATE TRIGGER ${table}_no_change BEFORE UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
    `CREATE TRIGGER ${table}_no_truncate BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
  ]),
];

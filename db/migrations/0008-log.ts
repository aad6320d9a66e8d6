import type { Knex } from 'knex';

export const name = '0008-log';

/** The Merkle tree over all events: which event is which leaf, the tiles of hashes, the signed checkpoints and the keys that signed them. */
export async function up(knex: Knex): Promise<void> {
  for (const statement of knex.client.config.client === 'pg' ? postgres : sqlite) await knex.raw(statement);
}

function tables(text: string, bytes: string, big: string): readonly string[] {
  return [
    // One row: how many leaves there are, and the name under which the log signs.
    `CREATE TABLE log_head (one integer PRIMARY KEY CHECK (one = 1), size ${big} NOT NULL, origin ${text} NOT NULL)`,
    // Hashes side by side, 32 bytes each; a full tile (256) never changes any more.
    `CREATE TABLE log_tile (level integer NOT NULL, n ${big} NOT NULL, hashes ${bytes} NOT NULL, PRIMARY KEY (level, n))`,
    `CREATE TABLE checkpoint (size ${big} PRIMARY KEY, note ${text} NOT NULL, at ${text} NOT NULL)`,
    `CREATE TABLE log_key (vkey ${text} PRIMARY KEY, since_size ${big} NOT NULL, at ${text} NOT NULL)`,
  ];
}

const sqlite = [
  ...tables('text', 'blob', 'integer'),
  'CREATE TABLE log_leaf (n integer PRIMARY KEY, case_id text NOT NULL, seq integer NOT NULL, UNIQUE (case_id, seq))',
];

const postgres = [
  ...tables('text COLLATE "C"', 'bytea', 'bigint'),
  // Leaves come in order of n: a block range index costs next to nothing and finds a page of them at once.
  'CREATE TABLE log_leaf (case_id text COLLATE "C" NOT NULL, seq integer NOT NULL, n bigint NOT NULL, PRIMARY KEY (case_id, seq))',
  'CREATE INDEX log_leaf_n ON log_leaf USING brin (n) WITH (pages_per_range = 16, autosummarize = on)',
  // By the writing transaction the sequencer finds what is new without missing one that commits late.
  'ALTER TABLE event ADD COLUMN tx bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint',
  'CREATE INDEX event_tx ON event USING brin (tx) WITH (pages_per_range = 16, autosummarize = on)',
];

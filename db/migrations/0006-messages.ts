import type { Knex } from 'knex';

export const name = '0006-messages';

/** How what is owed to people goes out: held for the next digest, gathered into messages, sent over channels, and what became of it. */
export async function up(knex: Knex): Promise<void> {
  for (const statement of statements(knex.client.config.client === 'pg')) await knex.raw(statement);
}

function statements(pg: boolean): readonly string[] {
  const text = pg ? 'text COLLATE "C"' : 'text';
  const serial = pg ? 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY' : 'integer PRIMARY KEY AUTOINCREMENT';
  return [
    // Null: nobody has looked at it yet. Else it joins the first digest at or after this instant, unless `message` says what carries it.
    `ALTER TABLE delivery ADD COLUMN hold_until ${text}`,
    `ALTER TABLE delivery ADD COLUMN message ${text}`,
    // One index answers what is new, what is ripe and what has failed.
    'DROP INDEX delivery_owed',
    "CREATE INDEX delivery_owed ON delivery (state, hold_until) WHERE state <> 'sent'",
    'CREATE INDEX delivery_message ON delivery (message) WHERE message IS NOT NULL',
    // What one person gets at one time. The key of a digest is (person, day), so a day has one at most; its rows never change their message again.
    `CREATE TABLE message (
      id ${text} PRIMARY KEY, kind ${text} NOT NULL, person ${text} NOT NULL, day ${text} NOT NULL, fixed_at ${text} NOT NULL,
      message_id ${text} NOT NULL UNIQUE)`,
    'CREATE INDEX message_person ON message (person, day)',
    `CREATE TABLE sending (
      message ${text} NOT NULL REFERENCES message (id), channel ${text} NOT NULL, address ${text},
      state ${text} NOT NULL DEFAULT 'due', attempts integer NOT NULL DEFAULT 0, ended_at ${text}, error ${text},
      PRIMARY KEY (message, channel))`,
    "CREATE INDEX sending_due ON sending (message) WHERE state = 'due'",
    // Sent, failed, bounced, opened, settled, deferred, passed on: facts, each once and for good.
    `CREATE TABLE message_fact (
      no ${serial}, at ${text} NOT NULL, fact ${text} NOT NULL, message ${text}, channel ${text}, delivery ${text}, reason ${text})`,
    'CREATE INDEX message_fact_message ON message_fact (message) WHERE message IS NOT NULL',
    'CREATE INDEX message_fact_delivery ON message_fact (delivery) WHERE delivery IS NOT NULL',
    `CREATE TABLE inbox_message (
      id ${text} PRIMARY KEY, person ${text} NOT NULL, at ${text} NOT NULL, subject ${text} NOT NULL, body ${text} NOT NULL, opened_at ${text})`,
    'CREATE INDEX inbox_message_person ON inbox_message (person, at)',
    // Only the hash: who reads the table cannot subscribe.
    `CREATE TABLE calendar_feed (
      token_hash ${text} PRIMARY KEY, person ${text} NOT NULL REFERENCES person (id), created_at ${text} NOT NULL, revoked_at ${text})`,
    'CREATE UNIQUE INDEX calendar_feed_live ON calendar_feed (person) WHERE revoked_at IS NULL',
    ...(pg
      ? [
          'CREATE TRIGGER message_fact_no_change BEFORE UPDATE OR DELETE ON message_fact FOR EACH ROW EXECUTE FUNCTION refuse_change()',
          'CREATE TRIGGER message_fact_no_truncate BEFORE TRUNCATE ON message_fact FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
        ]
      : ['UPDATE', 'DELETE'].map(
          (act) =>
            `CREATE TRIGGER message_fact_no_${act.toLowerCase()} BEFORE ${act} ON message_fact BEGIN SELECT RAISE(ABORT, 'message_fact is append-only'); END`,
        )),
  ];
}

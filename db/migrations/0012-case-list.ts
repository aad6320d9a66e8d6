import type { Knex } from 'knex';

export const name = '0012-case-list';

/**
 * What lists filter, sort, count and search by, apart from `case_view`: it follows the log behind the commit, so that its indices cost recording
 * nothing. All of it can be emptied and is filled again. And the views of lists that people keep.
 */
export async function up(knex: Knex): Promise<void> {
  for (const statement of knex.client.config.client === 'pg' ? postgres : sqlite) await knex.raw(statement);
}

function tables(text: string, flag: string, key: string, more: string): readonly string[] {
  return [
    // `supervision` … `interview`: where that region of the machine stands.
    // `due_key` and `urgency` sort; what has none sorts behind every instant. `late`: some duty has lapsed, met since or not.
    `CREATE TABLE case_list (
      ${key}, case_id ${text} NOT NULL UNIQUE, seq integer NOT NULL, kind ${text} NOT NULL, stage ${text} NOT NULL, tier ${text},
      measure integer, organisation ${text}, unit ${text}, opener ${text}, holder ${text}, holder_organisation ${text},
      opened_at ${text} NOT NULL, ended_at ${text}, due_key ${text} NOT NULL, urgency ${text} NOT NULL,
      overdue ${flag} NOT NULL, closed ${flag} NOT NULL, late ${flag} NOT NULL, rung integer,
      supervision ${text}, consultation ${text}, paper ${text}, interview ${text}${more})`,
    'CREATE INDEX case_list_opened ON case_list (opened_at, case_id)',
    'CREATE INDEX case_list_ended ON case_list (ended_at) WHERE ended_at IS NOT NULL',
    'CREATE INDEX case_list_due ON case_list (due_key, case_id)',
    'CREATE INDEX case_list_urgency ON case_list (urgency, case_id)',
    'CREATE INDEX case_list_organisation ON case_list (organisation, kind)',
    'CREATE INDEX case_list_unit ON case_list (unit)',
    `CREATE TABLE list_view (
      person ${text} NOT NULL, id ${text} NOT NULL, label ${text} NOT NULL, query ${text} NOT NULL, saved_at ${text} NOT NULL,
      PRIMARY KEY (person, id))`,
  ];
}

const sqlite = [
  ...tables('text', 'integer', 'n integer PRIMARY KEY', ''),
  // Words only, no text: what is shown comes from the case.
  `CREATE VIRTUAL TABLE case_words USING fts5(words, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 0")`,
];

const postgres = [
  ...tables(
    'text COLLATE "C"',
    'boolean',
    'n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
    ', words tsvector NOT NULL',
  ),
  'CREATE INDEX case_list_words ON case_list USING gin (words)',
];

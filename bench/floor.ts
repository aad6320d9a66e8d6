import { randomBytes } from 'node:crypto';
import BetterSqlite3 from 'better-sqlite3';
import pg from 'pg';

/** One command done by hand: an event, the view moved on, an outbox row; durable when it resolves. */
export interface Floor {
  command(caseId: string, seq: number): Promise<void>;
  close(): Promise<void>;
}

// As a hand-written application would store it: what was said, and where the case stands.
const PAYLOAD = JSON.stringify({
  type: 'RectificationSubmitted',
  at: '2025-03-10T10:00:00+08:00',
  actor: { post: 'unit.head', person: 'p-17', organisation: 'U1' },
  payload: { photos: ['after-1', 'after-2'], done: '通道已清理，标志已增设' },
  due: { rectify: '2025-04-09', acceptance: '2025-03-20' },
});
const STATE = JSON.stringify({
  stage: 'submitted',
  tier: 'T2',
  unit: 'U1',
  where: '二楼安全出口',
  what: '堆放货物堵塞安全出口',
  clocks: { 'hazard.T2.acceptance': '2025-03-21T00:00:00+08:00', reminder: '2025-03-18T09:00:00+08:00' },
  verdicts: [{ duty: 'hazard.T2.rectify', result: 'met' }],
  anchors: { reported: '2025-03-10T09:00:00+08:00', orderServed: '2025-03-10T10:00:00+08:00' },
});

const TABLES = (bytes: string, serial: string) => [
  `CREATE TABLE floor_event (case_id text NOT NULL, seq integer NOT NULL, command_id text NOT NULL, hash ${bytes} NOT NULL, body text NOT NULL, PRIMARY KEY (case_id, seq), UNIQUE (case_id, command_id))`,
  'CREATE TABLE floor_view (case_id text PRIMARY KEY, seq integer NOT NULL, stage text NOT NULL, next_due text, state text NOT NULL)',
  `CREATE TABLE floor_outbox (id ${serial}, case_id text NOT NULL, seq integer NOT NULL)`,
];

/** SQLite: prepared statements in one transaction, WAL and `synchronous=FULL` like the ledger. */
export function sqliteFloor(file: string): Floor {
  const db = new BetterSqlite3(file);
  for (const pragma of [
    'journal_mode = WAL',
    'synchronous = FULL',
    'wal_autocheckpoint = 16000',
    'cache_size = -64000',
  ])
    db.pragma(pragma);
  for (const sql of TABLES('blob', 'integer PRIMARY KEY AUTOINCREMENT')) db.exec(sql);
  const event = db.prepare('INSERT INTO floor_event (case_id, seq, command_id, hash, body) VALUES (?, ?, ?, ?, ?)');
  const open = db.prepare('INSERT INTO floor_view (case_id, seq, stage, next_due, state) VALUES (?, ?, ?, ?, ?)');
  const move = db.prepare(
    'UPDATE floor_view SET seq = ?, stage = ?, next_due = ?, state = ? WHERE case_id = ? AND seq = ?',
  );
  const outbox = db.prepare('INSERT INTO floor_outbox (case_id, seq) VALUES (?, ?)');
  const write = db.transaction((caseId: string, seq: number) => {
    event.run(caseId, seq, `c-${seq}`, randomBytes(32), PAYLOAD);
    if (seq === 1) open.run(caseId, 1, 'submitted', '2025-03-18T09:00:00+08:00', STATE);
    else if (move.run(seq, 'submitted', '2025-03-18T09:00:00+08:00', STATE, caseId, seq - 1).changes !== 1)
      throw new Error('moved on');
    outbox.run(caseId, seq);
  });
  return {
    command: async (caseId, seq) => write.immediate(caseId, seq),
    close: async () => void db.close(),
  };
}

const OPEN = `WITH e AS (INSERT INTO floor_event (case_id, seq, command_id, hash, body) VALUES ($1, $2, $3, $4, $5) RETURNING case_id),
  v AS (INSERT INTO floor_view (case_id, seq, stage, next_due, state) SELECT case_id, $2, $6, $7, $8 FROM e RETURNING case_id)
  INSERT INTO floor_outbox (case_id, seq) SELECT case_id, $2 FROM v`;
const MOVE = `WITH v AS (UPDATE floor_view SET seq = $2, stage = $6, next_due = $7, state = $8 WHERE case_id = $1 AND seq = $2 - 1 RETURNING case_id),
  e AS (INSERT INTO floor_event (case_id, seq, command_id, hash, body) SELECT case_id, $2, $3, $4, $5 FROM v RETURNING case_id)
  INSERT INTO floor_outbox (case_id, seq) SELECT case_id, $2 FROM e`;

/** PostgreSQL: one data-modifying statement, prepared, on as many connections as the ledger has. */
export async function postgresFloor(url: string): Promise<Floor> {
  const pool = new pg.Pool({ connectionString: url, max: 16 });
  pool.on('error', () => undefined);
  for (const sql of TABLES('bytea', 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY')) await pool.query(sql);
  return {
    async command(caseId, seq) {
      const first = seq === 1;
      const { rowCount } = await pool.query({
        name: first ? 'open' : 'move',
        text: first ? OPEN : MOVE,
        values: [caseId, seq, `c-${seq}`, randomBytes(32), PAYLOAD, 'submitted', '2025-03-18T09:00:00+08:00', STATE],
      });
      if (rowCount !== 1) throw new Error('moved on');
    },
    close: () => pool.end(),
  };
}

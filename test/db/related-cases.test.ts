import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../db/migrate.ts';
import { type Database, openDatabase } from '../../db/open.ts';
import { createPostgresStore } from '../../db/postgres-store.ts';
import { createSqliteStore } from '../../db/sqlite-store.ts';
import type { RelatedQuestion } from '../../src/core/case.ts';
import { migratedDatabase } from '../shared-postgres.ts';

const DAY = '2025-03-03T09:00:00+08:00';
const ROWS = [
  { case_id: 'H-1', kind: 'hazard', unit: 'U1', organisation: 'V1' },
  { case_id: 'H-1-A1', kind: 'matter', unit: 'U1', organisation: 'V1', opener: 'H-1' },
  { case_id: 'D.x-A1', kind: 'matter', organisation: 'V1', opener: 'D.x' },
  { case_id: 'H-2', kind: 'hazard', unit: 'U2', organisation: 'V1' },
  { case_id: 'H-3', kind: 'hazard', unit: 'U3', organisation: 'V3' },
  { case_id: 'H-4', kind: 'hazard', unit: 'U1', organisation: 'V1', opened_at: '2023-03-03T09:00:00+08:00' },
  { case_id: 'H-5', kind: 'hazard', unit: 'U1', organisation: 'V1', opened_at: '2025-04-11T09:00:00+08:00' },
  { case_id: 'D.x', kind: 'duty', organisation: 'V1' },
  { case_id: 'T-1', kind: 'tipoff', organisation: 'V1' },
  { case_id: 'H-1-N3.0', kind: 'notice', unit: 'U1', organisation: 'V1' },
  { case_id: 'R-1', kind: 'record', unit: 'U1', organisation: 'V1' },
];

let folder: string;
const open: Database[] = [];
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'duban-related-'));
  open.push(await openDatabase({ sqlite: path.join(folder, 'a.db') }), await openDatabase(await migratedDatabase()));
  for (const db of open) {
    await migrate(db);
    const no = db.dialect === 'sqlite' ? 0 : false;
    const rest = { seq: 1, stage: 'open', last_hash: Buffer.alloc(32), recorded_at: DAY, settled_until: '', title: '' };
    for (const row of ROWS)
      await db.knex('case_view').insert({ opened_at: DAY, ...rest, overdue: no, closed: no, state: '{}', ...row });
  }
});
afterAll(async () => {
  await Promise.all(open.map((db) => db.close()));
  rmSync(folder, { recursive: true, force: true });
});

const ask = (more: Partial<RelatedQuestion> = {}): RelatedQuestion => ({
  ask: 'related',
  kinds: ['hazard', 'matter', 'duty'],
  unit: 'U1',
  organisations: ['V1'],
  from: '2023-04-10T00:00:00+08:00',
  until: '2025-04-10T10:00:00+08:00',
  after: '',
  limit: 10,
  except: '',
  ...more,
});

describe('cases that an accident looks back at', () => {
  it('are those of the unit and its village within the time, but for papers, tip-offs, entries and matters of hazards; on both databases', async () => {
    for (const db of open) {
      const store = db.dialect === 'sqlite' ? createSqliteStore(db) : createPostgresStore(db);
      const found = async (more: Partial<RelatedQuestion> = {}) =>
        (await store.related(ask(more))).map(({ caseId, kind }) => `${caseId} ${kind}`);
      const all = ['D.x duty', 'D.x-A1 matter', 'H-1 hazard', 'H-2 hazard'];
      expect([db.dialect, await found()]).toEqual([db.dialect, all]);
      expect(await found({ limit: 2 })).toEqual(all.slice(0, 2));
      expect(await found({ after: 'D.x-A1', except: 'H-2' })).toEqual(['H-1 hazard']);
      expect(await found({ organisations: [] })).toEqual(['H-1 hazard']);
    }
  });
});

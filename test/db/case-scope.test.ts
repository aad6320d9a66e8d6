import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whereSeen } from '../../db/case-scope.ts';
import { migrate } from '../../db/migrate.ts';
import { type Database, openDatabase } from '../../db/open.ts';
import { readBelow, saveRegisters } from '../../db/organisation.ts';
import { type CaseScope, covers, type SeenRow } from '../../src/core/visibility.ts';
import { migratedDatabase } from '../shared-postgres.ts';

// The rules of `src/core/visibility.ts` said in SQL: row by row the same answer on both databases, or lists and counts would differ from single looks.

const IDS = ['H-1', 'H-1-A1', 'H-1-A12', 'H-1-B1', 'H-A1-1', 'H-1-A', 'H-1-Ab1', 'H-1-a1'];
const OPENERS = [undefined, 'H-1', 'H-1-A1', 'H-1-A12', 'H-1-B1'];
const STAGES = ['draft', 'reviewed', 'voided', 'served', 'open', 'proposed', 'withdrawn'];
const KINDS = ['hazard', 'matter', 'tipoff', 'notice', 'record', 'duty', 'accident', 'roster'] as const;
const REGISTERS = ['clue', 'finding', 'unit'];
const PLACES = [undefined, 'V1', 'U1'];

/** Every kind with every stage, opener, unit and organisation, ids in turn. */
const ROWS: readonly SeenRow[] = KINDS.flatMap((kind) =>
  STAGES.flatMap((stage) =>
    OPENERS.flatMap((opener) =>
      PLACES.flatMap((unit) => PLACES.map((organisation) => ({ kind, stage, opener, unit, organisation }))),
    ),
  ),
).map((row, i) => ({
  ...row,
  ...(row.kind === 'record' ? { register: REGISTERS[i % 3] } : {}),
  caseId: `${String(i).padStart(4, '0')}-${IDS[i % IDS.length]}`,
}));

const NONE: CaseScope = { all: false, places: [], units: [], tipoffs: false, entries: false };
const SCOPES: readonly CaseScope[] = [
  NONE,
  { ...NONE, all: true },
  { ...NONE, all: true, tipoffs: true },
  { ...NONE, all: true, entries: true },
  { ...NONE, all: true, tipoffs: true, entries: true },
  { ...NONE, places: ['V1'] },
  { ...NONE, places: ['V1', 'U1', 'V9'] },
  { ...NONE, units: ['U1'] },
  { ...NONE, units: ['U1', "U'2"] },
  { ...NONE, places: ['V1'], units: ['U1'] },
  { ...NONE, tipoffs: true, places: ['U1'] },
  { ...NONE, all: true, registers: { shown: ['clue'], closed: ['finding'] } },
  { ...NONE, all: true, tipoffs: true, entries: true, registers: { shown: ['clue'], closed: [] } },
  { ...NONE, places: ['V1'], registers: { shown: [], closed: ['clue', 'finding'] } },
  { ...NONE, registers: { shown: ['clue'], closed: [] } },
];

let folder: string;
const open: Database[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'duban-scope-'));
  open.push(await openDatabase({ sqlite: path.join(folder, 'a.db') }), await openDatabase(await migratedDatabase()));
  for (const db of open) {
    await migrate(db);
    await saveRegisters(db.knex, {
      organisations: [
        { id: 'S', name: '街道', kind: 'street' },
        { id: 'D', name: '部门', kind: 'department', parent: 'S' },
        { id: 'V1', name: '前村', kind: 'village', parent: 'D' },
        { id: 'U1', name: '一厂', kind: 'unit', parent: 'V1' },
        { id: 'V2', name: '后村', kind: 'village', parent: 'S' },
      ],
    });
    const at = '2025-03-03T09:00:00+08:00';
    const rest = { seq: 1, last_hash: Buffer.alloc(32), recorded_at: at, opened_at: at, settled_until: '', title: '' };
    const flags = { overdue: db.dialect === 'sqlite' ? 0 : false, closed: db.dialect === 'sqlite' ? 0 : false };
    const rows = ROWS.map(({ caseId, kind, stage, opener, unit, organisation }) => ({
      ...{ case_id: caseId, kind, stage, ...rest, ...flags, state: '{}' },
      ...{ opener: opener ?? null, unit: unit ?? null, organisation: organisation ?? null },
    }));
    for (let i = 0; i < rows.length; i += 30) await db.knex('case_view').insert(rows.slice(i, i + 30));
    const inForce = db.dialect === 'sqlite' ? 1 : true;
    const entries = ROWS.flatMap(({ caseId, register }) =>
      register === undefined
        ? []
        : [{ case_id: caseId, register, title: '', in_force: inForce, entered_at: at, changed_at: at, search: '' }],
    );
    for (let i = 0; i < entries.length; i += 30) await db.knex('register_entry').insert(entries.slice(i, i + 30));
  }
});

afterAll(async () => {
  await Promise.all(open.map((db) => db.close()));
  rmSync(folder, { recursive: true, force: true });
});

describe('a scope in SQL', () => {
  it.each(SCOPES)('covers the same rows: %j', async (scope) => {
    const ought = ROWS.filter((row) => covers(scope, row)).map(({ caseId }) => caseId);
    for (const db of open) {
      const select = db.knex('case_view').orderBy('case_id').select('case_id');
      whereSeen(db.knex, select, scope);
      const found: { case_id: string }[] = await select;
      expect([db.dialect, found.map((row) => row.case_id)]).toEqual([db.dialect, ought]);
    }
  });
});

describe('the tree', () => {
  it('gives each organisation with everything below it', async () => {
    for (const db of open) {
      const below = await readBelow(db.knex, ['D', 'V2', 'nowhere']);
      expect([...(below.get('D') ?? [])].sort()).toEqual(['D', 'U1', 'V1']);
      expect([below.get('V2'), below.get('nowhere')]).toEqual([['V2'], undefined]);
      expect((await readBelow(db.knex, [])).size).toBe(0);
    }
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { up } from '../../db/migrations/0009-wake.ts';
import { openDatabase } from '../../db/open.ts';
import { readWakes, removeWakes } from '../../db/wake.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'duban-wake-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('wake rows of an earlier version', () => {
  it('are still owed, one a case, and an acknowledgement of theirs leaves what comes later', async () => {
    const { knex, close } = await openDatabase({ sqlite: path.join(folder, 'wake.db') });
    await knex.raw(
      'CREATE TABLE wake (seq integer PRIMARY KEY AUTOINCREMENT, case_id text NOT NULL, kind text NOT NULL, since text NOT NULL)',
    );
    const old = (case_id: string, since: string) => ({ case_id, kind: 'hazard', since });
    await knex('wake').insert([old('H-1', '2025-03-02'), old('H-1', '2025-03-01'), old('H-2', '2025-03-03')]);
    await up(knex);
    const owed = await readWakes(knex, '2026', 10);
    expect(owed).toEqual([
      { caseId: 'H-1', kind: 'hazard', seq: 0, since: '2025-03-01' },
      { caseId: 'H-2', kind: 'hazard', seq: 0, since: '2025-03-03' },
    ]);
    await knex('wake').insert({ ...old('H-1', '2025-03-04'), seq: 1 });
    await removeWakes(knex, owed);
    expect(await readWakes(knex, '2026', 10)).toEqual([{ caseId: 'H-1', kind: 'hazard', seq: 1, since: '2025-03-04' }]);
    await close();
  });
});

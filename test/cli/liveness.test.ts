import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endChore, expectChores } from '../../db/chore.ts';
import { addMs, fromMs } from '../../src/core/instant.ts';
import { kinds } from '../../src/core/kinds.ts';
import type { RuleLiveness } from '../../src/ledger/liveness.ts';
import { createLedger } from '../../src/ledger/record.ts';
import { duban as run } from './console.ts';
import { type DataFolder, dataFolder } from './folder.ts';

let folder: DataFolder;
beforeAll(async () => {
  folder = await dataFolder();
});
afterAll(() => folder.end());

const duban = (...argv: string[]) => run(...argv, '--data', folder.path);

describe('duban rules liveness', () => {
  it('lists every rule that sets clocks; a clock that should have fired ends with 1 and shows in doctor', async () => {
    const fresh = await duban('rules', 'liveness');
    expect([fresh.code, fresh.out]).toEqual([0, expect.stringContaining('尚未用到')]);
    const rules: readonly RuleLiveness[] = ((await duban('rules', 'liveness', '--json')).json() as { rules: never })
      .rules;
    expect(rules.filter(({ does }) => does === 'rung').map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['A1', 'A6', 'B5']),
    );

    // given a hazard of last month that nobody graded, and an engine that does not run
    await folder.look(async (db) => {
      let now = addMs(fromMs(Date.now()), -30 * 86_400_000);
      const ledger = createLedger({ db, kinds, now: () => now });
      const unit: { id: string } = await db.knex('unit').first('id');
      const reported = await ledger.record({
        kind: 'hazard',
        commandId: 'c1',
        type: 'reportHazard',
        payload: { unit: unit.id, kind: 'k', where: '二楼', what: '堵塞', found: now, photos: ['p'] },
        actor: { post: 'street.safetyOffice', person: 'p012' },
      });
      expect(reported.ok).toBe(true);
      now = fromMs(Date.now());
    });
    const late = await duban('rules', 'liveness', '--suspect');
    expect([late.code, late.out]).toEqual([1, expect.stringMatching(/hazard\.grade +逾期 +该触发未触发/)]);
    expect(late.out).not.toContain('尚未用到');
    expect((await duban('doctor')).out).toMatch(/✗ 规则：该触发未触发：.*hazard\.grade 定级审核/);
  });

  it('doctor shows a canary that did not come through, and one that did not fly', async () => {
    const now = fromMs(Date.now());
    await folder.look(async (db) => {
      await expectChores(db.knex, [{ name: 'canary', everyMs: 86_400_000 }], addMs(now, -3 * 86_400_000));
    });
    expect((await duban('doctor')).out).toContain('✗ 每日自检：没有按时运行');
    await folder.look(async (db) => {
      await endChore(db.knex, 'canary', {
        at: now,
        ok: false,
        found: { problems: [{ code: 'rung-missing', where: 'A3' }] },
      });
    });
    expect((await duban('doctor')).out).toMatch(/✗ 每日自检：没有通过.*A3/);
    await folder.look(async (db) => {
      await endChore(db.knex, 'canary', { at: now, ok: true, found: { problems: [] } });
    });
    expect((await duban('doctor')).out).toContain('✓ 每日自检：通过');
  });
});

import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endCheckpointMail, planCheckpointMail } from '../../db/checkpoint-mail.ts';
import { createEventLog } from '../../src/ledger/log.ts';
import { logSeeds } from '../../src/ledger/log-key.ts';
import { duban } from './console.ts';
import { type DataFolder, dataFolder } from './folder.ts';

const AT = '2025-06-30T18:00:00+08:00';
let folder: DataFolder;
let database: string;
let clean: string;

/** The sample office's three months, taken into the log as the running service would. */
beforeAll(async () => {
  folder = await dataFolder({ demo: true });
  database = path.join(folder.path, 'duban.db');
  clean = path.join(folder.path, 'clean.db');
  await sequence();
  await folder.look((db) => db.knex.raw('PRAGMA wal_checkpoint(TRUNCATE)'));
  copyFileSync(database, clean);
});

afterAll(() => folder.end());

function sequence(): Promise<unknown> {
  return folder.look(async (db) => {
    const log = createEventLog({ db, origin: 'shanyao.example/duban', seeds: logSeeds({ dataDir: folder.path }) });
    while ((await log.sequence(AT)).more);
  });
}

interface Answer {
  readonly events: number;
  readonly cases: number;
  readonly checkpoints: number;
  readonly notInTree: number;
  readonly findings: readonly { readonly fault: string; readonly where: string; readonly message: string }[];
}

async function verify(...more: readonly string[]): Promise<{ readonly code: number; readonly answer: Answer }> {
  const { code, json } = await duban('verify', '--live', '--data', folder.path, '--json', ...more);
  return { code, answer: json() as Answer };
}

/** Does what somebody with the database file in hand can do, verifies, and puts the file back. */
async function attacked(attack: string, ...more: readonly string[]): Promise<Answer['findings']> {
  await folder.look(async ({ knex }) => {
    for (const trigger of ['event_no_update', 'event_no_delete']) await knex.raw(`DROP TRIGGER ${trigger}`);
    await knex.raw(attack);
    await knex.raw('PRAGMA wal_checkpoint(TRUNCATE)');
  });
  const { code, answer } = await verify(...more);
  copyFileSync(clean, database);
  expect(code).toBe(1);
  return answer.findings;
}

const faults = (findings: Answer['findings']) => new Set(findings.map(({ fault }) => fault));

describe('duban verify --live', () => {
  it('finds nothing in a ledger that nobody touched', async () => {
    const { code, answer } = await verify();
    expect(answer.findings).toEqual([]);
    expect(code).toBe(0);
    expect(answer.events).toBeGreaterThan(300);
    expect(answer).toMatchObject({ checkpoints: 1, notInTree: 0 });
  });

  it('names an event that was changed', async () => {
    const one = '(SELECT case_id FROM event WHERE seq = 2 ORDER BY case_id LIMIT 1)';
    const other = '(SELECT body FROM event WHERE seq = 2 ORDER BY case_id DESC LIMIT 1)';
    const findings = await attacked(`UPDATE event SET body = ${other} WHERE seq = 2 AND case_id = ${one}`);
    expect(faults(findings)).toContain('leaf-altered');
    expect(faults(findings)).toContain('event-altered');
  });

  it('names an event that was removed, in the middle and at the end', async () => {
    const middle = await attacked('DELETE FROM event WHERE seq = 2 AND case_id = (SELECT min(case_id) FROM event)');
    expect(middle).toContainEqual(
      expect.objectContaining({ fault: 'leaf-missing', where: expect.stringMatching(/第 2 条$/) }),
    );
    const last = await attacked('DELETE FROM event WHERE rowid = (SELECT max(rowid) FROM event)');
    expect(faults(last)).toContain('leaf-missing');
  });

  it('names a read model that says something else', async () => {
    const findings = await attacked(
      "UPDATE case_view SET stage = 'closedOut' WHERE case_id = (SELECT case_id FROM case_view WHERE stage <> 'closedOut' LIMIT 1)",
    );
    expect([...faults(findings)]).toEqual(['view-differs']);
  });

  it('names a whole end cut off together with its leaves, by a checkpoint that somebody else has kept', async () => {
    const kept = path.join(folder.path, 'kept.checkpoint');
    expect((await duban('log', 'checkpoint', '-o', kept, '--data', folder.path)).code).toBe(0);
    const findings = await attacked('DELETE FROM log_leaf WHERE n >= 100', '--checkpoint', kept);
    expect(faults(findings).has('tree-altered')).toBe(true);
    const restored = path.join(folder.path, 'other.checkpoint');
    writeFileSync(restored, 'nothing of ours\n');
    const { answer } = await verify('--checkpoint', restored);
    expect(answer.findings.map(({ fault }) => fault)).toEqual(['checkpoint-malformed']);
  });

  it('an older backup falls short of the checkpoint that the district keeps: which events are lost is said', async () => {
    const older = path.join(folder.path, 'older.db');
    copyFileSync(clean, older);
    const now = new Date(Date.now() + 8 * 3_600_000 - 60_000).toISOString().replace(/\.\d+Z$/, '+08:00');
    const found = JSON.stringify({
      unit: 'E10',
      kind: '消防通道',
      where: '车间',
      what: '堵塞',
      found: now,
      photos: ['p'],
    });
    expect(
      (
        await duban(
          'case',
          'command',
          'new',
          'reportHazard',
          '--as',
          'village.gridWorker@V5',
          '--payload',
          found,
          '--data',
          folder.path,
        )
      ).code,
    ).toBe(0);
    await sequence();
    const kept = path.join(folder.path, 'newer.checkpoint');
    await duban('log', 'checkpoint', '-o', kept, '--data', folder.path);
    expect((await verify('--checkpoint', kept)).code).toBe(0);
    await folder.look((db) => db.knex.raw('PRAGMA wal_checkpoint(TRUNCATE)'));
    copyFileSync(older, database);
    const { answer } = await verify('--checkpoint', kept);
    expect(answer.findings).toEqual([
      expect.objectContaining({ fault: 'events-lost', message: expect.stringMatching(/缺第 \d+ 至第 \d+ 条/) }),
    ]);
  });

  it('says what it wants when it is told nothing', async () => {
    expect((await duban('verify')).code).toBe(2);
  });
});

describe('duban log', () => {
  it('shows the checkpoint with what was mailed of it, and as a QR code', async () => {
    await folder.look(async ({ knex }) => {
      await planCheckpointMail(knex, { day: '2025-06-29', size: 7, note: 'note' });
      await endCheckpointMail(knex, '2025-06-29', AT);
    });
    const shown = await duban('log', 'checkpoint', '--data', folder.path);
    expect(shown.out).toContain(`邮寄区级　2025-06-29，7 条，发出于 ${AT}`);
    const { json } = await duban('log', 'checkpoint', '--data', folder.path, '--json');
    expect(json()).toMatchObject({ mails: [{ day: '2025-06-29', size: 7, sentAt: AT }] });

    const file = path.join(folder.path, 'checkpoint.svg');
    expect((await duban('log', 'qr', '-o', file, '--data', folder.path)).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toMatch(/^<svg .*<\/svg>$/s);
    expect((await duban('log', 'qr', '--data', folder.path)).out).toMatch(/[▀▄█]{20}/);
  });

  it('a new key signs beside the old one, and both are known', async () => {
    const before = (await duban('log', 'checkpoint', '--json', '--data', folder.path)).json() as { keys: string[] };
    expect((await duban('log', 'rotate-key', '--data', folder.path)).code).toBe(0);
    await sequence();
    const after = (await duban('log', 'checkpoint', '--json', '--data', folder.path)).json() as {
      keys: string[];
      note: string;
    };
    expect(after.keys).toHaveLength(2);
    expect(after.keys).toContain(before.keys[0]);
    expect(after.note.match(/^— /gm)).toHaveLength(2);
    expect((await verify()).code).toBe(0);
  });
});

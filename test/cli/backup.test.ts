import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBlobs } from '../../db/blob.ts';
import { openDatabase } from '../../db/open.ts';
import { kinds } from '../../src/core/index.ts';
import { createEventLog } from '../../src/ledger/log.ts';
import { logSeeds } from '../../src/ledger/log-key.ts';
import { createLedger } from '../../src/ledger/record.ts';
import { duban } from './console.ts';
import { type DataFolder, dataFolder } from './folder.ts';

const AT = '2025-06-30T18:00:00+08:00';
let folder: DataFolder;
let place: string;
const at = (...names: string[]) => path.join(place, ...names);

beforeAll(async () => {
  folder = await dataFolder({ demo: true });
  place = mkdtempSync(path.join(tmpdir(), 'duban-backup-'));
  await folder.look(({ knex }) =>
    createBlobs(knex, path.join(folder.path, 'blobs')).put(Buffer.from('photo'), 'image/jpeg', AT),
  );
  await sequence(folder.path);
}, 60_000);

afterAll(() => {
  folder.end();
  rmSync(place, { recursive: true, force: true });
});

async function sequence(dataDir: string): Promise<void> {
  const db = await openDatabase({ sqlite: path.join(dataDir, 'duban.db') });
  try {
    const log = createEventLog({ db, origin: 'shanyao.example/duban', seeds: logSeeds({ dataDir }) });
    while ((await log.sequence(AT)).more);
  } finally {
    await db.close();
  }
}

/** Somebody writes a note on so many open hazards. */
async function notes(count: number, name = 'busy'): Promise<readonly string[]> {
  return folder.look(async (db) => {
    const ledger = createLedger({ db, kinds, now: () => AT });
    const rows: { case_id: string }[] = await db
      .knex('case_view')
      .where({ kind: 'hazard', closed: false })
      .orderBy('case_id')
      .limit(count)
      .select('case_id');
    const written: string[] = [];
    for (const { case_id: caseId } of rows) {
      const outcome = await ledger.record({
        kind: 'hazard',
        caseId,
        commandId: `${name}-${caseId}`,
        type: 'addNote',
        payload: { text: '备份之后的说明' },
        actor: { post: 'street.safetyOffice', person: 'p-office' },
      });
      if (!outcome.ok) throw new Error(outcome.refusal.code);
      written.push(`${caseId} 第 ${outcome.seq} 条`);
    }
    return written;
  });
}

const backup = (file: string, ...more: string[]) => duban('backup', '-o', file, '--data', folder.path, ...more);
const restore = (file: string, to: string, ...more: string[]) => duban('restore', file, '--data', to, ...more);

describe('duban backup and restore', () => {
  it('brings back everything, keys apart', async () => {
    const made = await backup(at('one.backup'), '--with-keys', '--json');
    expect(made.code).toBe(0);
    expect(made.json()).toMatchObject({ files: 1, keyFile: at('one.backup.keys') });
    expect(statSync(at('one.backup.keys')).mode & 0o077).toBe(0);
    expect(readFileSync(at('one.backup')).includes(readFileSync(path.join(folder.path, 'log.key')))).toBe(false);

    const back = await restore(at('one.backup'), at('one'), '--keys', at('one.backup.keys'), '--json');
    expect(back.code).toBe(0);
    expect(back.json()).toMatchObject({ findings: [], notInTree: 0 });
    expect(readFileSync(at('one', 'log.key'))).toEqual(readFileSync(path.join(folder.path, 'log.key')));
    const events = async (dataDir: string) => {
      const db = await openDatabase({ sqlite: path.join(dataDir, 'duban.db') });
      const rows = await db.knex('event').select('rowid as place', 'case_id', 'seq', 'hash').orderBy('place');
      await db.close();
      return rows;
    };
    expect(await events(at('one'))).toEqual(await events(folder.path));
    expect(readdirSync(place).filter((name) => name.includes('part') || name.includes('restoring'))).toEqual([]);
  }, 60_000);

  it('copies one moment while somebody writes', async () => {
    const [made] = await Promise.all([backup(at('busy.backup')), notes(3)]);
    expect(made.code).toBe(0);
    await sequence(folder.path);
    expect((await restore(at('busy.backup'), at('busy'))).code).toBe(0);
  }, 60_000);

  it('overwrites nothing', async () => {
    writeFileSync(at('there.backup'), 'mine');
    expect(await backup(at('there.backup'))).toMatchObject({ code: 2, error: expect.stringContaining('已存在') });
    mkdirSync(at('used'));
    writeFileSync(at('used', 'note.txt'), 'mine');
    const refused = await restore(at('one.backup'), at('used'));
    expect(refused).toMatchObject({ code: 2, error: expect.stringContaining('不是空的') });
    expect(readdirSync(at('used'))).toEqual(['note.txt']);
  });

  it('takes no damaged backup, and leaves nothing of it behind', async () => {
    const bytes = readFileSync(at('one.backup'));
    const bent = Buffer.from(bytes);
    bent.writeUInt8(bent.readUInt8(60_000) ^ 1, 60_000);
    for (const [name, content] of [
      ['cut', bytes.subarray(0, bytes.length / 2)],
      ['bent', bent],
      ['none', Buffer.from('hello')],
    ] as const) {
      writeFileSync(at(`${name}.backup`), content);
      const { code, error } = await restore(at(`${name}.backup`), at(name));
      expect([name, code]).toEqual([name, 2]);
      expect(error).toContain('没有恢复任何内容');
      expect(existsSync(at(name))).toBe(false);
    }
    writeFileSync(at('other.keys'), '{"passwd":"x"}');
    expect((await restore(at('one.backup'), at('keys'), '--keys', at('other.keys'))).code).toBe(2);
  });

  it('of an old backup names exactly what is missing: by number with a kept checkpoint, by case with a package', async () => {
    expect((await backup(at('old.backup'))).code).toBe(0);
    const before = await folder.look(async ({ knex }) => Number((await knex('log_head').first('size')).size));
    const lost = await notes(2, 'late');
    await sequence(folder.path);
    await duban('log', 'checkpoint', '-o', at('kept.checkpoint'), '--data', folder.path);
    expect((await duban('export', '--all', '-o', at('kept.zip'), '--data', folder.path)).code).toBe(0);

    const back = await restore(at('old.backup'), at('old'), '--checkpoint', at('kept.checkpoint'));
    expect(back.code).toBe(1);
    expect(back.out).toContain(`缺第 ${before + 1} 至第 ${before + lost.length} 条`);
    const { json } = await duban('verify', '--live', '--package', at('kept.zip'), '--data', at('old'), '--json');
    const { findings } = json() as { findings: readonly { fault: string; where: string }[] };
    expect(findings.map(({ fault, where }) => `${fault} ${where}`).sort()).toEqual(
      lost.map((one) => `event-missing ${one}（档案包中有）`).sort(),
    );
  }, 120_000);
});

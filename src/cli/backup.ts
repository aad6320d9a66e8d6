import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listBlobs } from '../../db/blob.ts';
import { readCheckpoint } from '../../db/log-tree.ts';
import { openDatabase, type SqliteDatabase } from '../../db/open.ts';
import { createZip } from '../package/zip-write.ts';
import { BACKUP_FORMAT, type BackupManifest, KEY_FILES, LEDGER, MANIFEST } from './backup-format.ts';
import {
  CommandError,
  type CommandSpec,
  DATA_OPTION,
  type Given,
  has,
  type Io,
  type Outcome,
  required,
  unavailable,
} from './command.ts';
import { type LedgerAccess, now, withLedger } from './ledger-access.ts';
import { progressFor } from './progress.ts';

/** All pages in one step: a copy in several would begin anew with every commit of the running service. */
const ALL_PAGES = 0x7fff_ffff;

/** `duban backup`: the data folder as it is at one moment, while the service runs. */
export const backup: CommandSpec = {
  name: 'backup',
  summary: '备份：台账、证据和文书、字体，写成一个文件；可在运行中进行',
  details: [
    '',
    '备份不含密钥。--with-keys 把存证签名密钥和举报查询码密钥另写到“文件名.keys”，请与备份分开保管。',
    '台账在 PostgreSQL 时请用 pg_dump 备份数据库，并另行复制数据目录中的 blobs（见 docs/loss-and-repair.md）。',
    '恢复后用区级留存的存证点核对：duban verify --live --checkpoint 文件。',
  ],
  options: [
    { flags: '-o, --output <FILE>', about: '写入的文件（必填，不能已存在）' },
    { flags: '--with-keys', about: '另写密钥文件' },
    DATA_OPTION,
  ],
  examples: ['duban backup -o 2026-11-24.backup', 'duban backup -o 2026-11-24.backup --with-keys'],
  run: (given, io) => withLedger(given, io, (access) => run(access, given, io)),
};

async function run({ db, settings }: LedgerAccess, given: Given, io: Io): Promise<Outcome> {
  const file = path.resolve(required(given, 'output'));
  const keyFile = has(given, 'withKeys') ? `${file}.keys` : undefined;
  if (db.dialect !== 'sqlite')
    throw unavailable(
      'use-pg-dump',
      '台账在 PostgreSQL：请用 pg_dump --format=custom 备份数据库，再复制数据目录中的 blobs 和 fonts，恢复后运行 duban verify --live。',
    );
  for (const one of [file, keyFile])
    if (one !== undefined && existsSync(one))
      throw new CommandError(2, 'file-exists', `文件 ${one} 已存在，请换一个文件名。`);
  const manifest = await write(db, settings.dataDir, file, progressFor(io));
  if (keyFile !== undefined) await writeKeys(settings.dataDir, keyFile);
  const files = Object.keys(manifest.files).length - 1;
  return {
    code: 0,
    text: [
      `已备份 ${manifest.events} 条记录、${files} 个文件：${file}`,
      keyFile === undefined
        ? '不含密钥；密钥请用 --with-keys 另行备份并分开保管。'
        : `密钥另写于 ${keyFile}，请与备份分开保管。`,
      ...(manifest.checkpoint === null ? [] : ['备份时的存证点：', manifest.checkpoint.trimEnd()]),
    ],
    json: {
      file,
      ...(keyFile === undefined ? {} : { keyFile }),
      events: manifest.events,
      files,
      checkpoint: manifest.checkpoint,
    },
  };
}

/** The ledger first and the files after: a file is there before an event names it, so none can be missing. */
async function write(
  db: SqliteDatabase,
  dataDir: string,
  file: string,
  progress: (line: string) => void,
): Promise<BackupManifest> {
  const folder = await mkdtemp(`${file}.part-`);
  try {
    const copy = path.join(folder, LEDGER);
    progress('正在复制台账……');
    await db.raw.backup(copy, { progress: () => ALL_PAGES });
    const facts = await factsOf(copy);
    const part = path.join(folder, 'zip');
    // Flushed before it gets its name: a backup that is there is whole.
    const zip = createZip(createWriteStream(part, { mode: 0o600, flush: true }));
    const files: Record<string, { sha256: string; size: number }> = {};
    const add = async (name: string, place: string) => {
      files[name] = await zip.add(name, createReadStream(place), 'stored');
    };
    await add(LEDGER, copy);
    for (const [i, sha] of facts.blobs.entries()) {
      await add(`blobs/${sha.slice(0, 2)}/${sha}`, path.join(dataDir, 'blobs', sha.slice(0, 2), sha));
      progress(`已复制文件 ${i + 1} / ${facts.blobs.length}`);
    }
    for (const font of await fontsIn(dataDir)) await add(`fonts/${font}`, path.join(dataDir, 'fonts', font));
    const manifest = {
      format: BACKUP_FORMAT,
      at: now(),
      events: facts.events,
      checkpoint: facts.checkpoint,
      files,
    } as const;
    await zip.add(MANIFEST, JSON.stringify(manifest, null, 1));
    await zip.end();
    await rename(part, file);
    return manifest;
  } catch (error) {
    if (isMissing(error))
      throw unavailable(
        'file-missing',
        '台账中登记的文件在数据目录中找不到：请先运行 duban verify --live 查看是哪一个。',
      );
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function factsOf(copy: string) {
  const db = await openDatabase({ sqlite: copy });
  try {
    const counted = await db.knex('event').count('* as events').first();
    const checkpoint = (await readCheckpoint(db.knex))?.note ?? null;
    return { events: Number(counted?.events ?? 0), checkpoint, blobs: await listBlobs(db.knex) };
  } finally {
    await db.close();
  }
}

async function fontsIn(dataDir: string): Promise<readonly string[]> {
  const found = await readdir(path.join(dataDir, 'fonts'), { withFileTypes: true }).catch(() => []);
  return found.filter((entry) => entry.isFile()).map(({ name }) => name);
}

async function writeKeys(dataDir: string, file: string): Promise<void> {
  const keys: Record<string, string> = {};
  for (const name of KEY_FILES) {
    const text = await readFile(path.join(dataDir, name), 'utf8').catch((error) => {
      // Keys of the settings are in no file: whoever set them keeps them.
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (text !== undefined) keys[name] = text;
  }
  await writeFile(file, `${JSON.stringify(keys, null, 1)}\n`, { mode: 0o600, flag: 'wx', flush: true });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

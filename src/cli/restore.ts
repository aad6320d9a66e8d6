import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openDatabase } from '../../db/open.ts';
import { upgrade } from '../ledger/upgrade.ts';
import { type OpenZip, openZip } from '../package/zip-read.ts';
import { PackageFault } from '../replay/package-files.ts';
import { type BackupManifest, keysOf, LEDGER, MANIFEST, manifestOf } from './backup-format.ts';
import {
  CommandError,
  type CommandSpec,
  DATA_OPTION,
  type Given,
  type Io,
  list,
  type Outcome,
  optional,
  wrongUse,
} from './command.ts';
import { readText } from './input-file.ts';
import { settingsFor } from './ledger-access.ts';
import { progressFor } from './progress.ts';
import { liveLines, verifyLive } from './verify-live.ts';

const MOST_MANIFEST = 256 * 1024 * 1024;

/** `duban restore`: a backup into an empty data folder, verified. */
export const restore: CommandSpec = {
  name: 'restore',
  summary: '恢复：把备份放回空的数据目录，随即校验；不覆盖任何已有内容',
  details: [
    '',
    '数据目录必须不存在或为空。恢复后先用区级留存的最新存证点核对（--checkpoint），缺少的记录按编号列出，再运行 duban start。',
    'Temporal 的状态不在备份中：启动时由台账重建。校验有发现的退出码为 1，恢复的内容仍保留。',
  ],
  args: [{ name: '<FILE>', about: '备份文件' }],
  options: [
    { flags: '--keys <FILE>', about: '备份时另写的密钥文件' },
    { flags: '--checkpoint <FILE>', about: '另行留存的存证点，可重复', repeats: true },
    DATA_OPTION,
  ],
  examples: [
    'duban restore 2026-11-24.backup --data ./var --keys 2026-11-24.backup.keys --checkpoint 2026-11-24.checkpoint',
  ],
  run,
};

async function run(given: Given, io: Io): Promise<Outcome> {
  const [file = ''] = given.args;
  const { dataDir, databaseUrl } = settingsFor(given, io);
  if (databaseUrl !== undefined)
    throw wrongUse(
      '设置了 DUBAN_DATABASE_URL：备份只能恢复到数据目录。PostgreSQL 请用 pg_restore，再运行 duban verify --live。',
    );
  if (!existsSync(file)) throw new CommandError(2, 'file-not-found', `找不到文件 ${file}，请核对路径。`);
  const keptKeys = optional(given, 'keys');
  const keys = keptKeys === undefined ? new Map<string, string>() : keysOf(readText(keptKeys));
  if (keys === undefined) throw new CommandError(2, 'keys-invalid', `${keptKeys} 不是备份的密钥文件，请核对。`);
  const kept = list(given, 'checkpoint').map((one) => readText(one));
  await refuseUnlessEmpty(dataDir);
  const progress = progressFor(io);
  const manifest = await unpack(file, dataDir, keys, progress);
  const own = manifest.checkpoint === null ? [] : [manifest.checkpoint];
  const verified = await verify(dataDir, [...own, ...kept], progress);
  const code = verified.findings.length === 0 ? 0 : 1;
  return {
    code,
    text: [
      `已恢复到 ${dataDir}（备份于 ${manifest.at}）`,
      ...liveLines(verified),
      ...(keys.has('log.key') ? [] : ['没有恢复存证签名密钥：下次启动会生成新密钥，此后的存证点由新密钥签名。']),
      ...(keys.has('receipt.key') ? [] : ['没有恢复查询码密钥：没有它，举报人手中的查询码不能使用。']),
      '下一步：duban start（Temporal 由台账重建，到期事项立即补记）。',
    ],
    json: { dataDir, at: manifest.at, keys: [...keys.keys()], ...verified },
  };
}

async function refuseUnlessEmpty(dataDir: string): Promise<void> {
  const found = existsSync(dataDir) ? await readdir(dataDir) : [];
  if (found.length > 0)
    throw new CommandError(
      2,
      'folder-not-empty',
      `数据目录 ${dataDir} 不是空的，没有恢复任何内容。请先移走，或用 --data 指定空目录。`,
    );
}

/** Everything into a folder beside, checked while it is written, and moved into place as a whole. */
async function unpack(
  file: string,
  dataDir: string,
  keys: ReadonlyMap<string, string>,
  progress: (line: string) => void,
): Promise<BackupManifest> {
  const folder = `${dataDir}.restoring-${process.pid}`;
  try {
    const zip = await openZip(file);
    try {
      const manifest = await readManifest(zip);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const names = Object.keys(manifest.files);
      for (const [i, name] of names.entries()) {
        await put(zip, name, path.join(folder, ...name.split('/')), manifest.files[name]?.sha256 ?? '');
        progress(`已恢复文件 ${i + 1} / ${names.length}`);
      }
      for (const [name, text] of keys) await writeFile(path.join(folder, name), text, { mode: 0o600, flush: true });
      // Fails if somebody has put something there meanwhile.
      if (existsSync(dataDir)) await rmdir(dataDir);
      await rename(folder, dataDir);
      return manifest;
    } finally {
      await zip.close();
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    if (error instanceof PackageFault)
      throw new CommandError(2, 'backup-broken', `${error.message}没有恢复任何内容，请换一份备份。`);
    throw error;
  }
}

async function readManifest(zip: OpenZip): Promise<BackupManifest> {
  if (!zip.names.includes(MANIFEST)) throw new PackageFault('package-broken', `${MANIFEST}（缺少）`);
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of zip.read(MANIFEST)) {
    size += piece.length;
    if (size > MOST_MANIFEST) throw new PackageFault('package-hostile', MANIFEST);
    pieces.push(piece);
  }
  const manifest = manifestOf(Buffer.concat(pieces).toString('utf8'));
  if (manifest === undefined) throw new PackageFault('package-broken', MANIFEST);
  const missing = Object.keys(manifest.files).find((name) => !zip.names.includes(name));
  if (missing !== undefined) throw new PackageFault('package-broken', `${missing}（缺少）`);
  return manifest;
}

async function put(zip: OpenZip, name: string, place: string, sha256: string): Promise<void> {
  await mkdir(path.dirname(place), { recursive: true });
  const handle = await open(place, 'wx', name === LEDGER ? 0o600 : 0o644);
  const sum = createHash('sha256');
  try {
    for await (const piece of zip.read(name)) {
      sum.update(piece);
      await handle.writeFile(piece);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (sum.digest('hex') !== sha256) throw new PackageFault('package-broken', `${name}（与备份时的哈希不符）`);
}

async function verify(dataDir: string, kept: readonly string[], progress: (line: string) => void) {
  const db = await openDatabase({ sqlite: path.join(dataDir, LEDGER) });
  try {
    await upgrade(db);
    return await verifyLive(db, path.join(dataDir, 'blobs'), kept, progress);
  } finally {
    await db.close();
  }
}

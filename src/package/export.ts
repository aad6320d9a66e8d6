import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { base64 } from '@scure/base';
import type { Blobs } from '../../db/blob.ts';
import { readCheckpoint, readLeaves, readLeavesOf, readLogKeys } from '../../db/log-tree.ts';
import type { Database } from '../../db/open.ts';
import type { CaseId } from '../core/index.ts';
import { canonicalJson } from '../core/log/canonical.ts';
import { checkpointText, openNote, parseCheckpoint, type Signer, signNote } from '../core/log/checkpoint.ts';
import { TILE_WIDTH } from '../core/log/tile.ts';
import { inclusionRanges } from '../core/log/tree.ts';
import {
  type FileFacts,
  type Manifest,
  manifestOrigin,
  PACKAGE_FILES,
  PACKAGE_FORMAT,
  packageLine,
  rangeName,
} from '../replay/package-format.ts';
import type { PackagePrograms } from './bundle.ts';
import { type Add, addFiles, addTerms } from './contents.ts';
import { addPages } from './pages.ts';
import { readmeText } from './readme.ts';
import { createSeen, type Seen } from './seen.ts';
import { createTreeHashes } from './tree-hashes.ts';
import { createZip } from './zip-write.ts';

/** What a package is made from. */
export interface PackageSource {
  readonly db: Database;
  readonly blobs: Blobs;
  /** The key that signs the log now; it signs the manifest too. */
  readonly signer: Signer;
  readonly programs: PackagePrograms;
  readonly progress?: (line: string) => void;
}

/** What went into a package. */
export interface Exported {
  readonly scope: Manifest['scope'];
  readonly cases: number;
  readonly events: number;
  readonly files: number;
  readonly checkpoint: number;
  /** Files that the record names and the store does not have as they were: the package says so when it is verified. */
  readonly missing: readonly string[];
}

/** A package that cannot be made; what was written of it is none. */
export class PackageRefused extends Error {
  readonly code: 'no-checkpoint' | 'nothing-to-export' | 'other-key' | 'ledger-damaged';

  constructor(code: PackageRefused['code'], message: string) {
    super(message);
    this.name = 'PackageRefused';
    this.code = code;
  }
}

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/**
 * Writes the auditor's package of these cases, or of everything, to a stream: events in the order of the tree as far as the newest checkpoint
 * reaches, whatever was recorded meanwhile. The same content gives the same bytes. Throws PackageRefused.
 */
export async function exportPackage(
  source: PackageSource,
  asked: readonly CaseId[] | 'all',
  out: Writable,
): Promise<Exported> {
  const { db, signer, progress = () => undefined } = source;
  const { knex } = db;
  const checkpoint = await readCheckpoint(knex);
  if (checkpoint === undefined)
    throw new PackageRefused(
      'no-checkpoint',
      '还没有存证点：运行 duban start 后，新的记录会在两秒内存证，然后再导出。',
    );
  const keys = (await readLogKeys(knex)).map(({ vkey }) => vkey);
  const { origin } = parseCheckpoint(openNote(checkpoint.note).text);
  if (signer.key.name !== origin || !keys.some((key) => key.startsWith(`${origin}+${signer.key.id}+`)))
    throw new PackageRefused('other-key', '签名密钥不是这个日志的：请使用运行 duban start 的数据目录和密钥设置。');
  const { size } = checkpoint;
  const wanted = asked === 'all' ? undefined : await leavesOf(db, asked, size);
  if (size === 0 || wanted?.leaves.length === 0)
    throw new PackageRefused(
      'nothing-to-export',
      '没有可以导出的记录。请核对编号和日期；刚录入的记录要等两秒存证后才能导出。',
    );

  const zip = createZip(out);
  const files: Record<string, FileFacts> = {};
  const add: Add = async (name, content, packed) => {
    files[name] = await zip.add(name, content, packed);
  };
  const seen = createSeen();
  await add(PACKAGE_FILES.page, source.programs.page);
  await add(PACKAGE_FILES.verifier, source.programs.verifier);
  await add(PACKAGE_FILES.events, eventLines(db, size, wanted, seen, progress));
  const caseIds = [...seen.leaves.keys()].sort();
  const scope = wanted === undefined ? 'all' : 'cases';
  await add(PACKAGE_FILES.checkpoint, checkpoint.note);
  await add(PACKAGE_FILES.key, `${keys.join('\n')}\n`);
  const tree = createTreeHashes(knex, sha256);
  await add(PACKAGE_FILES.proofs, proofsText(size, wanted?.leaves ?? [], tree));
  const events = [...seen.leaves.values()].reduce((sum, leaves) => sum + leaves.length, 0);
  await add(PACKAGE_FILES.readme, readmeText({ origin, size, scope, cases: caseIds.length, events }));

  const terms = await addTerms(db, seen, add);
  progress('正在写入文书和附件……');
  const papers = await addFiles(source.blobs, seen, add);
  await addPages(db, add, {
    scope,
    checkpoint: checkpoint.note,
    keys,
    size,
    caseIds,
    seen,
    terms,
    tree,
    filesOf: papers.filesOf,
    progress,
  });
  const manifest: Manifest = {
    format: PACKAGE_FORMAT,
    scope,
    cases: Object.fromEntries(caseIds.map((id) => [id, seen.leaves.get(id)?.length ?? 0])),
    ruleSets: terms.ruleSets,
    calendars: terms.calendars,
    files,
  };
  const text = `${canonicalJson(manifest, Number.POSITIVE_INFINITY)}\n`;
  await zip.add(PACKAGE_FILES.manifest, text);
  const root = sha256(Buffer.from(text, 'utf8'));
  await zip.add(PACKAGE_FILES.note, signNote(checkpointText({ origin: manifestOrigin(origin), size, root }), [signer]));
  await zip.end();
  return {
    scope,
    cases: caseIds.length,
    events,
    files: Object.keys(files).length + 2,
    checkpoint: size,
    missing: papers.missing,
  };
}

interface Wanted {
  /** In the order of the tree. */
  readonly leaves: readonly number[];
  readonly cases: ReadonlySet<CaseId>;
}

/** The leaves of these cases that the checkpoint covers. */
async function leavesOf({ knex }: Database, ids: readonly CaseId[], size: number): Promise<Wanted> {
  const leaves: number[] = [];
  for (const id of ids) for (const n of (await readLeavesOf(knex, id)).values()) if (n < size) leaves.push(n);
  return { leaves: leaves.sort((a, b) => a - b), cases: new Set(ids) };
}

async function* eventLines(
  { knex }: Database,
  size: number,
  wanted: Wanted | undefined,
  seen: Seen,
  progress: (line: string) => void,
): AsyncGenerator<string> {
  const tiles = wanted && new Set(wanted.leaves.map((leaf) => Math.floor(leaf / TILE_WIDTH)));
  let done = 0;
  for (let from = 0, index = 0; from < size; from += TILE_WIDTH, index++) {
    if (tiles && !tiles.has(index)) continue;
    const lines: string[] = [];
    for (const [i, leaf] of (await readLeaves(knex, from, Math.min(from + TILE_WIDTH, size))).entries()) {
      if (wanted && !wanted.cases.has(leaf.caseId)) continue;
      if (leaf.event === undefined) throw damaged(leaf.caseId, leaf.seq);
      seen.take(JSON.parse(leaf.event.bytes), from + i);
      lines.push(`${packageLine({ leaf: from + i, ...leaf.event })}\n`);
    }
    done += lines.length;
    progress(`已写入 ${done} 条事件`);
    yield lines.join('');
  }
}

/** A package of a ledger that has lost something would look whole. */
function damaged(caseId: CaseId, seq: number): PackageRefused {
  return new PackageRefused(
    'ledger-damaged',
    `台账缺少 ${caseId} 第 ${seq} 条记录：请运行 duban verify --live 查明，从备份恢复后再导出。`,
  );
}

/** One hash a line, in the order of the events: a whole log needs none. */
async function* proofsText(
  size: number,
  leaves: readonly number[],
  tree: ReturnType<typeof createTreeHashes>,
): AsyncGenerator<string> {
  yield `{"size":${size},"hashes":{`;
  const done = new Set<string>();
  for (const leaf of leaves) {
    let text = '';
    for (const range of inclusionRanges(leaf, size)) {
      const name = rangeName(range);
      if (done.has(name)) continue;
      text += `${done.size === 0 ? '' : ','}\n"${name}":"${base64.encode(await tree.of(range))}"`;
      done.add(name);
    }
    if (text !== '') yield text;
  }
  yield '}}\n';
}

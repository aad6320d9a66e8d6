import { BlobDamaged, createBlobs, listBlobs } from '../../db/blob.ts';
import {
  countLeaves,
  readCheckpoints,
  readLeaves,
  readLogHead,
  readLogKeys,
  readUnsequenced,
} from '../../db/log-tree.ts';
import type { Database } from '../../db/open.ts';
import { kinds } from '../core/index.ts';
import { parseKey } from '../core/log/checkpoint.ts';
import { TILE_WIDTH } from '../core/log/tile.ts';
import { reconcile } from '../ledger/rebuild.ts';
import { nodeSha256 } from '../ledger/sha256.ts';
import { found, type VerifyFinding } from '../replay/finding.ts';
import { filesNamed } from '../replay/package-format.ts';
import { createLogVerifier, type LogVerifier, type Verified } from '../replay/verify.ts';
import { unavailable } from './command.ts';
import { missingEvents } from './missing-events.ts';

/** What a verification of the running ledger looked at. */
export interface LiveVerified extends Verified {
  readonly files: number;
  /** Events younger than the newest checkpoint. */
  readonly notInTree: number;
}

/** More checkpoints than these are sampled evenly; the first and the last are always among them. */
const MOST_CHECKPOINTS = 200;
/** So many events without a checkpoint mean that no sequencer has run for long. */
const MOST_PENDING = 100_000;

/** Verifies chain, tree, checkpoints (own and kept elsewhere), read model and files of a ledger; reads everything once. `compared`: a package whose events it must hold. */
export async function verifyLive(
  db: Database,
  blobFolder: string,
  kept: readonly string[],
  progress: (line: string) => void,
  compared?: string,
): Promise<LiveVerified> {
  const { knex } = db;
  const keys = (await readLogKeys(knex)).map(({ vkey }) => parseKey(vkey));
  const own = (await readCheckpoints(knex)).map(({ note }) => note);
  const verifier = createLogVerifier({ checkpoints: [...sampled(own), ...kept], keys }, nodeSha256);
  const size = (await readLogHead(knex))?.size ?? 0;
  const files = new Map<string, string>();
  for (let from = 0; from < size; from += TILE_WIDTH) {
    for (const { caseId, seq, event, leaf } of await readLeaves(knex, from, Math.min(from + TILE_WIDTH, size))) {
      const where = `${caseId} 第 ${seq} 条`;
      if (event === undefined) verifier.gone(where, leaf);
      else {
        verifier.next({ ...event, ...(leaf === undefined ? {} : { leaf }) });
        for (const name of filesOf(event.bytes)) files.set(name, where);
      }
    }
    progress(`已校验 ${Math.min(from + TILE_WIDTH, size)} / ${size} 条`);
  }
  const notInTree = await verifyPending(db, verifier);
  const verified = verifier.end();
  const leaves = await countLeaves(knex);
  const findings: VerifyFinding[] = [...verified.findings];
  if (leaves !== size) findings.push(found('tree-altered', `存证树记 ${size} 条、清单 ${leaves} 条`));
  progress('正在核对读模型……');
  const { differences } = await reconcile({ db, kinds });
  for (const { caseId, what } of differences)
    if (what !== 'chain' && what !== 'behind') findings.push(found('view-differs', caseId));
  progress('正在核对文件……');
  findings.push(...(await verifyFiles(db, blobFolder, files)));
  if (compared !== undefined) {
    progress('正在核对档案包中的记录……');
    findings.push(...(await missingEvents(db, compared)));
  }
  return { ...verified, findings, files: files.size, notInTree };
}

/** A verification in lines for people. */
export function liveLines({ events, cases, checkpoints, files, notInTree, findings }: LiveVerified): string[] {
  return [
    `校验 ${cases} 件、${events + notInTree} 条事件、${checkpoints} 个存证点、${files} 个文件`,
    ...(notInTree === 0 ? [] : [`其中 ${notInTree} 条尚未写入存证树（运行中的系统会在两秒内写入）`]),
    ...findings.map(({ message }) => `  ✗ ${message}`),
    findings.length === 0 ? '没有发现改动、缺失或插入。' : `发现 ${findings.length} 处问题。`,
  ];
}

/** Events that came after the newest checkpoint: their chain alone can be checked. */
async function verifyPending(db: Database, verifier: LogVerifier): Promise<number> {
  const { events } = await readUnsequenced(db, undefined, MOST_PENDING);
  if (events.length === MOST_PENDING)
    throw unavailable(
      'log-behind',
      `有 ${MOST_PENDING} 条以上事件尚未写入存证树：请运行 duban start，待存证完成后再校验。`,
    );
  for (const event of events) verifier.pending(event);
  return events.length;
}

/** SHA-256 of every file that an event of a paper names. */
function filesOf(bytes: string): readonly string[] {
  return bytes.includes('"kind":"notice"') ? Object.values(filesNamed(JSON.parse(bytes))) : [];
}

async function verifyFiles(
  { knex }: Database,
  folder: string,
  named: ReadonlyMap<string, string>,
): Promise<readonly VerifyFinding[]> {
  const blobs = createBlobs(knex, folder);
  const findings: VerifyFinding[] = [];
  for (const [sha, where] of named)
    if ((await blobs.facts(sha)) === undefined) findings.push(found('file-missing', where));
  for (const name of await listBlobs(knex)) {
    try {
      await blobs.read(name);
    } catch (error) {
      if (!(error instanceof BlobDamaged)) throw error;
      findings.push(found('file-altered', `文件 ${name.slice(0, 12)}…（${named.get(name) ?? '证据'}）`));
    }
  }
  return findings;
}

function sampled(notes: readonly string[]): readonly string[] {
  if (notes.length <= MOST_CHECKPOINTS) return notes;
  const step = (notes.length - 1) / (MOST_CHECKPOINTS - 1);
  return Array.from({ length: MOST_CHECKPOINTS }, (_, i) => notes[Math.round(i * step)] as string);
}

import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { base64 } from '@scure/base';
import type { Sha256 } from '../core/log/chain.ts';
import {
  type Checkpoint,
  CheckpointError,
  openNote,
  parseCheckpoint,
  parseKey,
  type VerifierKey,
} from '../core/log/checkpoint.ts';
import { inclusionRanges, leafHash, verifyInclusion } from '../core/log/tree.ts';
import { createBackdateCheck, readTermsAtHand } from './backdate.ts';
import { found, type VerifyFinding } from './finding.ts';
import { lines, PackageFault, type PackageFiles, readText } from './package-files.ts';
import {
  filesNamed,
  type Manifest,
  PACKAGE_FILES,
  type PackageLine,
  parsePackageLine,
  rangeName,
  type SharedProofs,
  termsHash,
} from './package-format.ts';
import { checkManifestNote, manifestOf, proofsOf, type Report } from './package-manifest.ts';
import { createLogVerifier } from './verify.ts';

/** Who looks: a key had from elsewhere, checkpoints that somebody has kept, a hash that is faster than the portable one. */
export interface PackageCheck {
  readonly keys?: readonly string[];
  readonly kept?: readonly string[];
  readonly sha256?: Sha256;
  /** Begins a SHA-256 over pieces; default: the portable one. */
  readonly hasher?: () => Hasher;
  readonly progress?: (line: string) => void;
}

/** A SHA-256 over pieces. */
export interface Hasher {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}

/** How far the verification of a package came. */
export interface PackageVerified {
  readonly scope: Manifest['scope'] | undefined;
  readonly events: number;
  readonly cases: number;
  readonly files: number;
  readonly checkpoint: { readonly origin: string; readonly size: number } | undefined;
  /** The keys that were trusted, and where they came from. */
  readonly keys: readonly string[];
  readonly keysFrom: 'given' | 'package';
  readonly findings: readonly VerifyFinding[];
}

const MOST_FINDINGS = 1_000;

/** Verifies a package in one pass over its files: signature, manifest, chains, tree or proofs, terms, times. Throws PackageFault if it cannot be read. */
export async function verifyPackage(files: PackageFiles, check: PackageCheck = {}): Promise<PackageVerified> {
  const { sha256 = nobleSha256, hasher = () => nobleSha256.create(), progress = () => undefined } = check;
  const findings: VerifyFinding[] = [];
  const report = (fault: VerifyFinding['fault'], where: string) =>
    void (findings.length < MOST_FINDINGS && findings.push(found(fault, where)));
  const text = (name: string) => readText(files, name);

  for (const name of Object.values(PACKAGE_FILES))
    if (!files.names.includes(name)) throw new PackageFault('package-broken', `${name}（缺少）`);
  const keyLines = check.keys ?? (await text(PACKAGE_FILES.key)).split('\n').filter((line) => line !== '');
  const keys = keyLines.flatMap((line) => keyOf(line, report));
  const note = await text(PACKAGE_FILES.checkpoint);
  const checkpoint = checkpointOf(note);
  const manifestText = await text(PACKAGE_FILES.manifest);
  checkManifestNote(await text(PACKAGE_FILES.note), manifestText, { keys, checkpoint, sha256, report });
  const manifest = manifestOf(manifestText);

  const sums = await checkFiles(files, manifest, { hasher, report, progress });
  const terms = await checkTerms(manifest, text, { sha256, report });
  const proofs = proofsOf(await text(PACKAGE_FILES.proofs));
  const whole = manifest.scope === 'all';
  const log = createLogVerifier({ checkpoints: [note, ...(check.kept ?? [])], keys }, sha256);
  const backdated = createBackdateCheck(terms);
  const shas = new Set(Object.values(manifest.files).map((file) => file.sha256));
  const counts = new Map<string, number>();
  let events = 0;
  let before = -1;

  function take(line: PackageLine, number: number): void {
    const event = eventOf(line.bytes);
    const where = event === undefined ? `events.jsonl 第 ${number} 行` : `${event.caseId} 第 ${event.seq} 条`;
    if (line.leaf <= before) report('event-inserted', `${where}（存证序号 ${line.leaf}）`);
    else if (whole && line.leaf !== before + 1) report('event-missing', `存证序号 ${before + 1} 至 ${line.leaf - 1}`);
    before = Math.max(before, line.leaf);
    const logged = { bytes: line.bytes, hash: line.hash };
    if (whole) log.next(logged);
    else {
      log.pending(logged);
      const proved = checkProof(line, proofs, checkpoint, sha256);
      if (proved !== undefined) report(proved, where);
    }
    if (event === undefined) return;
    counts.set(event.caseId, (counts.get(event.caseId) ?? 0) + 1);
    const named = filesNamed(event);
    for (const [which, sha] of Object.entries(named))
      if (!shas.has(sha)) report('file-missing', `${where}（${which} ${sha.slice(0, 12)}…）`);
    const late = backdated.next(event);
    if (late !== undefined) report('backdated', `${where}（${late}）`);
  }

  for await (const { line, number } of lines(files, PACKAGE_FILES.events)) {
    const parsed = parsePackageLine(line);
    events += 1;
    if (parsed === undefined) report('not-canonical', `events.jsonl 第 ${number} 行`);
    else take(parsed, number);
    if (events % 20_000 === 0) progress(`已校验 ${events} 条`);
  }
  checkCounts(counts, manifest, report);
  findings.push(...keptFindings(log.end().findings, whole));
  return {
    scope: manifest.scope,
    events,
    cases: counts.size,
    files: sums,
    checkpoint: checkpoint && { origin: checkpoint.origin, size: checkpoint.size },
    keys: keyLines,
    keysFrom: check.keys === undefined ? 'package' : 'given',
    findings: distinct(findings),
  };
}

function keyOf(line: string, report: Report): readonly VerifierKey[] {
  try {
    return [parseKey(line)];
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    report('checkpoint-unknown-key', `公钥“${line.slice(0, 60)}”`);
    return [];
  }
}

/** Undefined if it is none: the log's verifier says so. */
function checkpointOf(note: string): Checkpoint | undefined {
  try {
    return parseCheckpoint(openNote(note).text);
  } catch (error) {
    if (error instanceof CheckpointError) return undefined;
    throw error;
  }
}

/** Every file that the manifest names is there with its bytes, and no other. Returns how many there are. */
async function checkFiles(
  files: PackageFiles,
  manifest: Manifest,
  { hasher, report, progress }: { hasher: () => Hasher; report: Report; progress: (line: string) => void },
): Promise<number> {
  const own: readonly string[] = [PACKAGE_FILES.manifest, PACKAGE_FILES.note];
  const there = new Set(files.names);
  for (const name of files.names)
    if (!own.includes(name) && !Object.hasOwn(manifest.files, name)) report('package-hostile', `${name}（清单中没有）`);
  let done = 0;
  for (const [name, facts] of Object.entries(manifest.files)) {
    if (!there.has(name)) report('file-missing', name);
    else {
      const hash = hasher();
      for await (const piece of files.read(name)) hash.update(piece);
      if (bytesToHex(hash.digest()) !== facts.sha256) report('file-altered', name);
    }
    if (++done % 1_000 === 0) progress(`已核对 ${done} 个文件`);
  }
  return done;
}

/** Rule sets and calendars are what the manifest says they are; those that are go to whoever needs them. */
async function checkTerms(
  manifest: Manifest,
  text: (name: string) => Promise<string>,
  { sha256, report }: { sha256: Sha256; report: Report },
) {
  const read = async (listed: Manifest['ruleSets']): Promise<ReadonlyMap<string, unknown>> => {
    const good = new Map<string, unknown>();
    for (const [id, { file, contentHash }] of Object.entries(listed)) {
      const body = Object.hasOwn(manifest.files, file) ? await textOrNothing(text, file) : undefined;
      if (body === undefined || hashOf(body, sha256) !== contentHash || idOf(body) !== id)
        report('terms-altered', file);
      else good.set(id, JSON.parse(body));
    }
    return good;
  };
  return readTermsAtHand(await read(manifest.ruleSets), await read(manifest.calendars));
}

/** A file that is not there was named before. */
async function textOrNothing(text: (name: string) => Promise<string>, file: string): Promise<string | undefined> {
  try {
    return await text(file);
  } catch (error) {
    if (error instanceof PackageFault) return undefined;
    throw error;
  }
}

function hashOf(body: string, sha256: Sha256): string | undefined {
  try {
    return termsHash(body, sha256);
  } catch {
    return undefined;
  }
}

function idOf(body: string): unknown {
  return (JSON.parse(body) as { readonly id?: unknown } | null)?.id;
}

/** Whether the leaf is in the checkpoint's tree; undefined if it is. */
function checkProof(
  { leaf, bytes }: PackageLine,
  proofs: SharedProofs,
  checkpoint: Checkpoint | undefined,
  sha256: Sha256,
): 'not-in-tree' | 'proof-broken' | undefined {
  if (checkpoint === undefined) return undefined;
  const { size, root } = checkpoint;
  if (leaf >= size) return 'not-in-tree';
  const hashes = inclusionRanges(leaf, size).map((range) => hashIn(proofs, rangeName(range)));
  if (proofs.size !== size || hashes.includes(undefined)) return 'proof-broken';
  const proof = hashes.filter((hash) => hash !== undefined);
  const holds = verifyInclusion({ leaf: leafHash(utf8ToBytes(bytes), sha256), index: leaf, size, root, proof }, sha256);
  return holds ? undefined : 'proof-broken';
}

function hashIn({ hashes }: SharedProofs, range: string): Uint8Array | undefined {
  const encoded = Object.hasOwn(hashes, range) ? hashes[range] : undefined;
  try {
    return typeof encoded === 'string' ? base64.decode(encoded) : undefined;
  } catch {
    return undefined;
  }
}

/** A chain alone does not show that its end was cut off: the signed manifest does. */
function checkCounts(counts: ReadonlyMap<string, number>, { cases }: Manifest, report: Report): void {
  for (const [caseId, count] of Object.entries(cases)) {
    const here = counts.get(caseId) ?? 0;
    if (here < count) report('events-lost', `${caseId}（应有 ${count} 条，只有 ${here} 条）`);
  }
  for (const [caseId, here] of counts) {
    const count = Object.hasOwn(cases, caseId) ? (cases[caseId] as number) : 0;
    if (here > count) report('event-inserted', `${caseId}（应有 ${count} 条，却有 ${here} 条）`);
  }
}

/** The tree of a part of the log cannot be made from its events, so what is said of its end does not count there. */
function keptFindings(findings: readonly VerifyFinding[], whole: boolean): readonly VerifyFinding[] {
  return whole ? findings : findings.filter(({ fault }) => fault !== 'events-lost' && fault !== 'history-rewritten');
}

function distinct(findings: readonly VerifyFinding[]): readonly VerifyFinding[] {
  return [...new Map(findings.map((one) => [one.message, one])).values()];
}

interface EventRead {
  readonly caseId: string;
  readonly seq: number;
  readonly kind: string;
  readonly at: string;
  readonly recordedAt: string;
  readonly ruleSet: string;
  readonly calendar: string;
  readonly command?: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

function eventOf(bytes: string): EventRead | undefined {
  try {
    const event = JSON.parse(bytes) as EventRead;
    const texts = [event.caseId, event.kind, event.at, event.recordedAt, event.ruleSet, event.calendar];
    const whole = texts.every((text) => typeof text === 'string') && Number.isSafeInteger(event.seq);
    return whole && typeof event.payload === 'object' && event.payload !== null ? event : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

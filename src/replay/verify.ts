import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { EVENT_FORMAT_LINE, type Sha256 } from '../core/log/chain.ts';
import {
  type Checkpoint,
  CheckpointError,
  checkSignature,
  type Note,
  openNote,
  parseCheckpoint,
  type VerifierKey,
} from '../core/log/checkpoint.ts';
import { emptyTree, foldNodes, type Hash, sameHash } from '../core/log/tree.ts';
import { found, type VerifyFinding } from './finding.ts';
import { type EventLink, readLink } from './link.ts';

/** One event as it stands in the log or a package, in the order of the tree. */
export interface LoggedEvent {
  /** Its canonical bytes. */
  readonly bytes: string;
  /** The hash recorded for it, lower-case hex. */
  readonly hash: string;
  /** The hash that the tree holds for it, where that is known. */
  readonly leaf?: Hash;
}

/** How far a verification came. */
export interface Verified {
  readonly events: number;
  readonly cases: number;
  /** Checkpoints whose signature and root hold. */
  readonly checkpoints: number;
  readonly findings: readonly VerifyFinding[];
}

/** Goes through a log once, event by event, and finds what does not hold. */
export interface LogVerifier {
  next(event: LoggedEvent): void;
  /** A leaf whose event is gone: the tree goes on with the hash that is known of it. */
  gone(where: string, leaf: Hash | undefined): void;
  /** An event that no tree holds yet: its chain is checked alone. */
  pending(event: LoggedEvent): void;
  /** After the last event. */
  end(): Verified;
}

interface Expected {
  readonly where: string;
  readonly checkpoint: Checkpoint;
}

/** More findings than anybody reads; the count goes on. */
const MOST_FINDINGS = 1_000;

/**
 * Verifies chain and tree in one pass with memory for one hash a case: every event against its own hash and the one before it in its case, and the
 * tree's root against every checkpoint on the way. Checkpoints may come from the log itself and from whoever has kept one.
 */
export function createLogVerifier(
  { checkpoints, keys }: { readonly checkpoints: readonly string[]; readonly keys: readonly VerifierKey[] },
  sha256: Sha256 = nobleSha256,
): LogVerifier {
  const findings: VerifyFinding[] = [];
  const report = (finding: VerifyFinding) => void (findings.length < MOST_FINDINGS && findings.push(finding));
  const expected = readCheckpoints(checkpoints, keys, report);
  const heads = new Map<string, Head>();
  const hasher = createEventHasher(sha256);
  const tree = createFrontier(sha256);
  let good = 0;
  let due = 0;
  checkRoots();

  function checkRoots(): void {
    for (let next = expected[due]; next !== undefined && next.checkpoint.size === tree.size(); next = expected[++due])
      if (sameHash(tree.root(), next.checkpoint.root)) good++;
      else report(found('history-rewritten', next.where));
  }

  return {
    next({ bytes, hash, leaf }) {
      const event = readLink(bytes);
      hasher.take(bytes);
      if (event === undefined) report(found('not-canonical', `第 ${tree.size() + 1} 条`));
      else checkLink(event, hash);
      const computed = hasher.leaf();
      if (leaf !== undefined && !sameBytes(leaf, computed)) report(found('leaf-altered', nameOf(event, tree.size())));
      tree.add(leaf ?? computed);
      checkRoots();
    },
    gone(where, leaf) {
      report(found('leaf-missing', where));
      tree.add(leaf ?? emptyTree(sha256));
      checkRoots();
    },
    pending({ bytes, hash }) {
      const event = readLink(bytes);
      hasher.take(bytes);
      if (event === undefined) report(found('not-canonical', '未存证的一条'));
      else checkLink(event, hash);
    },
    end() {
      for (const { where, checkpoint } of expected.slice(due))
        report(found('events-lost', `${where}（缺第 ${tree.size() + 1} 至第 ${checkpoint.size} 条）`));
      return { events: tree.size(), cases: heads.size, checkpoints: good, findings };
    },
  };

  function checkLink(event: EventLink, hash: string): void {
    const { caseId, seq, prevHash } = event;
    const head = heads.get(caseId) ?? NO_HEAD;
    if (seq > head.seq + 1) report(found('event-missing', gapOf(caseId, head.seq + 1, seq - 1)));
    else if (seq <= head.seq) report(found('event-inserted', nameOf(event, 0)));
    else if (prevHash !== head.hash) report(found('link-broken', nameOf(event, 0)));
    if (!isHex(hash, hasher.event(prevHash))) report(found('event-altered', nameOf(event, 0)));
    heads.set(caseId, { seq, hash });
  }
}

interface Head {
  readonly seq: number;
  readonly hash: string;
}

const NO_HEAD: Head = { seq: 0, hash: '' };

function gapOf(caseId: string, from: number, to: number): string {
  return `${caseId} 第 ${from} ${from === to ? '' : `至第 ${to} `}条`;
}

const ENCODER = new TextEncoder();
const HASH_BYTES = 32;
const FORMAT_BYTES = EVENT_FORMAT_LINE.length;
/** Where an event's own bytes begin in the workbench: the format line and the hash before it stand in front. */
const BODY = FORMAT_BYTES + HASH_BYTES;

/**
 * Both hashes of an event over one copy of its bytes. They differ only in what stands before the bytes, so that is changed in place: the format
 * line and the hash before for the chain, one zero byte for the tree.
 */
function createEventHasher(sha256: Sha256) {
  let bench = new Uint8Array(BODY + 3 * 4_096);
  let end = BODY;
  return {
    take(text: string): void {
      if (bench.length < BODY + text.length * 3) bench = new Uint8Array(BODY + text.length * 3);
      end = BODY + ENCODER.encodeInto(text, bench.subarray(BODY)).written;
    },
    event(prevHash: string): Hash {
      const from = prevHash === '' ? HASH_BYTES : 0;
      bench.set(EVENT_FORMAT_LINE, from);
      for (let i = 0; i < prevHash.length; i += 2)
        bench[FORMAT_BYTES + i / 2] = (digit(prevHash, i) << 4) | digit(prevHash, i + 1);
      return sha256(bench.subarray(from, end));
    },
    leaf(): Hash {
      bench[BODY - 1] = 0;
      return sha256(bench.subarray(BODY - 1, end));
    },
  };
}

/** Value of a hexadecimal digit in lower case; of anything else a number that fits into no byte. */
function digit(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  return unit >= 0x61 && unit <= 0x66 ? unit - 0x57 : 0x1_00;
}

function isHex(text: string, bytes: Hash): boolean {
  if (text.length !== bytes.length * 2) return false;
  for (let i = 0; i < bytes.length; i++)
    if (((digit(text, 2 * i) << 4) | digit(text, 2 * i + 1)) !== bytes[i]) return false;
  return true;
}

function sameBytes(one: Hash, other: Hash): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

function nameOf(event: EventLink | undefined, index: number): string {
  return event === undefined ? `第 ${index + 1} 条` : `${event.caseId} 第 ${event.seq} 条`;
}

/** Checkpoints by size, those that are none or not signed by a known key reported; of one size and two roots: a fork. */
function readCheckpoints(
  notes: readonly string[],
  keys: readonly VerifierKey[],
  report: (finding: VerifyFinding) => void,
): readonly Expected[] {
  const good = notes.flatMap((text, i): readonly Expected[] => {
    const where = `存证点 ${i + 1}`;
    try {
      const note = openNote(text);
      const checkpoint = parseCheckpoint(note.text);
      const fault = signatureFault(note, keys, checkpoint.origin);
      if (fault !== undefined) report(found(fault, `${where}（${checkpoint.size} 条）`));
      return fault === undefined ? [{ where: `存证点（${checkpoint.size} 条）`, checkpoint }] : [];
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      report(found('checkpoint-malformed', where));
      return [];
    }
  });
  const sorted = good.sort((a, b) => a.checkpoint.size - b.checkpoint.size);
  return sorted.filter(({ where, checkpoint }, i) => {
    const before = sorted[i - 1]?.checkpoint;
    if (before?.size !== checkpoint.size) return true;
    if (before.origin === checkpoint.origin && !sameHash(before.root, checkpoint.root)) {
      report(found('history-forked', where));
      return true;
    }
    return false;
  });
}

/** Why a note's signature does not count; undefined if a known key of this log has signed it. */
function signatureFault(
  note: Note,
  keys: readonly VerifierKey[],
  origin: string,
): 'checkpoint-forged' | 'checkpoint-unknown-key' | 'checkpoint-other-log' | undefined {
  const own = keys.filter((key) => key.algorithm === 'ed25519');
  const results = own.map((key) => checkSignature(note, key));
  if (results.includes('forged')) return 'checkpoint-forged';
  if (!results.includes('good')) return 'checkpoint-unknown-key';
  return own.some((key) => key.name === origin) ? undefined : 'checkpoint-other-log';
}

/** The right edge of a growing tree: one hash a level, so that its root is known at any moment. */
export function createFrontier(sha256: Sha256 = nobleSha256) {
  /** Complete subtrees from the largest to the smallest. */
  const stack: Hash[] = [];
  const node = new Uint8Array(1 + 2 * HASH_BYTES);
  node[0] = 1;
  let size = 0;
  return {
    size: () => size,
    add(leaf: Hash): void {
      let hash = leaf;
      // As `nodeHash`, without a copy of its own for each of them.
      for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
        node.set(stack.pop() as Hash, 1);
        node.set(hash, 1 + HASH_BYTES);
        hash = sha256(node);
      }
      stack.push(hash);
      size++;
    },
    root: (): Hash => (size === 0 ? emptyTree(sha256) : foldNodes(stack, sha256)),
  };
}

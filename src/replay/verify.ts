import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { hashEvent, type Sha256 } from '../core/log/chain.ts';
import {
  type Checkpoint,
  CheckpointError,
  checkSignature,
  type Note,
  openNote,
  parseCheckpoint,
  type VerifierKey,
} from '../core/log/checkpoint.ts';
import { emptyTree, foldNodes, type Hash, leafHash, nodeHash, sameHash } from '../core/log/tree.ts';
import { found, type VerifyFinding } from './finding.ts';

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
  const heads = new Map<string, { seq: number; hash: string }>();
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
      const utf8 = utf8ToBytes(bytes);
      const computed = leafHash(utf8, sha256);
      const event = linkOf(bytes);
      if (event === undefined) report(found('not-canonical', `第 ${tree.size() + 1} 条`));
      else checkLink(event, utf8, hash);
      if (leaf !== undefined && !sameHash(leaf, computed)) report(found('leaf-altered', nameOf(event, tree.size())));
      tree.add(leaf ?? computed);
      checkRoots();
    },
    gone(where, leaf) {
      report(found('leaf-missing', where));
      tree.add(leaf ?? emptyTree(sha256));
      checkRoots();
    },
    pending({ bytes, hash }) {
      const event = linkOf(bytes);
      if (event === undefined) report(found('not-canonical', '未存证的一条'));
      else checkLink(event, utf8ToBytes(bytes), hash);
    },
    end() {
      for (const { where, checkpoint } of expected.slice(due))
        report(found('events-lost', `${where}（缺第 ${tree.size() + 1} 至第 ${checkpoint.size} 条）`));
      return { events: tree.size(), cases: heads.size, checkpoints: good, findings };
    },
  };

  function checkLink(event: Link, utf8: Uint8Array, hash: string): void {
    const head = heads.get(event.caseId) ?? { seq: 0, hash: '' };
    const where = nameOf(event, 0);
    if (event.seq > head.seq + 1) report(found('event-missing', `${event.caseId} 第 ${head.seq + 1} 条`));
    else if (event.seq <= head.seq) report(found('event-inserted', where));
    else if (event.prevHash !== head.hash) report(found('link-broken', where));
    if (!/^([0-9a-f]{64})?$/.test(event.prevHash) || hashEvent(event.prevHash, utf8, sha256) !== hash)
      report(found('event-altered', where));
    heads.set(event.caseId, { seq: event.seq, hash });
  }
}

interface Link {
  readonly caseId: string;
  readonly seq: number;
  readonly prevHash: string;
}

function linkOf(bytes: string): Link | undefined {
  try {
    const event: unknown = JSON.parse(bytes);
    if (typeof event !== 'object' || event === null || 'hash' in event) return undefined;
    const { caseId, seq, prevHash } = event as Partial<Record<keyof Link, unknown>>;
    return typeof caseId === 'string' && typeof seq === 'number' && typeof prevHash === 'string'
      ? { caseId, seq, prevHash }
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function nameOf(event: Link | undefined, index: number): string {
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
  let size = 0;
  return {
    size: () => size,
    add(leaf: Hash): void {
      let hash = leaf;
      for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) hash = nodeHash(stack.pop() as Hash, hash, sha256);
      stack.push(hash);
      size++;
    },
    root: (): Hash => (size === 0 ? emptyTree(sha256) : foldNodes(stack, sha256)),
  };
}

/**
 * The Merkle tree over all events, RFC 6962 hashing: proofs as ranges of leaves, so that whoever has the hashes of complete subtrees can
 * answer them and nobody needs the whole tree.
 */
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import type { Sha256 } from './chain.ts';

/** A hash of the tree: 32 bytes. */
export type Hash = Uint8Array;

/** Leaves `from` (included) to `to` (excluded). */
export interface LeafRange {
  readonly from: number;
  readonly to: number;
}

/** A complete subtree: `2^level` leaves, the `index`-th of its level. */
export interface TreeNode {
  readonly level: number;
  readonly index: number;
}

/** A proof cannot be made: the tree does not reach so far. */
export class TreeRangeError extends RangeError {}

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
/** The tree of no leaves has the hash of nothing (RFC 6962 §2.1). */
export const emptyTree = (sha256: Sha256 = nobleSha256): Hash => sha256(new Uint8Array(0));

/** Hash of a leaf: of one event's bytes. */
export function leafHash(bytes: Uint8Array, sha256: Sha256 = nobleSha256): Hash {
  return sha256(concatBytes(LEAF, bytes));
}

/** Hash of the node above two. */
export function nodeHash(left: Hash, right: Hash, sha256: Sha256 = nobleSha256): Hash {
  return sha256(concatBytes(NODE, left, right));
}

/** Complete subtrees that make up an aligned range, left to right and falling in size; none for an empty range. */
export function nodesOf({ from, to }: LeafRange): readonly TreeNode[] {
  const nodes: TreeNode[] = [];
  for (let at = from; at < to; ) {
    let level = 0;
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= to) level++;
    nodes.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return nodes;
}

/** Hash of a range from the hashes of its complete subtrees, as `nodesOf` lists them. */
export function foldNodes(hashes: readonly Hash[], sha256: Sha256 = nobleSha256): Hash {
  const last = hashes.at(-1);
  if (last === undefined) return emptyTree(sha256);
  return hashes.slice(0, -1).reduceRight((right, left) => nodeHash(left, right, sha256), last);
}

/** Ranges whose hashes prove that leaf `index` is in the tree of `size` leaves, from the leaf upwards (RFC 6962 §2.1.1); throws TreeRangeError. */
export function inclusionRanges(index: number, size: number): readonly LeafRange[] {
  if (!isSize(index) || !isSize(size) || index >= size) throw new TreeRangeError(`leaf ${index} of a tree of ${size}`);
  return path(index, { from: 0, to: size });
}

function path(index: number, { from, to }: LeafRange): readonly LeafRange[] {
  if (to - from === 1) return [];
  const middle = from + splitOf(to - from);
  return index < middle
    ? [...path(index, { from, to: middle }), { from: middle, to }]
    : [...path(index, { from: middle, to }), { from, to: middle }];
}

/** Ranges whose hashes prove that the tree of `size` leaves begins with the tree of `old` (RFC 6962 §2.1.2); none if either is the other or the old one is empty; throws TreeRangeError. */
export function consistencyRanges(old: number, size: number): readonly LeafRange[] {
  if (!isSize(old) || !isSize(size) || old > size) throw new TreeRangeError(`a tree of ${size} after one of ${old}`);
  return old === 0 || old === size ? [] : between(old, { from: 0, to: size }, true);
}

function between(old: number, { from, to }: LeafRange, whole: boolean): readonly LeafRange[] {
  if (old === to) return whole ? [] : [{ from, to }];
  const middle = from + splitOf(to - from);
  return old <= middle
    ? [...between(old, { from, to: middle }, whole), { from: middle, to }]
    : [...between(old, { from: middle, to }, false), { from, to: middle }];
}

/** True if the proof shows that the leaf with this hash is number `index` of the tree of `size` leaves with this root. */
export function verifyInclusion(
  claim: {
    readonly leaf: Hash;
    readonly index: number;
    readonly size: number;
    readonly root: Hash;
    readonly proof: readonly Hash[];
  },
  sha256: Sha256 = nobleSha256,
): boolean {
  const { leaf, index, size, root, proof } = claim;
  if (!isSize(index) || !isSize(size) || index >= size) return false;
  const ranges = path(index, { from: 0, to: size });
  if (ranges.length !== proof.length) return false;
  const reached = proof.reduce((hash, other, step) => {
    const { from } = ranges[step] as LeafRange;
    return from > index ? nodeHash(hash, other, sha256) : nodeHash(other, hash, sha256);
  }, leaf);
  return sameHash(reached, root);
}

/** True if the proof shows that the tree of `size` leaves with root `root` begins with the tree of `old` leaves with root `oldRoot`. */
export function verifyConsistency(
  claim: {
    readonly old: number;
    readonly oldRoot: Hash;
    readonly size: number;
    readonly root: Hash;
    readonly proof: readonly Hash[];
  },
  sha256: Sha256 = nobleSha256,
): boolean {
  const { old, oldRoot, size, root, proof } = claim;
  if (!isSize(old) || !isSize(size) || old > size) return false;
  if (old === 0) return proof.length === 0 && sameHash(oldRoot, emptyTree(sha256));
  if (old === size) return proof.length === 0 && sameHash(oldRoot, root);
  if (consistencyRanges(old, size).length !== proof.length) return false;
  const rest = [...proof];
  const roots = rebuild(old, { from: 0, to: size }, true, oldRoot, rest, sha256);
  return rest.length === 0 && sameHash(roots.old, oldRoot) && sameHash(roots.all, root);
}

/** Both roots from the proof, in the order in which `between` listed its ranges. */
function rebuild(
  old: number,
  { from, to }: LeafRange,
  whole: boolean,
  oldRoot: Hash,
  rest: Hash[],
  sha256: Sha256,
): { readonly old: Hash; readonly all: Hash } {
  if (old === to) {
    const hash = whole ? oldRoot : (rest.shift() as Hash);
    return { old: hash, all: hash };
  }
  const middle = from + splitOf(to - from);
  if (old <= middle) {
    const left = rebuild(old, { from, to: middle }, whole, oldRoot, rest, sha256);
    return { old: left.old, all: nodeHash(left.all, rest.shift() as Hash, sha256) };
  }
  const right = rebuild(old, { from: middle, to }, false, oldRoot, rest, sha256);
  const left = rest.shift() as Hash;
  return { old: nodeHash(left, right.old, sha256), all: nodeHash(left, right.all, sha256) };
}

/** True if two hashes are the same. */
export function sameHash(one: Hash, other: Hash): boolean {
  return one.length === other.length && bytesToHex(one) === bytesToHex(other);
}

/** The largest power of two below `size`. */
function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

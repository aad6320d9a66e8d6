import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import {
  consistencyRanges,
  emptyTree,
  foldNodes,
  type Hash,
  inclusionRanges,
  type LeafRange,
  leafHash,
  nodeHash,
  nodesOf,
  sameHash,
  TreeRangeError,
  verifyConsistency,
  verifyInclusion,
} from '../../../src/core/log/tree.ts';

const LARGEST = 70;
const leaves = Array.from({ length: LARGEST }, (_, i) => leafHash(utf8ToBytes(`leaf ${i}`)));

/** RFC 6962 §2.1, word for word: the yardstick. */
function rootOf(list: readonly Hash[]): Hash {
  if (list.length === 0) return sha256(new Uint8Array(0));
  if (list.length === 1) return list[0] as Hash;
  let k = 1;
  while (k * 2 < list.length) k *= 2;
  return nodeHash(rootOf(list.slice(0, k)), rootOf(list.slice(k)));
}

function hashOf(range: LeafRange): Hash {
  return foldNodes(
    nodesOf(range).map(({ level, index }) => rootOf(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level))),
  );
}

test('the hash of any aligned range, folded from complete subtrees, is that of RFC 6962', () => {
  for (let size = 0; size <= LARGEST; size++)
    expect(sameHash(hashOf({ from: 0, to: size }), rootOf(leaves.slice(0, size)))).toBe(true);
  expect(sameHash(emptyTree(), rootOf([]))).toBe(true);
});

test('every leaf of every tree is proved to be in it, and in no other place', () => {
  for (let size = 1; size <= LARGEST; size++) {
    const root = rootOf(leaves.slice(0, size));
    for (let index = 0; index < size; index++) {
      const proof = inclusionRanges(index, size).map(hashOf);
      const claim = { leaf: leaves[index] as Hash, index, size, root, proof };
      expect(verifyInclusion(claim)).toBe(true);
      expect(verifyInclusion({ ...claim, index: index + 1 })).toBe(false);
      expect(verifyInclusion({ ...claim, leaf: leaves[(index + 1) % LARGEST] as Hash })).toBe(false);
      expect(verifyInclusion({ ...claim, proof: [...proof, root] })).toBe(false);
    }
  }
});

test('every tree is proved to begin with every smaller one', () => {
  for (let size = 0; size <= LARGEST; size++) {
    const root = rootOf(leaves.slice(0, size));
    for (let old = 0; old <= size; old++) {
      const proof = consistencyRanges(old, size).map(hashOf);
      const claim = { old, oldRoot: rootOf(leaves.slice(0, old)), size, root, proof };
      expect(verifyConsistency(claim)).toBe(true);
      expect(verifyConsistency({ ...claim, proof: [...proof, root] })).toBe(false);
      if (old > 0) expect(verifyConsistency({ ...claim, oldRoot: rootOf(leaves.slice(1, old + 1)) })).toBe(false);
    }
  }
});

test('a proof with any one hash corrupted proves nothing', () => {
  const size = 45;
  const root = rootOf(leaves.slice(0, size));
  const corrupt = (proof: readonly Hash[], at: number) =>
    proof.map((hash, i) => (i === at ? hash.map((byte, j) => (j === 7 ? byte ^ 1 : byte)) : hash));
  for (let index = 0; index < size; index++) {
    const proof = inclusionRanges(index, size).map(hashOf);
    for (const at of proof.keys())
      expect(verifyInclusion({ leaf: leaves[index] as Hash, index, size, root, proof: corrupt(proof, at) })).toBe(
        false,
      );
  }
  for (let old = 1; old < size; old++) {
    const proof = consistencyRanges(old, size).map(hashOf);
    for (const at of proof.keys())
      expect(
        verifyConsistency({ old, oldRoot: rootOf(leaves.slice(0, old)), size, root, proof: corrupt(proof, at) }),
      ).toBe(false);
  }
});

test('what the tree does not hold cannot be proved', () => {
  expect(() => inclusionRanges(5, 5)).toThrow(TreeRangeError);
  expect(() => inclusionRanges(-1, 5)).toThrow(TreeRangeError);
  expect(() => consistencyRanges(6, 5)).toThrow(TreeRangeError);
  expect(verifyInclusion({ leaf: leaves[0] as Hash, index: 0, size: 0, root: emptyTree(), proof: [] })).toBe(false);
});

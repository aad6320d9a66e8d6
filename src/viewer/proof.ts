import { utf8ToBytes } from '@noble/hashes/utils.js';
import { base64 } from '@scure/base';
import { verifyStoredChain } from '../core/log/chain.ts';
import { checkSignature, openNote, parseCheckpoint, parseKey } from '../core/log/checkpoint.ts';
import { inclusionRanges, leafHash, verifyInclusion } from '../core/log/tree.ts';
import { type PackageLine, rangeName } from '../replay/package-format.ts';
import { PROOF } from './words.ts';

/** What was proved of some events, and what does not hold, each as a sentence. */
export interface Proved {
  readonly proved: readonly string[];
  readonly broken: readonly string[];
}

/** The package's checkpoint: who signed it, and what it says. */
export function checkpointOf(note: string, keys: readonly string[]) {
  const opened = openNote(note);
  const signer = keys
    .map(parseKey)
    .find((key) => key.algorithm === 'ed25519' && checkSignature(opened, key) === 'good');
  return { ...parseCheckpoint(opened.text), signer: signer && `${signer.name}+${signer.id}` };
}

/** Whether the checkpoint is signed. */
export function proveCheckpoint(note: string, keys: readonly string[]): Proved {
  const { signer } = checkpointOf(note, keys);
  return signer === undefined
    ? { proved: [], broken: [PROOF.unsigned] }
    : { proved: [PROOF.signature(signer)], broken: [] };
}

/** Hashes every event of a case again, one after the other, and proves each to be in the checkpoint's tree; `wanted` is their number. */
export function proveCase(
  caseId: string,
  lines: readonly PackageLine[],
  wanted: number,
  hashes: { readonly [range: string]: string },
  { size, root }: { readonly size: number; readonly root: Uint8Array },
): readonly string[] {
  const broken: string[] = [];
  if (lines.length !== wanted) broken.push(PROOF.countWrong(caseId, lines.length, wanted));
  const chain = verifyStoredChain(lines);
  if (!chain.ok) broken.push(PROOF.chainBroken(`${caseId} 第 ${chain.seq} 条`));
  for (const [i, { leaf, bytes }] of lines.entries()) {
    const proof = leaf < size ? inclusionRanges(leaf, size).flatMap((range) => decoded(hashes[rangeName(range)])) : [];
    const holds = verifyInclusion({ leaf: leafHash(utf8ToBytes(bytes)), index: leaf, size, root, proof });
    if (!holds) broken.push(PROOF.leafBroken(`${caseId} 第 ${i + 1} 条`));
  }
  return broken;
}

function decoded(text: string | undefined): readonly Uint8Array[] {
  try {
    return text === undefined ? [] : [base64.decode(text)];
  } catch {
    return [];
  }
}

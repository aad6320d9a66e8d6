import { utf8ToBytes } from '@noble/hashes/utils.js';
import { base64 } from '@scure/base';
import { type ChainFault, type ChainLink, eventBytes, verifyChain } from '../../../core/log/chain.ts';
import {
  type Checkpoint,
  CheckpointError,
  checkSignature,
  openNote,
  parseCheckpoint,
  parseKey,
} from '../../../core/log/checkpoint.ts';
import { leafHash, verifyInclusion } from '../../../core/log/tree.ts';
import type { CaseProof, SealedEvent } from '../../api/answers.ts';

/** One thing that does not hold; `seq` where it is about one event. */
export type Broken =
  | { readonly what: 'chain'; readonly why: ChainFault; readonly seq: number }
  | { readonly what: 'leaf'; readonly seq: number }
  | { readonly what: 'count'; readonly got: number; readonly wanted: number }
  | { readonly what: 'unsigned' | 'malformed' };

/** What the browser itself has found: how much is proved, and what does not hold. */
export interface Verification {
  readonly events: number;
  /** Absent: there is no checkpoint that holds. */
  readonly checkpoint?: {
    readonly size: number;
    readonly signer: string;
    readonly key: string;
    readonly leaves: number;
  };
  /** First and last event that the checkpoint does not hold yet. */
  readonly pending?: { readonly from: number; readonly to: number };
  readonly broken: readonly Broken[];
}

/** Hashes every event of a case again, one after the other, and proves each to be in the tree that a checkpoint signs. Nothing that the server computed is believed. */
export function verifyCase(events: readonly SealedEvent[], proof: CaseProof): Verification {
  const broken: Broken[] = [];
  if (events.length !== proof.events) broken.push({ what: 'count', got: events.length, wanted: proof.events });
  const chain = verifyChain(events as readonly ChainLink[]);
  if (!chain.ok) broken.push({ what: 'chain', why: chain.why, seq: chain.seq });
  if (proof.checkpoint === undefined) return { events: events.length, broken };
  const signed = signedBy(proof.checkpoint, proof.keys);
  if (typeof signed === 'string') return { events: events.length, broken: [...broken, { what: signed }] };
  for (const leaf of proof.leaves) {
    const event = events[leaf.seq - 1];
    if (event === undefined || !isIncluded(event, leaf, signed.checkpoint))
      broken.push({ what: 'leaf', seq: leaf.seq });
  }
  const held = new Set(proof.leaves.map(({ seq }) => seq));
  const waiting = events.map(({ seq }) => seq).filter((seq) => !held.has(seq));
  const [from] = waiting;
  const to = waiting.at(-1);
  return {
    events: events.length,
    checkpoint: { ...signed.by, size: signed.checkpoint.size, leaves: proof.leaves.length },
    ...(from === undefined || to === undefined ? {} : { pending: { from, to } }),
    broken,
  };
}

function isIncluded(
  event: SealedEvent,
  { index, proof }: CaseProof['leaves'][number],
  { size, root }: Checkpoint,
): boolean {
  try {
    const { hash: _, ...rest } = event;
    const leaf = leafHash(utf8ToBytes(eventBytes(rest)));
    return verifyInclusion({ leaf, index, size, root, proof: proof.map((text) => base64.decode(text)) });
  } catch {
    // What cannot be made canonical or is no Base64 proves nothing.
    return false;
  }
}

interface Signed {
  readonly checkpoint: Checkpoint;
  readonly by: { readonly signer: string; readonly key: string };
}

function signedBy(note: string, keys: readonly string[]): Signed | 'unsigned' | 'malformed' {
  try {
    const opened = openNote(note);
    const checkpoint = parseCheckpoint(opened.text);
    for (const key of keys) {
      const parsed = parseKey(key);
      if (
        parsed.algorithm === 'ed25519' &&
        parsed.name === checkpoint.origin &&
        checkSignature(opened, parsed) === 'good'
      )
        return { checkpoint, by: { signer: parsed.name, key } };
    }
    return 'unsigned';
  } catch (error) {
    if (error instanceof CheckpointError) return 'malformed';
    throw error;
  }
}

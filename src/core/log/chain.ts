/**
 * The hash chain of one case, format v1: `hash = SHA-256("duban-event-v1\n" ‖ prevHash as 32 raw bytes or nothing ‖ bytes)`.
 * A chain shows that nothing was edited, dropped, swapped or put between; that its end was not cut off is shown by the checkpoints.
 */
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { CanonicalJsonError, canonicalJson } from './canonical.ts';

/** SHA-256 of the bytes, 32 bytes; a caller may bring a faster one than the portable default. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** The members that tie an event to its chain; `seq` runs from 1 without a gap, `prevHash` is empty for the first. */
export interface ChainLink {
  readonly caseId: string;
  readonly seq: number;
  readonly prevHash: string;
  readonly hash: string;
}

/** One event as it is stored or exported: its canonical bytes as text, and the hash recorded for them. */
export interface StoredEvent {
  readonly bytes: string;
  readonly hash: string;
}

/** What is wrong with a chain: a place missing or taken twice, an event of another case, a `prevHash` that is not the hash before, bytes that do not give their hash, bytes that are no canonical event. */
export type ChainFault = 'sequence-broken' | 'other-case' | 'link-broken' | 'altered' | 'not-canonical';

/** The verdict on a chain: its length and last hash, or the first event at fault, by the `seq` that should stand there. */
export type ChainVerdict =
  | { readonly ok: true; readonly count: number; readonly head: string }
  | { readonly ok: false; readonly seq: number; readonly why: ChainFault };

/** What stands before the bytes of every event when it is hashed, format v1. */
export const EVENT_FORMAT_LINE: Uint8Array = utf8ToBytes('duban-event-v1\n');
const NOTHING = new Uint8Array(0);
const HASH = /^[0-9a-f]{64}$/;

/** Hash of an event's bytes after the event before it, lower-case hex; `prevHash` is 64 lower-case hex digits, or empty for the first event; throws RangeError otherwise. */
export function hashEvent(prevHash: string, bytes: Uint8Array | string, sha256: Sha256 = nobleSha256): string {
  if (prevHash !== '' && !HASH.test(prevHash)) throw new RangeError('前一事件的哈希应为 64 位小写十六进制数');
  return bytesToHex(
    sha256(concatBytes(EVENT_FORMAT_LINE, prevHash === '' ? NOTHING : hexToBytes(prevHash), utf8(bytes))),
  );
}

/** The bytes of an event, v1, as text: canonical JSON without the member `hash`; throws CanonicalJsonError, also beyond 65,535 bytes. */
export function eventBytes(event: object): string {
  return 'hash' in event ? canonicalJson({ ...event, hash: undefined }) : canonicalJson(event);
}

/** The event as it enters the log: with the hash of the event before it (empty for the first) and its own. */
export function seal<Event extends object>(
  event: Event,
  prevHash: string,
  sha256: Sha256 = nobleSha256,
): Event & { readonly prevHash: string; readonly hash: string } {
  const linked = { ...event, prevHash };
  const bytes = eventBytes(linked);
  const sealed = { ...linked, hash: hashEvent(prevHash, bytes, sha256) };
  sealedBytes.set(sealed, bytes);
  return sealed;
}

/** Bytes of events that were sealed a moment ago: the ledger stores what was hashed, it does not make it again. */
const sealedBytes = new WeakMap<object, string>();

/** The bytes that an event was sealed with, or makes now if it comes from elsewhere. */
export function storedBytes(event: object): string {
  return sealedBytes.get(event) ?? eventBytes(event);
}

/** Checks the whole chain of one case, from its first event on, by hashing every event again; an empty chain is in order. */
export function verifyChain(events: readonly ChainLink[], sha256: Sha256 = nobleSha256): ChainVerdict {
  return verify(events, (event) => ({ link: event, bytes: canonicalOrNull(event) }), sha256);
}

/** The same for events as stored: the bytes themselves are hashed, must be canonical, and must hold the case, `seq` and `prevHash`. */
export function verifyStoredChain(events: readonly StoredEvent[], sha256: Sha256 = nobleSha256): ChainVerdict {
  return verify(events, ({ bytes, hash }) => ({ link: readLink(bytes, hash), bytes }), sha256);
}

interface Readable {
  /** Null if the bytes are no canonical event. */
  link: ChainLink | null;
  bytes: string | null;
}

function verify<Entry>(entries: readonly Entry[], read: (entry: Entry) => Readable, sha256: Sha256): ChainVerdict {
  let head = '';
  let caseId: string | undefined;
  for (const [index, entry] of entries.entries()) {
    const { link, bytes } = read(entry);
    const why =
      link === null || bytes === null
        ? 'not-canonical'
        : faultOf({ link, bytes, seq: index + 1, head, caseId, sha256 });
    if (link === null || why !== null) return { ok: false, seq: index + 1, why: why ?? 'not-canonical' };
    head = link.hash;
    caseId = link.caseId;
  }
  return { ok: true, count: entries.length, head };
}

function faultOf(at: {
  link: ChainLink;
  bytes: string;
  seq: number;
  head: string;
  caseId: string | undefined;
  sha256: Sha256;
}): ChainFault | null {
  const { link, bytes, seq, head, caseId, sha256 } = at;
  if (link.seq !== seq) return 'sequence-broken';
  if (caseId !== undefined && link.caseId !== caseId) return 'other-case';
  if (link.prevHash !== head) return 'link-broken';
  return hashEvent(head, bytes, sha256) === link.hash ? null : 'altered';
}

function canonicalOrNull(event: object): string | null {
  try {
    return eventBytes(event);
  } catch (error) {
    if (error instanceof CanonicalJsonError) return null;
    throw error;
  }
}

function readLink(bytes: string, hash: string): ChainLink | null {
  const event = parsedOrNull(bytes);
  if (event === null || 'hash' in event || canonicalOrNull(event) !== bytes) return null;
  const { caseId, seq, prevHash } = event;
  if (typeof caseId !== 'string' || typeof seq !== 'number' || typeof prevHash !== 'string') return null;
  return { caseId, seq, prevHash, hash };
}

function parsedOrNull(bytes: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(bytes);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Lone surrogates would all become U+FFFD, and different texts would share a hash. */
function utf8(bytes: Uint8Array | string): Uint8Array {
  if (typeof bytes !== 'string') return bytes;
  if (!bytes.isWellFormed()) throw new CanonicalJsonError('lone-surrogate', '文字中有不完整的字符（孤立代理项）');
  return utf8ToBytes(bytes);
}

/**
 * Checkpoints (存证点): what the log had come to, signed. C2SP tlog-checkpoint in a C2SP signed note with Ed25519, so that tools of that
 * ecosystem can follow and verify the log without our code; a witness adds a line of its own (C2SP tlog-cosignature).
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { base64 } from '@scure/base';
import type { Hash } from './tree.ts';

/** What a checkpoint says: the log's name, how many leaves, and the hash over all of them. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

/** A public key by name: `ed25519` signs the text, `cosignature` a time and the text. */
export interface VerifierKey {
  readonly name: string;
  /** First four bytes of a hash over name and key, lower-case hex. */
  readonly id: string;
  readonly algorithm: 'ed25519' | 'cosignature';
  readonly publicKey: Uint8Array;
}

/** Who signs: the key's name and number, and the signature of a text. */
export interface Signer {
  readonly key: VerifierKey;
  sign(text: Uint8Array): Uint8Array;
}

/** One line of signature that a note carries. */
export interface NoteSignature {
  readonly name: string;
  readonly id: string;
  readonly signature: Uint8Array;
}

/** A note taken apart; nothing is verified yet. */
export interface Note {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Why a note or a checkpoint is none. */
export class CheckpointError extends Error {
  readonly code: 'note-malformed' | 'checkpoint-malformed' | 'key-malformed';

  constructor(code: CheckpointError['code'], message: string) {
    super(message);
    this.name = 'CheckpointError';
    this.code = code;
  }
}

const ALGORITHMS = { ed25519: 1, cosignature: 4 } as const;
const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const TIME_BYTES = 8;
/** A name of a key or log: no spaces, no plus. */
const NAME = /^[^\s+\p{Zs}]+$/u;
const MOST_SIGNATURES = 100;

/** A verifier key from its public bytes; throws CheckpointError. */
export function verifierKey(
  name: string,
  publicKey: Uint8Array,
  algorithm: VerifierKey['algorithm'] = 'ed25519',
): VerifierKey {
  if (!NAME.test(name) || publicKey.length !== PUBLIC_KEY_BYTES)
    throw new CheckpointError('key-malformed', '存证公钥的名称或长度不正确。');
  const tagged = concatBytes(Uint8Array.of(ALGORITHMS[algorithm]), publicKey);
  const id = bytesToHex(sha256(concatBytes(utf8ToBytes(`${name}\n`), tagged)).slice(0, 4));
  return { name, id, algorithm, publicKey };
}

/** The key as a line of text: `name+id+base64`. */
export function formatKey({ name, id, algorithm, publicKey }: VerifierKey): string {
  return `${name}+${id}+${base64.encode(concatBytes(Uint8Array.of(ALGORITHMS[algorithm]), publicKey))}`;
}

/** The key that a line of text names; throws CheckpointError if it is none or its number is wrong. */
export function parseKey(text: string): VerifierKey {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text.trim()) ?? [];
  const bytes = encoded === undefined ? undefined : decoded(encoded);
  const algorithm = bytes?.[0] === ALGORITHMS.cosignature ? 'cosignature' : 'ed25519';
  if (name === undefined || bytes === undefined || bytes[0] !== ALGORITHMS[algorithm])
    throw new CheckpointError('key-malformed', '存证公钥不是“名称+编号+密钥”的形式。');
  const key = verifierKey(name, bytes.slice(1), algorithm);
  if (key.id !== id) throw new CheckpointError('key-malformed', '存证公钥的编号与密钥不符。');
  return key;
}

/** The text that is signed. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${base64.encode(root)}\n`;
}

/** What a checkpoint's text says; lines after the third are left to extensions; throws CheckpointError. */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split('\n');
  const [origin = '', digits = '', encoded = ''] = lines;
  const root = decoded(encoded);
  const size = Number(digits);
  if (
    lines.length < 4 ||
    lines.at(-1) !== '' ||
    origin === '' ||
    !/^(0|[1-9]\d*)$/.test(digits) ||
    !Number.isSafeInteger(size) ||
    root?.length !== 32
  )
    throw new CheckpointError('checkpoint-malformed', '存证点不是“名称、条数、根哈希”三行的形式。');
  return { origin, size, root };
}

/** The text with one signature line per signer; lines of earlier signers can be kept by giving them. */
export function signNote(text: string, signers: readonly Signer[], others: readonly NoteSignature[] = []): string {
  if (!text.endsWith('\n') || !text.isWellFormed())
    throw new CheckpointError('note-malformed', '待签内容应以换行结束。');
  const own = signers.map(
    ({ key, sign }): NoteSignature => ({ name: key.name, id: key.id, signature: sign(utf8ToBytes(text)) }),
  );
  return `${text}\n${[...own, ...others].map(signatureLine).join('')}`;
}

function signatureLine({ name, id, signature }: NoteSignature): string {
  return `— ${name} ${base64.encode(concatBytes(hexBytes(id), signature))}\n`;
}

/** A note taken apart: its text and its lines of signature; throws CheckpointError. */
export function openNote(note: string): Note {
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n') || hasControls(note))
    throw new CheckpointError('note-malformed', '存证文件不是“内容、空行、签名行”的形式。');
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > MOST_SIGNATURES) throw new CheckpointError('note-malformed', '存证文件的签名行过多。');
  return { text: note.slice(0, split + 1), signatures: lines.map(parseSignature) };
}

/** Signature lines by themselves, as a witness answers them; throws CheckpointError. */
export function parseSignatures(text: string): readonly NoteSignature[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(parseSignature);
}

function parseSignature(line: string): NoteSignature {
  const [, name, encoded] = /^— ([^\s+]+) (\S+)$/u.exec(line) ?? [];
  const bytes = encoded === undefined ? undefined : decoded(encoded);
  if (name === undefined || bytes === undefined || bytes.length < 5)
    throw new CheckpointError('note-malformed', '存证文件有一行不是签名。');
  return { name, id: bytesToHex(bytes.slice(0, 4)), signature: bytes.slice(4) };
}

/** Whether a note bears a good signature of this key: `absent` if none by it, `forged` if one that does not fit. */
export function checkSignature({ text, signatures }: Note, key: VerifierKey): 'good' | 'absent' | 'forged' {
  const lines = signatures.filter((one) => one.name === key.name && one.id === key.id);
  if (lines.length === 0) return 'absent';
  return lines.every((one) => isGood(text, one.signature, key)) ? 'good' : 'forged';
}

function isGood(text: string, signature: Uint8Array, { algorithm, publicKey }: VerifierKey): boolean {
  if (algorithm === 'ed25519')
    return signature.length === SIGNATURE_BYTES && ed25519.verify(signature, utf8ToBytes(text), publicKey);
  if (signature.length !== TIME_BYTES + SIGNATURE_BYTES) return false;
  const seconds = signature.slice(0, TIME_BYTES).reduce((value, byte) => value * 256 + byte, 0);
  return ed25519.verify(
    signature.slice(TIME_BYTES),
    utf8ToBytes(`cosignature/v1\ntime ${seconds}\n${text}`),
    publicKey,
  );
}

function decoded(text: string): Uint8Array | undefined {
  try {
    return base64.decode(text);
  } catch {
    return undefined;
  }
}

function hexBytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** ASCII control characters other than newline have no place in a note. */
function hasControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if ((unit < 0x20 && unit !== 0x0a) || unit === 0x7f) return true;
  }
  return false;
}

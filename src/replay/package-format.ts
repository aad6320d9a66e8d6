/**
 * The auditor's package (档案包), format v1: which files it has and how they hang together. Every file but the manifest and its note stands in
 * the manifest with its SHA-256; the manifest's own SHA-256 is signed by the log's key in a C2SP signed note, so that no file can be changed
 * and no end of a case be cut off without the key.
 */
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '../core/log/canonical.ts';
import type { Sha256 } from '../core/log/chain.ts';
import type { LeafRange } from '../core/log/tree.ts';

/** Version of the format, as the manifest names it. */
export const PACKAGE_FORMAT = 'duban-package-v1';

/** Names of the files that every package has. */
export const PACKAGE_FILES = {
  page: 'index.html',
  readme: 'README.txt',
  verifier: 'verify.mjs',
  events: 'events.jsonl',
  checkpoint: 'checkpoint.txt',
  key: 'vkey.txt',
  proofs: 'proofs.json',
  manifest: 'manifest.json',
  note: 'manifest.note',
} as const;

/** What the package holds and vouches for. */
export interface Manifest {
  readonly format: typeof PACKAGE_FORMAT;
  /** `all`: every event of the log; `cases`: whole cases. */
  readonly scope: 'all' | 'cases';
  /** How many events each case has in the log, up to the checkpoint. */
  readonly cases: { readonly [caseId: string]: number };
  /** Rule sets and calendars by id: file, and the hash of the canonical JSON. */
  readonly ruleSets: { readonly [id: string]: TermsFile };
  readonly calendars: { readonly [id: string]: TermsFile };
  /** Every file but the manifest and its note: SHA-256 in lower-case hex, size in bytes. */
  readonly files: { readonly [name: string]: FileFacts };
}

/** A rule set or a calendar in the package. */
export interface TermsFile {
  readonly file: string;
  readonly contentHash: string;
}

/** What the manifest knows of a file. */
export interface FileFacts {
  readonly sha256: string;
  readonly size: number;
}

/** Proofs of inclusion that share their hashes: the proof of a leaf is the hashes of `inclusionRanges(leaf, size)`, in this order. */
export interface SharedProofs {
  readonly size: number;
  /** Range of leaves, `from-to` (`to` excluded), and its hash in base64. Empty for a whole log: its tree is made of the events. */
  readonly hashes: { readonly [range: string]: string };
}

/** One line of `events.jsonl`, taken apart. */
export interface PackageLine {
  readonly leaf: number;
  /** The hash recorded for the event, lower-case hex. */
  readonly hash: string;
  /** The event's canonical bytes as text. */
  readonly bytes: string;
}

const LINE = /^\{"leaf":(0|[1-9]\d{0,15}),"hash":"([0-9a-f]{64})","event":(\{.*\})\}$/s;

/** A line without its end: the event's bytes stand in it unchanged, so that any tool can cut them out and hash them. */
export function packageLine({ leaf, hash, bytes }: PackageLine): string {
  return `{"leaf":${leaf},"hash":"${hash}","event":${bytes}}`;
}

/** The line taken apart, undefined if it is none. */
export function parsePackageLine(line: string): PackageLine | undefined {
  const [, leaf, hash, bytes] = LINE.exec(line) ?? [];
  if (leaf === undefined || hash === undefined || bytes === undefined) return undefined;
  return { leaf: Number(leaf), hash, bytes };
}

/** How `hashes` names a range. */
export function rangeName({ from, to }: LeafRange): string {
  return `${from}-${to}`;
}

/** The log's name under which a package's manifest is signed: never that of the log itself, so that a manifest is no checkpoint. */
export function manifestOrigin(origin: string): string {
  return `${origin}/package`;
}

/** SHA-256 of a rule set's or calendar's canonical JSON, lower-case hex: how it is indented does not count; throws SyntaxError. */
export function termsHash(text: string, sha256: Sha256 = nobleSha256): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(JSON.parse(text), Number.POSITIVE_INFINITY))));
}

/** SHA-256 of every file that an event of a paper names: the paper itself as DOCX and PDF, and the proof of its service. */
export function filesNamed(event: { readonly kind: string; readonly payload: Readonly<Record<string, unknown>> }): {
  readonly docx?: string;
  readonly pdf?: string;
  readonly proof?: string;
} {
  if (event.kind !== 'notice') return {};
  const { made, proof } = event.payload;
  const { docx, pdf } = typeof made === 'object' && made !== null ? (made as Record<string, unknown>) : event.payload;
  return { ...hashed('docx', docx), ...hashed('pdf', pdf), ...hashed('proof', proof) };
}

function hashed(name: string, value: unknown): { readonly [name: string]: string } {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? { [name]: value } : {};
}

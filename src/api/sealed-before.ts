import { createHash, createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import type { Identity } from './seal-identity.ts';

// How identities were sealed before there were envelopes: by one key that the server held. Only `duban custodian register` still reads it, to seal them anew.

/** File of the data folder that held the key. */
export const EARLIER_KEY_FILE = 'identity.key';
const NONCE_BYTES = 24;
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const RECEIPT_LENGTH = 16;

/** The key of the settings (64 hex digits), else of the data folder; undefined where there is none. */
export function earlierKey(dataDir: string, fromSettings: string | undefined): Uint8Array | undefined {
  if (fromSettings !== undefined) return Buffer.from(fromSettings, 'hex');
  const file = path.join(dataDir, EARLIER_KEY_FILE);
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/i.test(text))
    throw new RangeError(`密钥文件 ${EARLIER_KEY_FILE} 内容有误，应为 64 位十六进制数字；请从备份恢复。`);
  return Buffer.from(text, 'hex');
}

/** Names the key: the first 16 hex digits of its SHA-256. */
export function earlierKeyId(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

/** Throws if the key, the case or the bytes are not those that were sealed. */
export function openEarlier(key: Uint8Array, caseId: string, sealed: Uint8Array): Identity {
  const bound = Buffer.from(`duban-identity-v1\n${caseId}`, 'utf8');
  const plain = xchacha20poly1305(key, sealed.slice(0, NONCE_BYTES), bound).decrypt(sealed.slice(NONCE_BYTES));
  return JSON.parse(Buffer.from(plain).toString('utf8'));
}

/** The code that the reporter of a case was given then. */
export function earlierReceipt(key: Uint8Array, caseId: string): string {
  const bytes = createHmac('sha256', key).update(`duban-receipt-v1\n${caseId}`).digest();
  const letters = [...bytes.subarray(0, RECEIPT_LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]);
  return (letters.join('').match(/.{4}/g) ?? []).join('-');
}

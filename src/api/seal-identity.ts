import { createHash, createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';

/** Who reported: known to the seal alone, in no event, log or answer. */
export interface Identity {
  readonly name: string;
  readonly contact: string;
}

/** Encrypts identities of reporters and makes the codes by which they ask about their case. */
export interface IdentitySeal {
  /** Names the key without revealing it: the first 16 hex digits of its SHA-256. */
  readonly keyId: string;
  /** nonce (24 bytes) ‖ XChaCha20-Poly1305 of the JSON; bound to the case, so that it cannot be moved to another. */
  seal(caseId: string, identity: Identity): Buffer;
  /** Throws if the key, the case or the bytes are not those that were sealed. */
  open(caseId: string, sealed: Uint8Array): Identity;
  /** The reporter's code: the same for the same case, made of the key and stored nowhere, so that no table gives it away. */
  receipt(caseId: string): string;
}

const NONCE_BYTES = 24;
const KEY_FILE = 'identity.key';
/** 16 of these are 80 bits; no 0/O, 1/I/L, so that it can be read over the telephone. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const RECEIPT_LENGTH = 16;

/** The seal under a key of 32 bytes. */
export function createIdentitySeal(key: Uint8Array): IdentitySeal {
  if (key.length !== 32) throw new RangeError('举报人身份密钥应为 32 字节（64 位十六进制数字）');
  const bound = (caseId: string) => Buffer.from(`duban-identity-v1\n${caseId}`, 'utf8');
  return {
    keyId: createHash('sha256').update(key).digest('hex').slice(0, 16),
    seal(caseId, { name, contact }) {
      const nonce = randomBytes(NONCE_BYTES);
      const box = xchacha20poly1305(key, nonce, bound(caseId)).encrypt(
        Buffer.from(JSON.stringify({ name, contact }), 'utf8'),
      );
      return Buffer.concat([nonce, box]);
    },
    open(caseId, sealed) {
      const plain = xchacha20poly1305(key, sealed.slice(0, NONCE_BYTES), bound(caseId)).decrypt(
        sealed.slice(NONCE_BYTES),
      );
      return JSON.parse(Buffer.from(plain).toString('utf8'));
    },
    receipt(caseId) {
      const bytes = createHmac('sha256', key).update(`duban-receipt-v1\n${caseId}`).digest();
      const letters = [...bytes.subarray(0, RECEIPT_LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]);
      return (letters.join('').match(/.{4}/g) ?? []).join('-');
    },
  };
}

/** The key of the settings (64 hex digits), else the key file of the data folder, made at the first start and readable by its owner only. */
export function identityKey({
  identityKey,
  dataDir,
}: {
  readonly identityKey: string | undefined;
  readonly dataDir: string;
}): Uint8Array {
  if (identityKey !== undefined) return Buffer.from(identityKey, 'hex');
  const file = path.join(dataDir, KEY_FILE);
  mkdirSync(dataDir, { recursive: true });
  try {
    // `wx`: of two processes that start at once one makes the key, the other reads it.
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const text = readFileSync(file, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/i.test(text))
    throw new RangeError(`密钥文件 ${KEY_FILE} 内容有误，应为 64 位十六进制数字；请从备份恢复。`);
  return Buffer.from(text, 'hex');
}

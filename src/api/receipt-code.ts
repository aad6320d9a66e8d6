import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** File of the data folder with the key of the receipt codes. */
export const RECEIPT_KEY_FILE = 'receipt.key';
/** No 0/O, 1/I/L, so that it can be read over the telephone. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
/** 28 of 31 signs are 138 bits. */
const LENGTH = 28;
/** Bytes from here on would make some signs likelier than others. */
const UNEVEN = 256 - (256 % ALPHABET.length);

/** Makes the codes by which reporters ask about their case, and the hashes by which they are found again. */
export interface ReceiptCodes {
  /** The code for what was asked for under a request's number: the same for the same number, which is stored nowhere but hashed. */
  codeFor(request: string): string;
  /** What is stored of a code, however it was typed. */
  hashOf(code: string): string;
}

/** Codes under a key of 32 bytes. Without the key a code can neither be made nor told from its hash. */
export function createReceiptCodes(key: Uint8Array): ReceiptCodes {
  if (key.length !== 32) throw new RangeError('查询码密钥应为 32 字节（64 位十六进制数字）');
  return {
    codeFor(request) {
      let signs = '';
      for (let round = 0; signs.length < LENGTH; round++)
        for (const byte of createHmac('sha512', key).update(`duban-receipt-v2\n${round}\n${request}`).digest())
          if (byte < UNEVEN) signs += ALPHABET[byte % ALPHABET.length];
      return (signs.slice(0, LENGTH).match(/.{4}/g) ?? []).join('-');
    },
    hashOf: (code) =>
      createHmac('sha256', key)
        .update(`duban-receipt-hash-v2\n${code.toUpperCase().replace(/[^A-Z0-9]/g, '')}`)
        .digest('hex'),
  };
}

/** The key of the settings (64 hex digits), else the key file of the data folder, made at the first start and readable by its owner only. */
export function receiptKey({
  receiptKey: fromSettings,
  dataDir,
}: {
  readonly receiptKey?: string | undefined;
  readonly dataDir: string;
}): Uint8Array {
  if (fromSettings !== undefined) return Buffer.from(fromSettings, 'hex');
  const file = path.join(dataDir, RECEIPT_KEY_FILE);
  mkdirSync(dataDir, { recursive: true });
  try {
    // `wx`: of two processes that start at once one makes the key, the other reads it.
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const text = readFileSync(file, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/i.test(text))
    throw new RangeError(`密钥文件 ${RECEIPT_KEY_FILE} 内容有误，应为 64 位十六进制数字；请从备份恢复。`);
  return Buffer.from(text, 'hex');
}

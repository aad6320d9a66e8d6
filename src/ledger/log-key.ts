import { createPrivateKey, createPublicKey, randomBytes, sign as signWith } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { formatKey, type Signer, verifierKey } from '../core/log/checkpoint.ts';

/** Keys of the log: 32 bytes each, the one in use first, then those before it. */
export type LogSeeds = readonly Uint8Array[];

const KEY_FILE = 'log.key';
/** RFC 8410: what stands before the 32 bytes of an Ed25519 private key in PKCS #8. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_BYTES = 12;

/** Signs under a name with a key of 32 bytes (Ed25519, RFC 8032). */
export function logSigner(name: string, seed: Uint8Array): Signer {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI_BYTES);
  return {
    key: verifierKey(name, new Uint8Array(publicKey)),
    sign: (text) => new Uint8Array(signWith(null, text, key)),
  };
}

/** The keys of the setting (64 hex digits each, separated by commas), else those of the key file in the data folder, made at the first start and readable by its owner only. */
export function logSeeds({
  logKey,
  dataDir,
}: {
  readonly logKey?: string | undefined;
  readonly dataDir: string;
}): LogSeeds {
  if (logKey !== undefined) return parse(logKey.split(','), 'DUBAN_LOG_KEY');
  const file = path.join(dataDir, KEY_FILE);
  if (!existsSync(file)) makeKeyFile(dataDir, file);
  return parse(readFileSync(file, 'utf8').trim().split('\n'), KEY_FILE);
}

/** Flushed before it has its name: a power failure leaves no empty key behind checkpoints that it signed. Of two processes that start at once one makes the key, the other reads it whole. */
function makeKeyFile(dataDir: string, file: string): void {
  mkdirSync(dataDir, { recursive: true });
  const part = `${file}.part-${process.pid}`;
  writeFileSync(part, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(part, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(part, { force: true });
  }
}

/** How the keys of the log stand: where they come from, which is in use, and whether it has signed yet. Says nothing that is secret. */
export function keyStanding(
  place: { readonly logKey?: string | undefined; readonly dataDir: string },
  published: readonly string[],
  note: string | undefined,
): {
  readonly source: 'settings' | 'file';
  readonly held: number;
  readonly inUse?: string;
  readonly published: string[];
  readonly rotated: boolean;
} {
  const seeds = logSeeds(place);
  const [seed] = seeds;
  const [origin] = note?.split('\n') ?? [];
  const inUse = seed === undefined || origin === undefined ? undefined : logSigner(origin, seed).key;
  const known = inUse && published.find((vkey) => vkey === formatKey(inUse));
  return {
    source: place.logKey === undefined ? 'file' : 'settings',
    held: seeds.length,
    ...(inUse === undefined ? {} : { inUse: formatKey(inUse) }),
    published: [...published],
    rotated: known !== undefined,
  };
}

/** Puts a new key before the others in the key file; the next checkpoint is signed by the new one and by the one before it. */
export function rotateLogKey(dataDir: string): void {
  const file = path.join(dataDir, KEY_FILE);
  const seeds = logSeeds({ dataDir });
  const lines = [randomBytes(32), ...seeds].map((seed) => Buffer.from(seed).toString('hex'));
  writeFileSync(`${file}.new`, `${lines.join('\n')}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}

function parse(lines: readonly string[], source: string): LogSeeds {
  const seeds = lines.map((line) => line.trim());
  if (!seeds.every((seed) => /^[0-9a-f]{64}$/i.test(seed)))
    throw new RangeError(`存证密钥 ${source} 内容有误，每个密钥应为 64 位十六进制数字；请从备份恢复。`);
  return seeds.map((seed) => Buffer.from(seed, 'hex'));
}

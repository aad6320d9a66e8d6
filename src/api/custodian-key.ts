import { randomBytes } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hashRaw } from '@node-rs/argon2';
import { keyIdOf, newKeyPair, publicKeyOf } from './seal-identity.ts';

const FORMAT = 'duban-custodian-key-v1';
const SALT_BYTES = 16;
const NONCE_BYTES = 24;
/** `Algorithm.Argon2id`: a const enum of the library, which does not exist at run time. */
const ARGON2ID = 2;
/** 64 MiB, three passes: half a second of work for every guess at the passphrase (OWASP's figures for Argon2id, and more). */
const COST = { memoryCost: 65_536, timeCost: 3, parallelism: 1, outputLen: 32 } as const;

/** The custodian's key file: what of it is secret is encrypted under the passphrase. */
interface KeyFile {
  readonly format: typeof FORMAT;
  readonly keyId: string;
  readonly publicKey: string;
  readonly salt: string;
  readonly nonce: string;
  readonly box: string;
}

/** A passphrase or a key file that is not the right one; never says more. */
export class CustodianKeyWrong extends Error {
  readonly code = 'custodian-key-wrong';
}

/** A new key as the text of its file, protected by the passphrase; the private half leaves this function in no other form. */
export async function makeKeyFile(
  passphrase: string,
): Promise<{ readonly text: string; readonly keyId: string; readonly publicKey: string }> {
  const { privateKey, publicKey } = newKeyPair();
  const [salt, nonce] = [randomBytes(SALT_BYTES), randomBytes(NONCE_BYTES)];
  const keyId = keyIdOf(publicKey);
  const box = xchacha20poly1305(await stretched(passphrase, salt), nonce, Buffer.from(`${FORMAT}\n${keyId}`)).encrypt(
    privateKey,
  );
  privateKey.fill(0);
  const file: KeyFile = {
    format: FORMAT,
    keyId,
    publicKey: Buffer.from(publicKey).toString('hex'),
    salt: salt.toString('hex'),
    nonce: nonce.toString('hex'),
    box: Buffer.from(box).toString('hex'),
  };
  return { text: `${JSON.stringify(file, null, 2)}\n`, keyId, publicKey: file.publicKey };
}

/** The private key of a key file; throws CustodianKeyWrong whatever is wrong. */
export async function unlockKeyFile(
  text: string,
  passphrase: string,
): Promise<{ readonly keyId: string; readonly privateKey: Uint8Array }> {
  try {
    const file = JSON.parse(text) as KeyFile;
    if (file.format !== FORMAT) throw new CustodianKeyWrong('another format');
    const key = await stretched(passphrase, Buffer.from(file.salt, 'hex'));
    const bound = Buffer.from(`${FORMAT}\n${file.keyId}`);
    const privateKey = xchacha20poly1305(key, Buffer.from(file.nonce, 'hex'), bound).decrypt(
      Buffer.from(file.box, 'hex'),
    );
    if (keyIdOf(publicKeyOf(privateKey)) !== file.keyId) throw new CustodianKeyWrong('another key');
    return { keyId: file.keyId, privateKey };
  } catch {
    throw new CustodianKeyWrong('key file or passphrase');
  }
}

function stretched(passphrase: string, salt: Buffer): Promise<Buffer> {
  return hashRaw(passphrase.normalize('NFKC'), { ...COST, algorithm: ARGON2ID, salt });
}

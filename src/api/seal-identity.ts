import { createHash } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';

/** Who reported: known to the envelope alone, in no event, log or answer. */
export interface Identity {
  readonly name: string;
  readonly contact: string;
  /** Those who report with him (联名). */
  readonly joint?: readonly { readonly name: string; readonly contact: string }[];
}

const SCHEME = 'duban-identity-v2';
const KEY_BYTES = 32;
/** The key is used once, so its nonce may be the same for all. */
const NONCE = new Uint8Array(24);
/** The plain text is filled up to a multiple of this: its length tells nothing of a name. */
const BLOCK = 256;

/** An envelope that cannot be opened: another key, another case, changed bytes. */
export class SealBroken extends Error {
  readonly code = 'seal-broken';
}

/** Names a public key: `x25519:` and the first 16 hex digits of its SHA-256. */
export function keyIdOf(publicKey: Uint8Array): string {
  return `x25519:${createHash('sha256').update(publicKey).digest('hex').slice(0, 16)}`;
}

/** A new pair of keys; the private half never reaches a server. */
export function newKeyPair(): { readonly privateKey: Uint8Array; readonly publicKey: Uint8Array } {
  const privateKey = x25519.utils.randomSecretKey();
  return { privateKey, publicKey: x25519.getPublicKey(privateKey) };
}

/** The public half of a private key. */
export function publicKeyOf(privateKey: Uint8Array): Uint8Array {
  return x25519.getPublicKey(privateKey);
}

/**
 * Seals an identity to the custodian's public key, as libsodium's sealed boxes do: X25519 with a key made for this one envelope and thrown away,
 * HKDF-SHA256, XChaCha20-Poly1305. Gives one-time public key (32 bytes) ‖ box; bound to the case, so that it cannot be moved to another.
 */
export function sealTo(publicKey: Uint8Array, caseId: string, identity: Identity): Uint8Array {
  const once = newKeyPair();
  const key = keyFor(x25519.getSharedSecret(once.privateKey, publicKey), once.publicKey, publicKey);
  const box = xchacha20poly1305(key, NONCE, boundTo(caseId)).encrypt(padded(identity));
  once.privateKey.fill(0);
  key.fill(0);
  return Buffer.concat([once.publicKey, box]);
}

/** Opens an envelope with the custodian's private key; throws SealBroken. */
export function openWith(privateKey: Uint8Array, caseId: string, sealed: Uint8Array): Identity {
  try {
    const oncePublic = sealed.slice(0, KEY_BYTES);
    const shared = x25519.getSharedSecret(privateKey, oncePublic);
    const key = keyFor(shared, oncePublic, x25519.getPublicKey(privateKey));
    const plain = xchacha20poly1305(key, NONCE, boundTo(caseId)).decrypt(sealed.slice(KEY_BYTES));
    key.fill(0);
    return JSON.parse(Buffer.from(plain).toString('utf8').trimEnd());
  } catch {
    // The reasons of the libraries say more of the bytes than anybody needs.
    throw new SealBroken('the envelope cannot be opened');
  }
}

function keyFor(shared: Uint8Array, oncePublic: Uint8Array, publicKey: Uint8Array): Uint8Array {
  return hkdf(sha256, shared, Buffer.concat([oncePublic, publicKey]), Buffer.from(SCHEME), KEY_BYTES);
}

function boundTo(caseId: string): Uint8Array {
  return Buffer.from(`${SCHEME}\n${caseId}`, 'utf8');
}

/** JSON ignores the spaces behind it. */
function padded(identity: Identity): Uint8Array {
  const text = Buffer.from(JSON.stringify(identity), 'utf8');
  return Buffer.concat([text, Buffer.alloc((BLOCK - (text.length % BLOCK)) % BLOCK, ' ')]);
}

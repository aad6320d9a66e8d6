import { hash } from 'node:crypto';

const BYTES = 32;

/** SHA-256 by Node's own library. Its answer is asked for as text and copied: a Buffer for each of millions of hashes costs more than the hash. */
export function nodeSha256(bytes: Uint8Array): Uint8Array {
  const text = hash('sha256', bytes, 'binary');
  const digest = new Uint8Array(BYTES);
  for (let i = 0; i < BYTES; i++) digest[i] = text.charCodeAt(i);
  return digest;
}

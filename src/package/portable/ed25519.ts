import { createPublicKey, verify } from 'node:crypto';

/** RFC 8410: what stands before the 32 bytes of an Ed25519 public key. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** Ed25519 by Node itself: stands in for the portable one in the verifier, which needs nothing but Node. */
export const ed25519 = {
  /** True if the signature of the message is good. */
  verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
    const key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' });
    return verify(null, message, key, signature);
  },
};

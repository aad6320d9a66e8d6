/** Bytes, hex and UTF-8 by Node itself: stands in for the portable functions in the verifier, which needs nothing but Node. */

/** UTF-8 of a text. */
export function utf8ToBytes(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

/** Lower-case hex. */
export function bytesToHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** The bytes that hex digits stand for. */
export function hexToBytes(hex: string): Uint8Array {
  return Buffer.from(hex, 'hex');
}

/** All bytes, one after the other. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}

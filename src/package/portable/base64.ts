/** Strict base64 by Node itself: stands in for the portable one in the verifier, which needs nothing but Node. */
export const base64 = {
  /** The text of bytes. */
  encode: (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64'),
  /** The bytes of a text; throws RangeError unless it is spelt as `encode` would. */
  decode(text: string): Uint8Array {
    const bytes = Buffer.from(text, 'base64');
    if (bytes.toString('base64') !== text) throw new RangeError('not base64');
    return new Uint8Array(bytes);
  },
};

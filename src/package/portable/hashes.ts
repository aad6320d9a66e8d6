import { createHash } from 'node:crypto';

/** SHA-256 by Node itself: stands in for the portable one in the verifier, which needs nothing but Node. */
export const sha256: {
  (bytes: Uint8Array): Uint8Array;
  create(): { update(bytes: Uint8Array): unknown; digest(): Uint8Array };
} = Object.assign((bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest(), {
  create: () => createHash('sha256'),
});

import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { createDeflater } from './event-deflate.ts';
import { EVENT_DICTIONARY_1 } from './event-dictionary.ts';

/**
 * How an event's canonical bytes are stored: one byte of format, then the bytes.
 * 0: plain UTF-8. 1: raw deflate (RFC 1951) with dictionary 1. The bytes that come out are exactly those that were hashed.
 * Events of one rule set repeat each other's words: 1,100 bytes become 200, which is what keeps a finished lifecycle within 40 KB.
 */
const PLAIN = 0;
const DEFLATED_1 = 1;
const DICTIONARY_1 = Buffer.from(EVENT_DICTIONARY_1);
/** Nearly every event: 6 µs instead of zlib's 20, at 3 % more bytes. Longer ones have much free text, which zlib's own codes make smaller. */
const SHORT = createDeflater(DICTIONARY_1, 4_096);
const LONG = { level: 3, memLevel: 5, windowBits: 13, chunkSize: 1024, dictionary: DICTIONARY_1 };
/** An event has at most 65,535 bytes; a damaged row must not fill the memory. */
const MOST_BYTES = 1_000_000;

/** Canonical bytes in the form in which they are stored. */
export function packEvent(bytes: string): Buffer {
  const deflated = SHORT.deflate(bytes) ?? deflateRawSync(bytes, LONG);
  return deflated.length < Buffer.byteLength(bytes)
    ? Buffer.concat([Buffer.of(DEFLATED_1), deflated])
    : Buffer.concat([Buffer.of(PLAIN), Buffer.from(bytes)]);
}

/** The canonical bytes of a stored event; throws if the row is damaged or of a format that this version does not know. */
export function unpackEvent(stored: Buffer): string {
  const bytes = stored.subarray(1);
  switch (stored[0]) {
    case PLAIN:
      return bytes.toString();
    case DEFLATED_1:
      return inflateRawSync(bytes, { dictionary: DICTIONARY_1, maxOutputLength: MOST_BYTES }).toString();
    default:
      throw new Error(`stored event of unknown format ${stored[0] ?? 'none'}`);
  }
}

import { crc32, deflateSync } from 'node:zlib';
import { encode } from 'uqr';

/** Pixels to a field: sharp at any size that is printed. */
const SCALE = 4;

/** A text as the picture of its QR code, black on white, with four fields of quiet around it (ISO/IEC 18004); the same bytes for the same text. */
export function qrPng(text: string): Buffer {
  const { data } = encode(text, { ecc: 'M', border: 4 });
  const side = data.length * SCALE;
  const lines = data.map((row) => {
    const bits = row.flatMap((black) => Array.from({ length: SCALE }, () => black));
    const bytes = Buffer.alloc(1 + Math.ceil(side / 8));
    // A bit that is set is white; the first byte of a line says that it is not filtered.
    for (const [i, black] of bits.entries())
      if (!black) bytes[1 + (i >> 3)] = (bytes[1 + (i >> 3)] ?? 0) | (0x80 >> (i & 7));
    return bytes;
  });
  const pixels = Buffer.concat(lines.flatMap((line) => Array.from({ length: SCALE }, () => line)));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  // One bit a pixel, grey.
  header[8] = 1;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/**
 * A picture without what its maker wrote into it: place, time, device, owner, comments. A reporter who stays unknown must not be found by his
 * telephone's notes. Undefined for bytes that are not whole or of a sort that is not understood.
 */
export function withoutMetadata(bytes: Buffer, type: string): Buffer | undefined {
  if (type === 'image/jpeg') return jpeg(bytes);
  if (type === 'image/png') return png(bytes);
  return type === 'image/webp' ? webp(bytes) : undefined;
}

/**
 * Segments of a JPEG (ITU-T T.81 annex B): application segments and comments go, but JFIF (APP0), colours (APP2 with its name) and Adobe (APP14) say how
 * to show it. What lies behind the end of the picture (a second picture, a film) is not shown, and not kept.
 */
function jpeg(bytes: Buffer): Buffer | undefined {
  const kept: Buffer[] = [bytes.subarray(0, 2)];
  for (let at = 2; at + 2 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xd9) return Buffer.concat([...kept, bytes.subarray(at, at + 2)]);
    if (at + 4 > bytes.length) return undefined;
    const head = at + 2 + bytes.readUInt16BE(at + 2);
    const next = marker === 0xda ? afterScan(bytes, head) : head;
    if (next > bytes.length || head < at + 4) return undefined;
    if (isPicture(bytes, at, marker)) kept.push(bytes.subarray(at, next));
    at = next;
  }
  return undefined;
}

function isPicture(bytes: Buffer, at: number, marker: number): boolean {
  const isIcc = marker === 0xe2 && bytes.toString('latin1', at + 4, at + 15) === 'ICC_PROFILE';
  const isApplication = marker >= 0xe0 && marker <= 0xef;
  return marker !== 0xfe && (!isApplication || marker === 0xe0 || marker === 0xee || isIcc);
}

/** Where the coded data of a scan end: at the first marker that is neither a stuffed byte nor a restart. */
function afterScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1] ?? 0;
    if (marker !== 0 && marker !== 0xff && (marker < 0xd0 || marker > 0xd7)) return at;
  }
  return bytes.length + 1;
}

/** Chunks of a PNG without which it looks the same, and worse, may tell who made it. */
const PNG_KEPT = new Set([
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'gAMA',
  'cHRM',
  'sRGB',
  'iCCP',
  'sBIT',
  'bKGD',
  'pHYs',
]);

function png(bytes: Buffer): Buffer | undefined {
  const kept: Buffer[] = [bytes.subarray(0, 8)];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const next = at + 12 + bytes.readUInt32BE(at);
    const name = bytes.toString('latin1', at + 4, at + 8);
    if (next > bytes.length) return undefined;
    if (PNG_KEPT.has(name)) kept.push(bytes.subarray(at, next));
    if (name === 'IEND') return Buffer.concat(kept);
    at = next;
  }
  return undefined;
}

/** Chunks of a WebP that hold notes of its maker; their bits in VP8X are cleared. */
function webp(bytes: Buffer): Buffer | undefined {
  const kept: Buffer[] = [];
  const end = Math.min(bytes.length, 8 + bytes.readUInt32LE(4));
  for (let at = 12; at + 8 <= end; ) {
    const size = bytes.readUInt32LE(at + 4);
    const next = at + 8 + size + (size % 2);
    if (next > bytes.length) return undefined;
    const name = bytes.toString('latin1', at, at + 4);
    if (name !== 'EXIF' && name !== 'XMP ') {
      const chunk = Buffer.from(bytes.subarray(at, next));
      if (name === 'VP8X' && size >= 1) chunk[8] = (chunk[8] ?? 0) & ~0x0c;
      kept.push(chunk);
    }
    at = next;
  }
  if (kept.length === 0) return undefined;
  const body = Buffer.concat([Buffer.from('WEBP', 'latin1'), ...kept]);
  const head = Buffer.alloc(8);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

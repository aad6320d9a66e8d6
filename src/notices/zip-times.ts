/** 1980-01-01 00:00, the earliest moment of a ZIP file. */
const NO_TIME = 0x00210000;

const END = 0x06054b50;
const ENTRY = 0x02014b50;

/** A ZIP file whose entries carry no times, so that the same content is the same file; throws RangeError if it is none. */
export function withoutTimes(zip: Buffer): Buffer {
  const out = Buffer.from(zip);
  let end = out.length - 22;
  while (end >= 0 && out.readUInt32LE(end) !== END) end--;
  if (end < 0) throw new RangeError('not a ZIP file');
  let at = out.readUInt32LE(end + 16);
  for (let left = out.readUInt16LE(end + 10); left > 0; left--) {
    if (out.readUInt32LE(at) !== ENTRY) throw new RangeError('ZIP directory is damaged');
    out.writeUInt32LE(NO_TIME, at + 12);
    out.writeUInt32LE(NO_TIME, out.readUInt32LE(at + 42) + 10);
    at += 46 + out.readUInt16LE(at + 28) + out.readUInt16LE(at + 30) + out.readUInt16LE(at + 32);
  }
  return out;
}

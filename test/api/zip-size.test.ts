import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { unpacksWithin } from '../../src/api/zip-size.ts';

/** A ZIP of one entry that says of itself that it is small. */
function zip(content: Buffer): Buffer {
  const packed = deflateRawSync(content);
  const local = Buffer.alloc(31);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt16LE(1, 26);
  local.write('a', 30);
  const entry = Buffer.alloc(47);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(1, 24);
  entry.writeUInt16LE(1, 28);
  entry.write('a', 46);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(local.length + packed.length, 16);
  return Buffer.concat([local, packed, entry, end]);
}

describe('what a ZIP unpacks to', () => {
  it('is found by unpacking, whatever it says of itself; what is broken is none', async () => {
    const bomb = zip(Buffer.alloc(2_000_000));
    expect(bomb.length).toBeLessThan(5_000);
    expect([await unpacksWithin(bomb, 2_000_000), await unpacksWithin(bomb, 1_999_999)]).toEqual([true, false]);
    expect(await unpacksWithin(Buffer.from('not a workbook'), 1_000)).toBe(false);
    for (const length of [10, 40, bomb.length - 5])
      expect(await unpacksWithin(bomb.subarray(0, length), 9e6)).toBe(false);
    expect(await unpacksWithin(bomb.subarray(50), 9e6)).toBe(false);
  });
});

import path from 'node:path';
import { Readable } from 'node:stream';
import { crc32, createDeflate } from 'node:zlib';
import { encode as encodePng } from 'fast-png';
import jpeg from 'jpeg-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBlobs } from '../../db/blob.ts';
import { brightnessOf, hashPhotos } from '../../src/cli/photo-hashes.ts';
import { likePairs } from '../../src/replay/likeness.ts';
import { duban } from './console.ts';
import { type DataFolder, dataFolder } from './folder.ts';

const AT = '2026-01-05T09:00:00+08:00';
let folder: DataFolder;

beforeAll(async () => {
  folder = await dataFolder({ demo: true });
}, 60_000);

afterAll(() => folder.end());

/** The same scene as pixels of three colours. */
function scene(width: number, height: number): Uint8Array {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [(i % width) / width, Math.floor(i / width) / height];
    data.fill(128 + 60 * Math.sin(9 * x + 4 * y) + 40 * Math.cos(17 * y - 3 * x), i * 3, i * 3 + 3);
  }
  return data;
}

const png = (width: number, height: number) =>
  Buffer.from(encodePng({ width, height, data: scene(width, height), channels: 3, depth: 8 }));

function jpg(width: number, height: number, quality: number): Buffer {
  const rgb = scene(width, height);
  const data = Buffer.alloc(width * height * 4, 255);
  for (let i = 0; i < width * height; i++) data.set(rgb.subarray(i * 3, i * 3 + 3), i * 4);
  return Buffer.from(jpeg.encode({ width, height, data }, quality).data);
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** So many million zeros, packed, made without ever being there. */
async function packedZeros(millions: number): Promise<Buffer> {
  const million = Buffer.alloc(1_000_000);
  const zeros = Readable.from(Array.from({ length: millions }, () => million));
  return Buffer.concat(await zeros.pipe(createDeflate({ level: 1 })).toArray());
}

describe('duban conformance', () => {
  it('tells of paths, times and questions, and asks without judging', async () => {
    const { code, out } = await duban('conformance', '--from', '2020-01-01', '--data', folder.path);
    expect(code).toBe(0);
    expect(out).toContain('实际路径');
    expect(out).toContain('待定级 → 已定级 → 待送达 → 整改中');
    expect(out).toContain('时间花在哪里');
    expect(out).not.toMatch(/undefined|NaN/);
  });

  it('gives the same to programs, and reads the period that was asked for', async () => {
    const { json } = await duban('conformance', '--from', '2020-01-01', '--data', folder.path, '--json');
    const report = json() as { cases: number; paths: { illegal: unknown[] }; thresholds: object };
    expect(report.cases).toBeGreaterThan(10);
    expect(report.paths.illegal).toEqual([]);
    expect(Object.keys(report.thresholds)).toHaveLength(8);
    const { json: none } = await duban(
      'conformance',
      '--from',
      '2020-01-01',
      '--to',
      '2020-01-31',
      '--data',
      folder.path,
      '--json',
    );
    expect(none()).toMatchObject({ cases: 0, questions: [] });
  });

  it('refuses days that are none', async () => {
    expect((await duban('conformance', '--from', '2025-02-30', '--data', folder.path)).code).toBe(2);
    const { code, error } = await duban(
      'conformance',
      '--from',
      '2025-02-01',
      '--to',
      '2025-01-01',
      '--data',
      folder.path,
    );
    expect([code, error]).toEqual([2, expect.stringContaining('--to 不能早于 --from')]);
  });
});

describe('photos', () => {
  it('of one scene look alike whatever their size and format; what is no picture is skipped and said so', async () => {
    const { hashes, skipped, names } = await folder.look(async (db) => {
      const blobs = createBlobs(db.knex, path.join(folder.path, 'blobs'));
      const put = async (bytes: Buffer, type: string) => (await blobs.put(bytes, type, AT)).sha256;
      const stored = [
        await put(png(320, 240), 'image/png'),
        await put(jpg(200, 150, 60), 'image/jpeg'),
        await put(Buffer.from('%PDF-1.7'), 'application/pdf'),
        await put(png(320, 240).subarray(0, 200), 'image/png'),
      ];
      const first = await hashPhotos(db, blobs, [...stored, 'f'.repeat(64)], () => undefined);
      // Once looked at, a photo is not unpacked again.
      const again = await hashPhotos(db, createBlobs(db.knex, '/nowhere'), stored, () => undefined);
      expect(again).toEqual(first);
      return { ...first, names: stored };
    });
    expect(skipped).toBe(2);
    expect(likePairs(hashes, 5)).toMatchObject([{ one: [...names.slice(0, 2)].sort()[0] }]);
  });

  it('that claim to be larger than any photo are not unpacked', () => {
    const bomb = png(8, 8);
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    expect(brightnessOf(bomb)).toBeUndefined();
  });

  it('that hold far more than they claim are let go before they fill the memory', async () => {
    const header = Buffer.from([0, 0, 0, 8, 0, 0, 0, 8, 8, 2, 0, 0, 0]);
    const bomb = Buffer.concat([
      png(8, 8).subarray(0, 8),
      chunk('IHDR', header),
      chunk('IDAT', await packedZeros(400)),
      chunk('IEND', Buffer.alloc(0)),
    ]);
    const before = process.resourceUsage().maxRSS;
    expect(brightnessOf(bomb)).toBeUndefined();
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(200 * 1_024);
  }, 30_000);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differenceHash, likePairs } from '../../src/replay/likeness.ts';

/** A picture drawn by a function of place, in `width` by `height` pixels. */
function drawn(width: number, height: number, brightness: (x: number, y: number) => number) {
  const values = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) values[y * width + x] = brightness(x / width, y / height);
  return { width, height, values };
}

const scene = (x: number, y: number) => 128 + 60 * Math.sin(9 * x + 4 * y) + 40 * Math.cos(17 * y - 3 * x);
const bits = (one: string, other: string) =>
  likePairs(
    new Map([
      ['a', one],
      ['b', other],
    ]),
    64,
  )[0]?.bits ?? Number.NaN;

describe('the hash of a picture', () => {
  test('hardly changes with its size and brightness', () => {
    const large = differenceHash(drawn(640, 480, scene)) ?? '';
    expect(large).toMatch(/^[0-9a-f]{16}$/);
    expect(bits(large, differenceHash(drawn(200, 150, (x, y) => scene(x, y) * 0.8 + 20)) ?? '')).toBeLessThanOrEqual(3);
  });

  test('is another for another scene', () => {
    const one = differenceHash(drawn(640, 480, scene)) ?? '';
    const other = differenceHash(drawn(640, 480, (x, y) => scene(y, 1 - x))) ?? '';
    expect(bits(one, other)).toBeGreaterThan(10);
  });

  test('is not made of a blank wall', () => {
    expect(differenceHash(drawn(64, 64, () => 200))).toBeUndefined();
    expect(differenceHash(drawn(64, 64, (x) => 250 * x))).toBeUndefined();
  });
});

test('exactly the pairs within the distance are found', () => {
  const hash = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  const near = fc.tuple(hash, fc.array(fc.nat(63), { maxLength: 8 })).map(([base, flips]) => {
    const other = flips.reduce((value, bit) => value ^ (1n << BigInt(bit)), base);
    return [base, other];
  });
  const hex = (value: bigint) => value.toString(16).padStart(16, '0');
  const distance = (a: bigint, b: bigint) => [...(a ^ b).toString(2)].filter((bit) => bit === '1').length;
  fc.assert(
    fc.property(fc.array(near, { maxLength: 8 }), fc.nat(7), (pairs, most) => {
      const values = pairs.flat();
      const hashes = new Map(values.map((value, i) => [`p${String(i).padStart(2, '0')}`, hex(value)]));
      const expected = values.flatMap((a, i) =>
        values
          .slice(i + 1)
          .flatMap((b, k) =>
            distance(a, b) <= most ? [`p${String(i).padStart(2, '0')} p${String(i + 1 + k).padStart(2, '0')}`] : [],
          ),
      );
      expect(
        likePairs(hashes, most)
          .map(({ one, other }) => `${one} ${other}`)
          .sort(),
      ).toEqual(expected.sort());
    }),
  );
});

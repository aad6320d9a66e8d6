import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CanonicalJsonError, canonicalJson, MAX_EVENT_BYTES } from '../../../src/core/log/canonical.ts';

/** RFC 8785 the slow and obvious way: entries sorted by code units, leaves by JSON.stringify. */
function reference(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(reference).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => compareUnits(a, b));
  return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${reference(member)}`).join(',')}}`;
}

function compareUnits(a: string, b: string): number {
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    if (a.charCodeAt(i) !== b.charCodeAt(i)) return a.charCodeAt(i) - b.charCodeAt(i);
  }
  return a.length - b.length;
}

const key = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('10', '9', '1', '__proto__', 'toJSON', 'é', '😀', '\ufb33'),
);
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(key, tie('value'), { maxKeys: 6 }),
  ),
})).value;

const codeOf = (value: unknown, maxBytes?: number) => {
  try {
    canonicalJson(value, maxBytes);
  } catch (error) {
    if (error instanceof CanonicalJsonError) return error.code;
    throw error;
  }
  return null;
};

describe('canonical JSON', () => {
  test('random values are written as the reference writes them, and read back the same', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value, Infinity);
        expect(text).toBe(reference(value));
        expect(canonicalJson(JSON.parse(text), Infinity)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  test('the order in which members were made does not matter', () => {
    fc.assert(
      fc.property(fc.dictionary(key, json), (object) => {
        const reversed = Object.fromEntries(Object.entries(object).reverse());
        expect(canonicalJson(reversed, Infinity)).toBe(canonicalJson(object, Infinity));
      }),
    );
  });

  test('the sorting example of RFC 8785 §3.2.3', () => {
    const object = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(Object.values(JSON.parse(canonicalJson(object)))).toHaveLength(7);
    expect([...canonicalJson(object).matchAll(/:"([A-Z]\w+)/g)].map((match) => match[1])).toEqual([
      'Carriage',
      'One',
      'Control',
      'Latin',
      'Euro',
      'Emoji',
      'Hebrew',
    ]);
  });

  test('the serialization example of RFC 8785 §3.2.2', () => {
    const value = {
      // biome-ignore lint/correctness/noPrecisionLoss: the literal of the standard's own example
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    expect(canonicalJson([-0, 1e21, 9007199254740991, 5e-324, 1e-7])).toBe('[0,1e+21,9007199254740991,5e-324,1e-7]');
  });

  test('undefined members are left out', () => {
    expect(canonicalJson({ b: undefined, a: { c: undefined } })).toBe('{"a":{}}');
  });

  test('what JSON cannot say is refused', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const hole = [1];
    hole[2] = 3;
    class Thing {}
    for (const value of [
      undefined,
      [undefined],
      hole,
      Number.NaN,
      { a: Infinity },
      -Infinity,
      1n,
      () => 1,
      Symbol('s'),
      { toJSON: () => 1 },
    ]) {
      expect(codeOf(value)).toBe('not-json');
    }
    for (const value of [
      new Date(0),
      new Map(),
      new Set(),
      new Thing(),
      new Uint8Array(2),
      Object(1),
      Object('s'),
      /x/,
      Promise.resolve(),
    ]) {
      expect(codeOf(value)).toBe('not-plain');
    }
    for (const value of ['\ud800', ['\udc00x'], { '\ud800': 1 }, '\udc00\ud800'])
      expect(codeOf(value)).toBe('lone-surrogate');
    expect(codeOf(cyclic)).toBe('too-deep');
    expect(codeOf({ ok: Object.assign(Object.create(null), { a: 1 }) })).toBeNull();
  });

  test.each(['a', 'é', '中', '😀'])('the limit counts bytes of UTF-8, here of %s', (sign) => {
    const bytes = Buffer.byteLength(sign);
    const fitting = sign.repeat(Math.floor((MAX_EVENT_BYTES - 2) / bytes));
    const filled = fitting + 'a'.repeat(MAX_EVENT_BYTES - 2 - Buffer.byteLength(fitting));
    expect(Buffer.byteLength(canonicalJson(filled))).toBe(MAX_EVENT_BYTES);
    expect(codeOf(`${filled}a`)).toBe('too-large');
    expect(codeOf(`${filled}a`, Infinity)).toBeNull();
  });
});

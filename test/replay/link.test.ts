import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/core/log/canonical.ts';
import { readLink } from '../../src/replay/link.ts';

const PREV = 'ab'.repeat(32);
const event = {
  caseId: 'H-2026-000001',
  prevHash: PREV,
  seq: 7,
  payload: { text: '“引号”\\ \n', list: [1, -2.5e-7, null] },
};

/** What JSON.parse makes of it: the slower way to the same answer. */
function parsed(text: string): unknown {
  try {
    const { caseId, seq, prevHash } = JSON.parse(text);
    return { caseId, seq, prevHash };
  } catch {
    return undefined;
  }
}

test('case, number and hash before are read from the canonical bytes', () => {
  expect(readLink(canonicalJson(event))).toEqual({ caseId: 'H-2026-000001', seq: 7, prevHash: PREV });
});

test('whatever else an event holds, the answer is that of a JSON parser', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.dictionary(fc.string(), fc.jsonValue()), (payload, more) => {
      const { hash: _, ...rest } = more;
      const text = JSON.stringify({ ...rest, ...event, payload, caseId: 'T-1', seq: 3 });
      expect(readLink(text)).toEqual({ caseId: 'T-1', seq: 3, prevHash: PREV });
    }),
  );
});

test('of bytes that somebody bent it never says more than a JSON parser would', () => {
  const text = canonicalJson(event);
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.nat(2), fc.string({ maxLength: 2 }), (at, drop, put) => {
      const bent = text.slice(0, at) + put + text.slice(at + drop);
      const link = readLink(bent);
      if (link !== undefined) expect(parsed(bent)).toEqual({ ...link });
    }),
    { numRuns: 2_000 },
  );
});

describe('no event', () => {
  test.each([
    ['nothing', ''],
    ['a list', '[]'],
    ['an empty object', '{}'],
    ['its own hash inside', canonicalJson({ ...event, hash: PREV })],
    ['a number missing', canonicalJson({ ...event, seq: undefined })],
    ['a number that is text', canonicalJson({ ...event, seq: '7' })],
    ['a key twice', `{"seq":1,${canonicalJson(event).slice(1)}`],
    ['white space', JSON.stringify(event, null, 1)],
    ['something behind it', `${canonicalJson(event)} `],
    ['no hash before', canonicalJson({ ...event, prevHash: 'AB'.repeat(32) })],
    ['a number with a leading zero', canonicalJson(event).replace(':7', ':07')],
    ['a broken escape', canonicalJson(event).replace('\\n', '\\x')],
    ['a line break in a text', canonicalJson(event).replace('\\n', '\n')],
    ['nested beyond all sense', `{"a":${'['.repeat(200)}${']'.repeat(200)},${canonicalJson(event).slice(1)}`],
  ])('%s', (_, text) => {
    expect(readLink(text)).toBeUndefined();
  });
});

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoredEvent } from '../../../src/core/log/chain.ts';
import { eventBytes, hashEvent, seal, verifyChain, verifyStoredChain } from '../../../src/core/log/chain.ts';

const nodeSha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

function chainOf(length: number, caseId = 'H-1') {
  const events: (ReturnType<typeof fact> & { prevHash: string; hash: string })[] = [];
  for (let seq = 1; seq <= length; seq += 1) events.push(seal(fact(caseId, seq), events.at(-1)?.hash ?? ''));
  return events;
}

function fact(caseId: string, seq: number) {
  return {
    caseId,
    seq,
    type: 'HazardReported',
    at: '2025-03-03T09:00:00+08:00',
    payload: { what: '堆放货物堵塞安全出口 🚪', n: seq / 3 },
  };
}

function stored(events: ReturnType<typeof chainOf>): StoredEvent[] {
  return events.map((event) => ({ bytes: eventBytes(event), hash: event.hash }));
}

describe('event hashes', () => {
  test('format v1 as the contract writes it', () => {
    const first = hashEvent('', '{"a":"中"}');
    expect(first).toBe(createHash('sha256').update('duban-event-v1\n{"a":"中"}').digest('hex'));
    const second = createHash('sha256')
      .update('duban-event-v1\n')
      .update(Buffer.from(first, 'hex'))
      .update('{}')
      .digest('hex');
    expect(hashEvent(first, '{}')).toBe(second);
    expect(hashEvent(first, new TextEncoder().encode('{}'))).toBe(second);
  });

  test('a fixed value, so that no change of code moves a hash of the past', () => {
    expect(chainOf(2).map((event) => event.hash)).toEqual([
      '31ecdbdd8bcd08e40dcbd55260fe80c7f007fdd5fb2d3b3c100d677ac2869b48',
      '64552fcff0bb08e517adf4a79ffc28ce117c0a47edb57f6d967aa0484048173e',
    ]);
  });

  test('an injected hash function gives the same', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, first) => {
        const prev = first ? '' : 'ab'.repeat(32);
        expect(hashEvent(prev, bytes, nodeSha256)).toBe(hashEvent(prev, bytes));
      }),
    );
  });

  test('what is no hash or no text is refused', () => {
    for (const prev of ['ab', 'AB'.repeat(32), 'xy'.repeat(32), `${'ab'.repeat(32)}\n`])
      expect(() => hashEvent(prev, '{}')).toThrow(RangeError);
    expect(() => hashEvent('', '\ud800')).toThrow(expect.objectContaining({ code: 'lone-surrogate' }));
  });

  test('the bytes leave out the hash and hold the link', () => {
    const [event] = chainOf(1);
    expect(JSON.parse(eventBytes(event as object))).toEqual({ ...fact('H-1', 1), prevHash: '' });
  });
});

describe('chains', () => {
  const events = chainOf(5);
  const rows = stored(events);

  test('one in order is in order, also an empty one', () => {
    const head = events.at(-1)?.hash;
    expect(verifyChain(events)).toEqual({ ok: true, count: 5, head });
    expect(verifyStoredChain(rows)).toEqual({ ok: true, count: 5, head });
    expect(verifyStoredChain(rows, nodeSha256)).toEqual({ ok: true, count: 5, head });
    expect(verifyChain([])).toEqual({ ok: true, count: 0, head: '' });
  });

  test.each([
    ['an event dropped', [0, 1, 3, 4], 3, 'sequence-broken'],
    ['the first dropped', [1, 2, 3, 4], 1, 'sequence-broken'],
    ['two swapped', [0, 2, 1, 3, 4], 2, 'sequence-broken'],
    ['one repeated', [0, 1, 1, 2, 3], 3, 'sequence-broken'],
  ] as const)('%s', (_attack, order, seq, why) => {
    expect(verifyChain(order.map((i) => events[i] as (typeof events)[number]))).toEqual({ ok: false, seq, why });
    expect(verifyStoredChain(order.map((i) => rows[i] as StoredEvent))).toEqual({ ok: false, seq, why });
  });

  const replaced = (index: number, change: object) =>
    events.map((event, i) => (i === index ? { ...event, ...change } : event));

  test('an edited member, a renamed case, a forged link', () => {
    expect(verifyChain(replaced(2, { at: '2025-03-02T09:00:00+08:00' }))).toEqual({
      ok: false,
      seq: 3,
      why: 'altered',
    });
    expect(verifyChain(replaced(2, { added: true }))).toEqual({ ok: false, seq: 3, why: 'altered' });
    expect(verifyChain(replaced(2, { caseId: 'H-2' }))).toEqual({ ok: false, seq: 3, why: 'other-case' });
    expect(verifyChain(replaced(2, { prevHash: 'ab'.repeat(32) }))).toEqual({ ok: false, seq: 3, why: 'link-broken' });
    expect(verifyChain(replaced(2, { seq: 7 }))).toEqual({ ok: false, seq: 3, why: 'sequence-broken' });
    expect(verifyChain(replaced(2, { payload: new Date(0) }))).toEqual({ ok: false, seq: 3, why: 'not-canonical' });
  });

  test('an event edited and sealed again breaks the link of the next', () => {
    const forged = seal({ ...fact('H-1', 3), type: 'HazardWithdrawn' }, events[1]?.hash ?? '');
    expect(verifyChain(replaced(2, forged))).toEqual({ ok: false, seq: 4, why: 'link-broken' });
  });

  test('bytes that say the same in another way are not the event', () => {
    const spaced = rows.map((row, i) => (i === 1 ? { ...row, bytes: row.bytes.replace(':', ': ') } : row));
    expect(verifyStoredChain(spaced)).toEqual({ ok: false, seq: 2, why: 'not-canonical' });
    for (const bytes of ['', '[]', 'null', '{}', '{"caseId":"H-1","prevHash":"","seq":"1"}', '{"a":1,"a":1}']) {
      expect(verifyStoredChain([{ bytes, hash: hashEvent('', bytes) }])).toEqual({
        ok: false,
        seq: 1,
        why: 'not-canonical',
      });
    }
  });

  test('any character of any event corrupted breaks the chain at that event', () => {
    const place = fc
      .nat({ max: rows.length - 1 })
      .chain((index) =>
        fc.tuple(
          fc.constant(index),
          fc.nat({ max: (rows[index]?.bytes.length ?? 1) - 1 }),
          fc.integer({ min: 1, max: 127 }),
        ),
      );
    fc.assert(
      fc.property(place, ([index, at, flip]) => {
        const { bytes } = rows[index] as StoredEvent;
        const corrupted = bytes.slice(0, at) + String.fromCharCode(bytes.charCodeAt(at) ^ flip) + bytes.slice(at + 1);
        const verdict = verifyStoredChain(rows.map((row, i) => (i === index ? { ...row, bytes: corrupted } : row)));
        expect(verdict).toMatchObject({ ok: false, seq: index + 1 });
      }),
      { numRuns: 300 },
    );
  });

  test('any digit of any recorded hash corrupted breaks the chain at that event', () => {
    for (const [index, row] of rows.entries()) {
      for (let at = 0; at < 64; at += 1) {
        const hash = row.hash.slice(0, at) + (row.hash[at] === '0' ? '1' : '0') + row.hash.slice(at + 1);
        expect(verifyStoredChain(rows.map((other, i) => (i === index ? { ...row, hash } : other)))).toEqual({
          ok: false,
          seq: index + 1,
          why: 'altered',
        });
      }
    }
  });
});

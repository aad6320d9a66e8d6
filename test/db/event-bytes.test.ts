import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packEvent, unpackEvent } from '../../db/event-bytes.ts';
import { EVENT_DICTIONARY_1 } from '../../db/event-dictionary.ts';

describe('stored bytes of an event', () => {
  it('come back exactly, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.json(), fc.string({ unit: 'grapheme', maxLength: 2_000 })),
        (text) => unpackEvent(packEvent(text)) === text,
      ),
    );
  });

  it('come back exactly when they repeat the dictionary or themselves, at every length of a match and on both sides of the longest short text', () => {
    const part = fc.oneof(
      fc.tuple(fc.nat(EVENT_DICTIONARY_1.length), fc.integer({ min: 1, max: 700 })),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
    );
    const texts = fc.array(part, { maxLength: 12 }).map((parts) => {
      const own: string[] = [];
      for (const one of parts)
        own.push(typeof one === 'string' ? one : EVENT_DICTIONARY_1.slice(one[0], one[0] + one[1]), ...own.slice(-1));
      return own.join('');
    });
    fc.assert(fc.property(texts, (text) => unpackEvent(packEvent(text)) === text));
    for (let length = 1; length <= 600; length++)
      expect(unpackEvent(packEvent('督'.repeat(3) + 'a'.repeat(length)))).toHaveLength(length + 3);
    for (const length of [4_090, 4_095, 4_096, 4_097, 9_000]) {
      const text = Array.from({ length }, (_, i) => 'abcdefghij督办'[(i * i + 7 * i) % 12]).join('');
      expect(unpackEvent(packEvent(text))).toBe(text);
      expect(unpackEvent(packEvent('x'.repeat(length)))).toBe('x'.repeat(length));
    }
  });

  it('are small for what events look like, and never larger than plain by more than a byte', () => {
    const event = JSON.stringify({
      actor: { post: 'engine' },
      at: '2026-01-05T09:00:00+08:00',
      calendar: 'cn-2024-2026',
      caseId: 'H-2026-000123',
      type: 'Reminded',
    });
    expect(packEvent(event).length).toBeLessThan(event.length / 2);
    const noise = createHash('sha512').update('x').digest('base64');
    expect(packEvent(noise).length).toBeLessThanOrEqual(noise.length + 1);
  });

  it('dictionary 1 is what it was: events stored with it are unreadable without it', () => {
    expect(createHash('sha256').update(EVENT_DICTIONARY_1).digest('hex')).toBe(
      '49aabbd913f3855a97878b26e14c54435a5e11c6efd6ed8f569dc98c8453c037',
    );
    expect(unpackEvent(Buffer.from('0123be158e517ad60200', 'hex'))).toBe(
      '{"actor":{"post":"engine"},"at":"2025-04-17T09:00:00+08:00"}',
    );
  });

  it('of an unknown format or damaged are refused', () => {
    expect(() => unpackEvent(Buffer.of(9, 1, 2))).toThrow(/unknown format 9/);
    expect(() => unpackEvent(Buffer.alloc(0))).toThrow(/unknown format/);
    expect(() => unpackEvent(Buffer.of(1, 255, 255))).toThrow();
  });
});

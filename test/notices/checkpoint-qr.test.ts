import { ed25519 } from '@noble/curves/ed25519.js';
import jsqr from 'jsqr';
import { describe, expect, test } from 'vitest';
import {
  checkpointText,
  checkSignature,
  openNote,
  type Signer,
  signNote,
  verifierKey,
} from '../../src/core/log/checkpoint.ts';
import { checkpointQr } from '../../src/notices/checkpoint-qr.ts';

function signerOf(seed: number, name: string): Signer {
  const secret = new Uint8Array(32).fill(seed);
  return { key: verifierKey(name, ed25519.getPublicKey(secret)), sign: (text) => ed25519.sign(text, secret) };
}

const own = signerOf(1, 'shanyao.example.gov.cn/duban');
const text = checkpointText({ origin: own.key.name, size: 123_456, root: new Uint8Array(32).fill(9) });

/** Pixels a field in the picture. */
const FIELD = 10;
const SCALE = 4;

/** What a telephone makes of the picture: its fields drawn as pixels and read. */
function scanned(svg: string): string | undefined {
  const width = (Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1]) / FIELD) * SCALE;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y] of svg.matchAll(/M(\d+),(\d+)h/g))
    for (let row = 0; row < SCALE; row++) {
      const at = (((Number(y) / FIELD) * SCALE + row) * width + (Number(x) / FIELD) * SCALE) * 4;
      for (let column = 0; column < SCALE; column++) pixels.fill(0, at + column * 4, at + column * 4 + 3);
    }
  return (jsqr as unknown as typeof jsqr.default)(pixels, width, width)?.data;
}

describe('the QR code of a checkpoint', () => {
  test('holds the whole signed note, readable by any reader', () => {
    const note = signNote(text, [own]);
    const qr = checkpointQr(note);
    expect(qr.text).toBe(note);
    expect(scanned(qr.svg)).toBe(note);
    expect(checkSignature(openNote(scanned(qr.svg) ?? ''), own.key)).toBe('good');
    expect(qr.terminal.split('\n').length).toBeGreaterThan(20);
  });

  test('leaves the lines of witnesses out: many of them would not fit', () => {
    const witnesses = Array.from({ length: 40 }, (_, i) => signerOf(i + 2, `witness-${i}.example`));
    const qr = checkpointQr(signNote(text, [own, ...witnesses]));
    expect(qr.text).toBe(signNote(text, [own]));
  });
});

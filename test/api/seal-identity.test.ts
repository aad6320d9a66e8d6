import { describe, expect, it } from 'vitest';
import { CustodianKeyWrong, makeKeyFile, unlockKeyFile } from '../../src/api/custodian-key.ts';
import { createReceiptCodes } from '../../src/api/receipt-code.ts';
import { newKeyPair, openWith, SealBroken, sealTo } from '../../src/api/seal-identity.ts';
import { withoutMetadata } from '../../src/api/strip-metadata.ts';

const IDENTITY = { name: '欧阳举报', contact: '13812345678' };

describe('an envelope', () => {
  const { privateKey, publicKey } = newKeyPair();

  it('opens with the private key and for its own case alone', () => {
    const sealed = sealTo(publicKey, 'T-1', IDENTITY);
    expect(openWith(privateKey, 'T-1', sealed)).toEqual(IDENTITY);
    expect(() => openWith(privateKey, 'T-2', sealed)).toThrow(SealBroken);
    expect(() => openWith(newKeyPair().privateKey, 'T-1', sealed)).toThrow(SealBroken);
    // The public key, which is all that the server has, opens nothing.
    expect(() => openWith(publicKey, 'T-1', sealed)).toThrow(SealBroken);
    for (const at of [0, 31, 32, 100, sealed.length - 1]) {
      const bent = Uint8Array.from(sealed);
      bent[at] = (bent[at] ?? 0) ^ 1;
      expect(() => openWith(privateKey, 'T-1', bent), `byte ${at}`).toThrow(SealBroken);
    }
    expect(() => openWith(privateKey, 'T-1', new Uint8Array())).toThrow(SealBroken);
  });

  it('is another one each time, and as long for a short name as for a long one', () => {
    const [a, b] = [sealTo(publicKey, 'T-1', IDENTITY), sealTo(publicKey, 'T-1', { name: '王', contact: '1' })];
    expect(a.length).toBe(b.length);
    expect(Buffer.from(sealTo(publicKey, 'T-1', IDENTITY)).equals(Buffer.from(a))).toBe(false);
  });
});

describe('the custodian’s key file', () => {
  it('opens with its passphrase, and says nothing else to anybody', async () => {
    const made = await makeKeyFile('correct horse');
    const { keyId, privateKey } = await unlockKeyFile(made.text, 'correct horse');
    expect(keyId).toBe(made.keyId);
    const sealed = sealTo(Buffer.from(made.publicKey, 'hex'), 'T-1', IDENTITY);
    expect(openWith(privateKey, 'T-1', sealed)).toEqual(IDENTITY);
    expect(made.text).not.toContain(Buffer.from(privateKey).toString('hex'));
    const moved = made.text.replace(made.keyId, 'x25519:0000000000000000');
    for (const [text, passphrase] of [
      [made.text, 'wrong'],
      [moved, 'correct horse'],
      ['', 'correct horse'],
      ['{"format":"duban-custodian-key-v1"}', 'correct horse'],
    ])
      await expect(unlockKeyFile(text ?? '', passphrase ?? '')).rejects.toThrow(CustodianKeyWrong);
  });
});

describe('receipt codes', () => {
  it('hang on key and request alone, are found however they are typed, and differ from request to request', () => {
    const codes = createReceiptCodes(Buffer.alloc(32, 1));
    const code = codes.codeFor('request-1');
    expect(codes.codeFor('request-1')).toBe(code);
    expect(createReceiptCodes(Buffer.alloc(32, 2)).codeFor('request-1')).not.toBe(code);
    expect(codes.hashOf(code.toLowerCase().replaceAll('-', ' '))).toBe(codes.hashOf(code));
    const many = new Set(Array.from({ length: 500 }, (_, i) => codes.codeFor(`r${i}`)));
    expect(many.size).toBe(500);
    expect(new Set([...many].join('').replaceAll('-', '')).size).toBe(31);
    expect(() => createReceiptCodes(new Uint8Array(16))).toThrow(RangeError);
  });
});

describe('a picture of a stranger', () => {
  const segment = (marker: number, text: string) => {
    const body = Buffer.from(text, 'latin1');
    return Buffer.concat([Buffer.from([0xff, marker, 0, body.length + 2]), body]);
  };
  const scan = Buffer.concat([segment(0xda, '\u0001\u0001'), Buffer.from([1, 0xff, 0, 2, 0xff, 0xd0, 3])]);
  const frame = [segment(0xe0, 'JFIF\0'), segment(0xdb, 'table'), segment(0xe2, 'ICC_PROFILE\0colours')];
  const end = Buffer.from([0xff, 0xd9]);
  const start = Buffer.from([0xff, 0xd8]);

  it('keeps its picture and its colours, and loses place, owner, comment and what hangs behind it', () => {
    const noisy = Buffer.concat([
      start,
      segment(0xe1, 'Exif\0\0GPS Ouyang'),
      ...frame,
      segment(0xfe, 'comment'),
      segment(0xed, 'Photoshop'),
      segment(0xe2, 'MPF\0'),
      scan,
      segment(0xc4, 'huffman'),
      scan,
      end,
      start,
      segment(0xe1, 'Exif second'),
      end,
    ]);
    const clean = Buffer.concat([start, ...frame, scan, segment(0xc4, 'huffman'), scan, end]);
    expect(withoutMetadata(noisy, 'image/jpeg')?.equals(clean)).toBe(true);
  });

  it('that is cut off, or of another sort, is none', () => {
    const whole = Buffer.concat([start, ...frame, scan, end]);
    for (let length = 2; length < whole.length; length++)
      expect(withoutMetadata(whole.subarray(0, length), 'image/jpeg'), `${length}`).toBeUndefined();
    expect(withoutMetadata(whole, 'video/mp4')).toBeUndefined();
    expect(withoutMetadata(Buffer.from('RIFF\u0004\0\0\0WEBP', 'latin1'), 'image/webp')).toBeUndefined();
  });

  it('as WebP loses its notes too, and the marks that say it has them', () => {
    const chunk = (name: string, body: number[]) => {
      const head = Buffer.alloc(8);
      head.write(name, 0, 'latin1');
      head.writeUInt32LE(body.length, 4);
      return Buffer.concat([head, Buffer.from(body), Buffer.alloc(body.length % 2)]);
    };
    const file = (...chunks: Buffer[]) => {
      const body = Buffer.concat([Buffer.from('WEBP', 'latin1'), ...chunks]);
      return Buffer.concat([chunk('RIFF', [...body])]);
    };
    const picture = chunk('VP8 ', [1, 2, 3]);
    const noisy = file(chunk('VP8X', [0x0c, 0, 0, 0]), picture, chunk('EXIF', [9, 9]), chunk('XMP ', [8, 8]));
    expect(withoutMetadata(noisy, 'image/webp')?.equals(file(chunk('VP8X', [0, 0, 0, 0]), picture))).toBe(true);
  });
});

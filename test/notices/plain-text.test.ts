import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../src/notices/plain-text.ts';

describe('text that people typed', () => {
  it('has nothing left that acts, whatever it was, and stays as it is when it is clean', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const printed = plainText(text);
        expect(printed).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(plainText(printed)).toBe(printed);
      }),
    );
    const name = '䶮𠮷〔2025〕7号，“𬭎”\n第二段';
    expect(plainText(name)).toBe(name);
  });

  it('loses no character: each that cannot be seen is written out', () => {
    expect(plainText('甲\u200b乙\t丙\ufeff')).toBe('甲<U+200B>乙 丙<U+FEFF>');
  });
});

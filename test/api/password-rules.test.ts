import { describe, expect, it } from 'vitest';
import { passwordFault } from '../../src/api/password-rules.ts';

describe('a password', () => {
  it.each([
    ['duban123456', '太常见'],
    ['Password123!', '太常见'],
    ['officeoffice1', '登录名'],
    ['OFFICE', '登录名'],
    ['1111122222', '5 个不同'],
    ['2345678901', '连续'],
    ['abcdefghijk', '连续'],
    ['kjihgfedcba', '连续'],
  ])('%s is refused', (password, words) => {
    expect(passwordFault(password, 'office')).toContain(words);
  });

  it.each(['correct horse battery', '山腰街道安办的门牌', 'office-at-the-corner-12', 'x7Kq2mPv9T'])(
    '%s will do',
    (password) => {
      expect(passwordFault(password, 'office')).toBeUndefined();
    },
  );
});

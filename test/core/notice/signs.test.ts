import { expect, it } from 'vitest';
import { signOf } from '../../../src/core/notice/signs.ts';
import { shipped } from '../office.ts';

it('every kind of paper of one issuer has a sign of its own, in Chinese', () => {
  const { notices } = shipped('notices.json') as unknown as { notices: { id: string }[] };
  const signs = notices.map(({ id }) => signOf('云岭', { post: 'street.safetyOffice' }, id));
  expect(new Set(signs).size).toBe(notices.length);
  expect(signs.filter((sign) => !/^云岭安办[\u4e00-\u9fff]{1,2}$/.test(sign))).toEqual([]);
});

it('issuers of the same kind of paper differ', () => {
  const posts = [
    'street.safetyOffice',
    'street.safetyCommittee',
    'street.partyCommittee',
    'street.office',
    'street.inspectors',
  ];
  const signs = posts.map((post) => signOf('', { post }, 'prompt'));
  expect(new Set([...signs, signOf('', { post: 'department.head', organisation: 'D1' }, 'prompt')]).size).toBe(6);
});

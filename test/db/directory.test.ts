import { describe, expect, it } from 'vitest';
import { buildDirectory, type RegisterRows } from '../../db/directory.ts';

const NOW = '2025-03-03T09:00:00+08:00';
const always = { valid_from: '2020-01-01T00:00:00+08:00', valid_until: null };

/** An office: `post → holder`, and orders `post → deputy`, each under a number of its own. */
function office(
  holders: { readonly [post: string]: string },
  orders: { readonly [post: string]: string },
  above: { readonly [post: string]: string } = {},
) {
  const rows: RegisterRows = {
    version: 1,
    persons: [...new Set([...Object.values(holders), ...Object.values(orders)])].map((id) => ({
      id,
      mail: `${id}@example.test`,
    })),
    posts: [
      ...new Set([...Object.keys(holders), ...Object.keys(orders), ...Object.keys(above), 'street.safetyOffice']),
    ].map((name) => ({ organisation: '', name, above: above[name] ?? null, above_organisation: null })),
    holdings: Object.entries(holders).map(([post, person]) => ({ organisation: '', post, person, ...always })),
    deputies: Object.entries(orders).map(([post, person]) => ({
      organisation: '',
      post,
      person,
      order_no: `no-${post}`,
      ...always,
    })),
  };
  return buildDirectory(rows);
}

const found = (directory: ReturnType<typeof office>, post: string) =>
  directory.resolve({ post }, NOW).map(({ person, because }) => `${person}: ${because}`);

describe('a deputy of a deputy', () => {
  it('acts when the first is away himself, and all orders are named', () => {
    const directory = office({ p: 'A', q: 'B', r: 'C' }, { p: 'B', q: 'C', r: 'D' });
    expect(found(directory, 'p')).toEqual(['D: deputy by order no. no-p、no-q、no-r']);
  });

  it('does not act while the first is there in one of his posts', () => {
    const directory = office({ p: 'A', q: 'B', own: 'B' }, { p: 'B', q: 'C' });
    expect(found(directory, 'p')).toEqual(['B: deputy by order no. no-p']);
  });

  it('in a circle that the register holds after all: somebody of the circle is told, and nothing hangs', () => {
    const directory = office({ p: 'A', q: 'B' }, { p: 'B', q: 'A' });
    expect(found(directory, 'p')).toEqual(['B: deputy by order no. no-p']);
    expect(found(directory, 'q')).toEqual(['A: deputy by order no. no-q']);
  });
});

describe('when somebody cannot be reached', () => {
  const others = (directory: ReturnType<typeof office>, post: string, person: string) =>
    directory.substitutes({ post }, person, NOW).map((one) => one.person);

  it('the absent holder, the deputy post and the desk are told, never the person himself', () => {
    const directory = office({ p: 'A', 'p.deputy': 'V', 'street.safetyOffice': 'O' }, { p: 'B' });
    expect(others(directory, 'p', 'B')).toEqual(['A', 'V', 'O']);
    expect(others(directory, 'p', 'A')).toEqual(['B', 'V', 'O']);
  });

  it('without a deputy the post above and the desk are', () => {
    const directory = office({ p: 'A', boss: 'X', 'street.safetyOffice': 'O' }, {}, { p: 'boss' });
    expect(others(directory, 'p', 'A')).toEqual(['X', 'O']);
  });

  it('nobody at all is an empty answer', () => {
    expect(others(office({ p: 'A' }, {}), 'p', 'A')).toEqual([]);
    expect(others(office({ 'street.safetyOffice': 'O' }, {}), 'street.safetyOffice', 'O')).toEqual([]);
  });
});

it('an empty post is told above and at the desk', () => {
  const directory = office({ boss: 'X', 'street.safetyOffice': 'O' }, {}, { p: 'boss' });
  expect(found(directory, 'p')).toEqual(['X: post empty: post above', 'O: office desk']);
});

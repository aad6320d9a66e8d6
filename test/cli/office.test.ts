import { describe, expect, it } from 'vitest';
import office from '../../data/office.json' with { type: 'json' };
import rules from '../../data/rules.default.json' with { type: 'json' };
import { parseOffice, sampleOffice } from '../../src/cli/office.ts';
import { commandTables } from '../../src/core/index.ts';

const places = new Set(office.posts.map((post) => post.name));

describe('the sample office', () => {
  it('is a plausible sub-district', () => {
    const { organisations, units, persons, deputies } = sampleOffice();
    const count = (kind: string) => organisations.filter((one) => one.kind === kind).length;
    expect({ villages: count('village'), departments: count('department') }).toEqual({ villages: 10, departments: 8 });
    expect(units.length).toBeGreaterThanOrEqual(40);
    expect(persons.length).toBeGreaterThanOrEqual(60);
    expect(deputies.every((one) => one.orderNo.includes('号'))).toBe(true);
  });

  it('no mail can reach a real mailbox (RFC 2606)', () => {
    expect(office.persons.filter((person) => !person.mail.endsWith('.invalid'))).toEqual([]);
  });

  it('has every post that commands, rungs and recipients of the default rules name', () => {
    const relations = new Set([
      ...['*', 'engine', 'public', 'device', 'holder'],
      ...['matter.subject', 'rung.issuer', 'notice.issuer', 'notice.addressee'],
      // Whose these are the register and the duty say.
      ...['register.enter', 'register.amend', 'register.retire', 'duty.bearer'],
    ]);
    const byCommand = Object.values(commandTables).flatMap((table) => Object.values(table).flatMap((spec) => spec.by));
    const byRung = rules.ladders.flatMap((ladder) =>
      ladder.rungs.flatMap((rung) =>
        [rung.issuer, rung.target, `${rung.issuer}.deputy`].map((post) => post.replace(/^subject\./, 'village.')),
      ),
    );
    const byRule = rules.deadlines.flatMap((rule) =>
      rule.onLapse.flatMap((act) => ('posts' in act ? (act.posts ?? []) : [])),
    );
    const byRegister = rules.registers.flatMap((register) => register.enter);
    const wanted = [
      ...new Set([
        ...byCommand,
        ...byRung.filter((post) => !post.startsWith('street.safetyOffice.dep')),
        ...byRule,
        ...byRegister,
      ]),
    ];
    expect(wanted.filter((post) => !relations.has(post) && !places.has(post))).toEqual([]);
  });

  it.each([
    [
      'a holding of a post that does not exist',
      {
        holdings: [{ organisation: '', post: 'street.nobody', person: 'p000', validFrom: '2025-01-01T00:00:00+08:00' }],
      },
      'street.nobody',
    ],
    [
      'a person that does not exist',
      { holdings: [{ organisation: '', post: 'street.head', person: 'p999', validFrom: '2025-01-01T00:00:00+08:00' }] },
      'p999',
    ],
    ['a unit without an organisation', { units: [{ id: 'E99' }] }, 'E99'],
    ['an organisation twice', { organisations: [...office.organisations, office.organisations[0]] }, '重复'],
    ['a field that nobody knows', { colour: 'red' }, '格式不对'],
    [
      'a mail that is none',
      { persons: [{ ...office.persons[0], mail: '张三 a@' }, ...office.persons.slice(1)] },
      'persons.0.mail 邮箱格式不正确',
    ],
  ])('refuses %s', (_, change, hint) => {
    expect(() => parseOffice({ ...office, ...change })).toThrow(hint);
  });
});

import { readFileSync } from 'node:fs';
import { addAccount } from '../db/account.ts';
import { publishCalendar } from '../db/calendar.ts';
import { migrate } from '../db/migrate.ts';
import { type Database, type DatabaseLocation, openDatabase } from '../db/open.ts';
import { saveRegisters } from '../db/organisation.ts';
import { publishRuleSet } from '../db/rule-set.ts';
import { hashPassword } from '../src/api/login.ts';

const LONG_AGO = '2020-01-01T00:00:00+08:00';

/** Everybody's password in drills and benchmarks. */
export const PASSWORD = 'drill battery staple';

/** Units of the office, each under a village of its own (`U3` under `V3`). */
export const UNITS = Array.from({ length: 24 }, (_, i) => `U${i + 1}`);

/** The first so many units have somebody who logs in. */
export const UNITS_WITH_A_HEAD = 6;

/** Accounts: name → the post that the person holds. */
export const PEOPLE = {
  grid: 'village.gridWorker@V1',
  village: 'village.head@V1',
  office: 'street.safetyOffice@',
  team: 'acceptanceTeam@',
  leader: 'street.leader@',
  committee: 'street.safetyCommittee@',
  unit1: 'unit.head@U1',
  unit2: 'unit.head@U2',
  unit3: 'unit.head@U3',
  unit4: 'unit.head@U4',
  unit5: 'unit.head@U5',
  unit6: 'unit.head@U6',
} as const;

export type PersonName = keyof typeof PEOPLE;

/** Opens, migrates and fills a database: a small office, its accounts, calendar and rules (`rules` as JSON text, default the bundled ones). */
export async function openOffice(location: DatabaseLocation, rules?: string): Promise<Database> {
  const db = await openDatabase(location);
  await migrate(db);
  await publish(db, rules ?? data('rules.default.json'));
  await saveRegisters(db.knex, registers());
  const passwordHash = await hashPassword(PASSWORD);
  for (const name of Object.keys(PEOPLE))
    await addAccount(db.knex, { name, person: `p-${name}`, passwordHash, roles: [], mustChange: false });
  return db;
}

/** The village that supervises a unit. */
export function villageOf(unit: string): string {
  return unit.replace('U', 'V');
}

function data(name: string): string {
  return readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8');
}

async function publish({ knex }: Database, body: string): Promise<void> {
  const { id, effectiveFrom, calendar }: { id: string; effectiveFrom: string; calendar: string } = JSON.parse(body);
  await publishCalendar(knex, { id: calendar, body: data('calendar.cn-2024-2026.json'), publishedAt: LONG_AGO });
  await publishRuleSet(knex, { id, effectiveFrom, calendar, body, publishedAt: LONG_AGO });
}

function registers(): Parameters<typeof saveRegisters>[1] {
  const held = Object.entries(PEOPLE).map(([name, key]) => {
    const [post = '', organisation = ''] = key.split('@');
    return { organisation, post, person: `p-${name}`, validFrom: LONG_AGO };
  });
  return {
    organisations: [
      { id: 'S', name: '山腰街道', kind: 'street' },
      ...UNITS.map((id) => ({ id: villageOf(id), name: `${villageOf(id)} 村`, kind: 'village' as const, parent: 'S' })),
      ...UNITS.map((id) => ({ id, name: `${id} 厂`, kind: 'unit' as const, parent: villageOf(id) })),
    ],
    persons: Object.keys(PEOPLE).map((name) => ({
      id: `p-${name}`,
      name: `人员 ${name}`,
      mail: `${name}@example.test`,
    })),
    posts: [
      ...new Map(
        held.map(({ organisation, post }) => [`${post}@${organisation}`, { organisation, name: post, label: post }]),
      ).values(),
    ],
    holdings: held,
    units: UNITS.map((id) => ({ id, supervisor: villageOf(id), industry: 'textile', size: 'small' })),
  };
}

import { addAccount, readAccounts } from '../../db/account.ts';
import { publishCalendar, readCalendarIds } from '../../db/calendar.ts';
import type { Database } from '../../db/open.ts';
import { readOrganisations, readPersons, saveRegisters } from '../../db/organisation.ts';
import { publishRuleSet, readRuleSets } from '../../db/rule-set.ts';
import { readUnits } from '../../db/unit.ts';
import { hashPassword } from '../api/login.ts';
import { oneTimePassword } from '../api/one-time-password.ts';
import { type Instant, type KindName, kinds, loadRuleSet, parseCalendar, type Terms } from '../core/index.ts';
import { caseNumber } from '../ledger/case-number.ts';
import { appendHistory, reserveNumber } from '../ledger/history.ts';
import { createLedger } from '../ledger/record.ts';
import { unavailable } from './command.ts';
import { daysPlayed, playDemo } from './demo/play.ts';
import { bundled, readJson, readText } from './input-file.ts';
import { now } from './ledger-access.ts';
import { type Office, parseOffice, sampleOffice } from './office.ts';

/** Name of the account made at the first start. */
const ADMIN = 'admin';

/** What a first start has put into an empty database. */
export interface Seeded {
  /** Set at the first start only; shown once and stored nowhere. */
  readonly adminPassword: string | undefined;
  readonly office: string | undefined;
}

/** Gives an empty database what it needs to work: calendar, rule set, an office, an administrator. Each only if there is none. */
export async function seed(db: Database, officeFile: string | Office | undefined): Promise<Seeded> {
  const at = now();
  await seedTerms(db, at);
  const office = await seedOffice(db, officeFile);
  return { office, adminPassword: await seedAdmin(db) };
}

async function seedTerms(db: Database, at: Instant): Promise<void> {
  if ((await readCalendarIds(db.knex)).length === 0) {
    const body = readText(bundled('calendar.cn-2024-2026.json'));
    await publishCalendar(db.knex, { id: parseCalendar(JSON.parse(body)).id, body, publishedAt: at });
  }
  if ((await readRuleSets(db.knex)).length === 0) {
    const body = readText(bundled('rules.default.json'));
    const rules = loadRuleSet(JSON.parse(body));
    await publishRuleSet(db.knex, {
      id: rules.id,
      effectiveFrom: rules.effectiveFrom,
      calendar: rules.calendar,
      body,
      publishedAt: at,
    });
  }
}

async function seedOffice(db: Database, file: string | Office | undefined): Promise<string | undefined> {
  if ((await readOrganisations(db.knex)).length > 0) return undefined;
  const { label, ...registers } =
    file === undefined ? sampleOffice() : typeof file === 'string' ? parseOffice(readJson(file)) : file;
  await saveRegisters(db.knex, registers);
  return label;
}

async function seedAdmin(db: Database): Promise<string | undefined> {
  if ((await readAccounts(db.knex)).length > 0) return undefined;
  const person = (await readPersons(db.knex))[0]?.id;
  if (person === undefined) return undefined;
  const password = oneTimePassword();
  const added = await addAccount(db.knex, {
    name: ADMIN,
    person,
    passwordHash: await hashPassword(password),
    roles: ['admin'],
    mustChange: true,
  });
  return added ? password : undefined;
}

/** What the demonstration has put into the ledger. */
export interface DemoLoaded {
  readonly cases: number;
  readonly events: number;
  readonly days: number;
}

/** Plays three months of sample cases into an empty ledger; nothing is sent for them. Refuses a ledger that has cases. */
export async function loadDemo(db: Database): Promise<DemoLoaded> {
  if ((await createLedger({ db, kinds, now }).health()).events > 0)
    throw unavailable(
      'ledger-not-empty',
      '台账中已有案件，--demo 只能用于空的数据目录。请去掉 --demo，或用 --data 指定一个新目录。',
    );
  const units = await readUnits(db.knex);
  const known = new Set(units.map((unit) => unit.id));
  const office = sampleOffice();
  if (!office.units.every((unit) => known.has(unit.id)))
    throw unavailable(
      'office-differs',
      '--demo 需要随程序附带的示例机构，但数据库中是另一套机构。请用 --data 指定一个新目录。',
    );
  const numbers = new Map<string, number>();
  const { entries } = playDemo({
    office,
    terms: bundledTerms(),
    until: now(),
    number(kind, at) {
      const series = `${kind} ${at.slice(0, 4)}`;
      numbers.set(series, (numbers.get(series) ?? 0) + 1);
      return caseNumber(kind, at, numbers.get(series) ?? 0);
    },
  });
  // The ledger is empty, so its own counters give the same numbers; now they are taken.
  for (const [series, count] of numbers) {
    const [kind, year] = series.split(' ') as [KindName, string];
    for (let n = 0; n < count; n++) await reserveNumber(db, kind, Number(year));
  }
  return { ...(await appendHistory(db, entries)), days: daysPlayed(entries) };
}

function bundledTerms(): Terms {
  return {
    rules: loadRuleSet(readJson(bundled('rules.default.json'))),
    calendar: parseCalendar(readJson(bundled('calendar.cn-2024-2026.json'))),
  };
}

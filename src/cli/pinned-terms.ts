import { readCalendarBody } from '../../db/calendar.ts';
import type { Database } from '../../db/open.ts';
import { readRuleSetBody } from '../../db/rule-set.ts';
import { type Calendar, loadRuleSet, parseCalendar, type RuleSet } from '../core/index.ts';

/** The published rule set that a case is pinned to. */
export async function rulesOfCase(db: Database, id: string): Promise<RuleSet | undefined> {
  const body = await readRuleSetBody(db.knex, id);
  return body === undefined ? undefined : loadRuleSet(JSON.parse(body));
}

/** The published calendar by which a case's deadlines were counted. */
export async function calendarOfCase(db: Database, id: string): Promise<Calendar | undefined> {
  const body = await readCalendarBody(db.knex, id);
  return body === undefined ? undefined : parseCalendar(JSON.parse(body));
}

import { readCalendarBody } from '../../db/calendar.ts';
import type { Database } from '../../db/open.ts';
import { readRuleSetBody } from '../../db/rule-set.ts';
import { type Calendar, loadRuleSet, parseCalendar, type RuleSet } from '../core/index.ts';

/** Published rule sets and calendars by id, for explanations; parsed once, because they never change. */
export interface TermsReader {
  ruleSet(id: string): Promise<RuleSet | undefined>;
  calendar(id: string): Promise<Calendar | undefined>;
}

/** Reads them from the database's own tables. */
export function createTermsReader(knex: Database['knex']): TermsReader {
  return {
    ruleSet: remembered((id) => readRuleSetBody(knex, id), loadRuleSet),
    calendar: remembered((id) => readCalendarBody(knex, id), parseCalendar),
  };
}

function remembered<T>(
  read: (id: string) => Promise<string | undefined>,
  parse: (json: unknown) => T,
): (id: string) => Promise<T | undefined> {
  const known = new Map<string, T>();
  return async (id) => {
    const value = known.get(id);
    if (value !== undefined) return value;
    const body = await read(id);
    if (body === undefined) return undefined;
    const parsed = parse(JSON.parse(body));
    known.set(id, parsed);
    return parsed;
  };
}

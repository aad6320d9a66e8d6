import { setImmediate as turn } from 'node:timers/promises';
import { readCalendarBody, readCalendarIds } from '../../db/calendar.ts';
import type { Database } from '../../db/open.ts';
import { readRuleSets } from '../../db/rule-set.ts';
import {
  addDays,
  type Calendar,
  type Day,
  dayOf,
  type Instant,
  parseCalendar,
  type RuleSet,
  startOfDay,
} from '../core/index.ts';
import { thresholdsOf } from '../core/rules/questions.ts';
import { pastCases } from '../ledger/past-cases.ts';
import { inForceOf } from '../ledger/rule-lines.ts';
import { type Conformance, createConformance } from '../replay/conformance.ts';
import { createTermsReader } from './terms.ts';

/** The conformance report over all cases opened from day `from` up to and including day `to`; undefined if no calendar is published. */
export async function conformanceOf(
  db: Database,
  { from, to, until }: { readonly from: Day; readonly to: Day; readonly until: Instant },
  hashesOf: (photos: readonly string[]) => Promise<ReadonlyMap<string, string>>,
  progress: (cases: number) => void = () => undefined,
): Promise<Conformance | undefined> {
  const calendar = await newestCalendar(db);
  if (calendar === undefined) return undefined;
  const check = createConformance({ calendar, until, thresholds: thresholdsOf(await rulesInForce(db, dayOf(until))) });
  let cases = 0;
  for await (const events of pastCases(db, { from: startOfDay(from), to: startOfDay(addDays(to, 1)) })) {
    check.take(events);
    progress(++cases);
    // Others want this process too.
    if (cases % 20 === 0) await turn();
  }
  return check.end(await hashesOf([...check.photos()]));
}

/** What is asked is the office's of today, whatever the cases were decided under. */
async function rulesInForce({ knex }: Database, day: Day): Promise<RuleSet | undefined> {
  const entry = inForceOf(await readRuleSets(knex), day);
  return entry && createTermsReader(knex).ruleSet(entry.id);
}

async function newestCalendar({ knex }: Database): Promise<Calendar | undefined> {
  const [id] = await readCalendarIds(knex);
  const body = id === undefined ? undefined : await readCalendarBody(knex, id);
  return body === undefined ? undefined : parseCalendar(JSON.parse(body));
}

import { setImmediate as turn } from 'node:timers/promises';
import { readCalendarBody, readCalendarIds } from '../../db/calendar.ts';
import type { Database } from '../../db/open.ts';
import { addDays, type Calendar, type Day, type Instant, parseCalendar, startOfDay } from '../core/index.ts';
import { pastCases } from '../ledger/past-cases.ts';
import { type Conformance, createConformance } from '../replay/conformance.ts';

/** The conformance report over all cases opened from day `from` up to and including day `to`; undefined if no calendar is published. */
export async function conformanceOf(
  db: Database,
  { from, to, until }: { readonly from: Day; readonly to: Day; readonly until: Instant },
  hashesOf: (photos: readonly string[]) => Promise<ReadonlyMap<string, string>>,
  progress: (cases: number) => void = () => undefined,
): Promise<Conformance | undefined> {
  const calendar = await newestCalendar(db);
  if (calendar === undefined) return undefined;
  const check = createConformance({ calendar, until });
  let cases = 0;
  for await (const events of pastCases(db, { from: startOfDay(from), to: startOfDay(addDays(to, 1)) })) {
    check.take(events);
    progress(++cases);
    // Others want this process too.
    if (cases % 20 === 0) await turn();
  }
  return check.end(await hashesOf([...check.photos()]));
}

async function newestCalendar({ knex }: Database): Promise<Calendar | undefined> {
  const [id] = await readCalendarIds(knex);
  const body = id === undefined ? undefined : await readCalendarBody(knex, id);
  return body === undefined ? undefined : parseCalendar(JSON.parse(body));
}

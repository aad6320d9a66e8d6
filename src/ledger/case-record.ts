import { readNewestCalendar } from '../../db/calendar.ts';
import type { Database } from '../../db/open.ts';
import { type RefusedInput, readRefused } from '../../db/refused-input.ts';
import type { CaseId, SealedEvent } from '../core/case.ts';
import type { Delivery, Ledger } from './ledger.ts';

/** What became of a message, without the address it went to. */
export type DeliveryFate = Omit<Delivery, 'address' | 'params' | 'messageId' | 'message' | 'error'>;

/** Everything that is recorded of a case: its facts, what they owed to whom, and what was refused beside them. */
export interface CaseRecord {
  readonly events: readonly SealedEvent[];
  readonly deliveries: readonly DeliveryFate[];
  readonly refused: readonly RefusedInput[];
}

/** More than any case owes. */
const MOST_DELIVERIES = 100_000;

/** Reads the record of a case; no events: there is no such case. */
export async function readCaseRecord(
  { ledger, db }: { readonly ledger: Ledger; readonly db: Database },
  caseId: CaseId,
): Promise<CaseRecord> {
  const [events, deliveries, refused] = await Promise.all([
    ledger.events(caseId),
    ledger.deliveries({ caseId, limit: MOST_DELIVERIES }),
    readRefused(db.knex, caseId),
  ]);
  return { events, deliveries: deliveries.map(fateOf), refused };
}

function fateOf({
  address: _,
  params: __,
  messageId: ___,
  message: ____,
  error: _____,
  ...fate
}: Delivery): DeliveryFate {
  return fate;
}

/** Ids of the calendars that have followed those on which the case's deadlines were counted: what changed in them stands beside its verdicts. */
export async function laterCalendars(
  { db }: { readonly db: Database },
  events: readonly SealedEvent[],
): Promise<readonly string[]> {
  const counted = new Set(events.flatMap(({ clocks }) => clocks.set.flatMap((clock) => clock.proof?.calendar ?? [])));
  const newest = await Promise.all([...counted].map((id) => readNewestCalendar(db.knex, id)));
  return [...new Set(newest.flatMap((entry) => entry?.id ?? []))].filter((id) => !counted.has(id));
}

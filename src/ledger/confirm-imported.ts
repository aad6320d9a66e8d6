import { type CalendarEntry, readCalendars } from '../../db/calendar.ts';
import type { Database } from '../../db/open.ts';
import { noteTermsAct, readTermsHistory, type TermsAct } from '../../db/terms-history.ts';
import type { CaseState } from '../core/case.ts';
import type { Instant } from '../core/instant.ts';
import type { CaseMove, TermsMover } from './new-terms.ts';

/**
 * Finishes what an import began and a crash cut short, and makes firm what became provisional since in cases that still count by an older
 * calendar: in the name of whoever imported the year, because it is that act which reaches them now. Nothing is done twice.
 */
export async function confirmImported({
  db: { knex },
  mover,
  now,
}: {
  readonly db: Database;
  readonly mover: TermsMover;
  now(): Instant;
}): Promise<readonly CaseMove[]> {
  const moves: CaseMove[] = [];
  for (const { id } of newestImports(await readCalendars(knex))) {
    const history = await readTermsHistory(knex, 'calendar', id);
    const act = history.find((one) => one.act === 'imported');
    if (act === undefined) continue;
    const { post, person } = act;
    const done = history.some((one) => one.act === 'confirmed');
    const only = (state: CaseState, newest: string) => newest === id && (!done || hasProvisional(state));
    const own = await mover.confirm({ post, person }, id, { only, quiet: done });
    if (!done && own.length === 0) await noteTermsAct(knex, nothingToConfirm(act, now()));
    moves.push(...own);
  }
  return moves;
}

/** Calendars that followed another one and are still the newest of their lineage. */
function newestImports(entries: readonly CalendarEntry[]): readonly CalendarEntry[] {
  const later = (entry: CalendarEntry) =>
    entries.some((other) => other.lineage === entry.lineage && other.edition > entry.edition);
  return entries.filter((entry) => entry.edition > 1 && !later(entry));
}

/** A deadline counted on days for which no notice was known, running or suspended. */
function hasProvisional({ clocks, suspended }: CaseState): boolean {
  return [...Object.values(clocks), ...Object.values(suspended)].some((clock) => clock.provisional === true);
}

/** That the run came to its end is written down, so that the next one looks at provisional deadlines only. */
function nothingToConfirm({ object, id, person, post }: TermsAct, at: Instant): TermsAct {
  const detail = JSON.stringify({ moved: 0, refused: 0, unchanged: 0 });
  return { object, id, at, act: 'confirmed', person, post, detail };
}

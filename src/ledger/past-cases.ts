import { type EventRow, eventOf } from '../../db/event-log.ts';
import { type OpenedPlace, readCasesOpened, readStoredEvents } from '../../db/history.ts';
import type { Database } from '../../db/open.ts';
import type { Instant, SealedEvent } from '../core/index.ts';

/** Cases a page: some thousand events, so that whoever else waits for this process has his turn. */
const PAGE = 100;

/** All events of every case of any kind that was opened from `from` until before `to`, case by case in order of opening; memory for a page. */
export async function* pastCases(
  { knex }: Database,
  period: { readonly from: Instant; readonly to: Instant },
): AsyncGenerator<readonly SealedEvent[]> {
  let after: OpenedPlace | undefined;
  for (;;) {
    const page = await readCasesOpened(knex, period, after, PAGE);
    const rows = await readStoredEvents(
      knex,
      page.map(({ caseId }) => caseId),
    );
    const byCase = Map.groupBy(rows, ({ caseId }) => caseId);
    for (const { caseId } of page) yield (byCase.get(caseId) ?? []).map((row: EventRow) => eventOf(row));
    after = page.at(-1);
    if (page.length < PAGE) return;
  }
}

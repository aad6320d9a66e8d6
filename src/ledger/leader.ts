import { readStock } from '../../db/case-fact.ts';
import type { Database } from '../../db/open.ts';
import type { CaseId } from '../core/case.ts';
import { addDays, addMs, type Day, dayOf, type Instant, startOfDay } from '../core/instant.ts';
import { lastDrafted, type Month, monthPlus } from '../core/monthly/month.ts';
import { overdueOf, plannedOf } from '../core/monthly/plan.ts';
import { MEASURE_ROWS } from '../core/monthly/rows.ts';
import type { CaseFacts } from './case-facts.ts';
import { STREET } from './return-read.ts';
import type { Returns } from './returns.ts';

/** How a measure stands: something is late, something is due within a week, or neither. */
export type Light = 'late' | 'soon' | 'calm';

/** Something that wants a leader: overdue, the longest first, else what is due next. */
export interface Wanting {
  readonly caseId: CaseId;
  readonly title: string;
  readonly day: Day;
  /** Days overdue; absent: not yet. */
  readonly days?: number;
}

/** One measure on the leader's page. */
export interface Tile {
  readonly measure: number;
  readonly title: string;
  readonly light: Light;
  readonly late: number;
  readonly soon: number;
  /** The figure by which the measure is followed, in the last two months that were closed. */
  readonly trend: { readonly figure: string; readonly now: number; readonly before: number };
  readonly wanting: readonly Wanting[];
}

const SOON_DAYS = 7;
const MOST_WANTING = 3;
/** So long an answer is kept (ms): fifteen tiles over the whole street are read by several leaders in the same minute. */
const KEPT_MS = 60_000;

/** The leader's page: fifteen measures of the whole street as they stand now. */
export function createLeaderPage({
  db,
  facts,
  returns,
  now,
}: {
  readonly db: Database;
  readonly facts: CaseFacts;
  readonly returns: Returns;
  readonly now: () => Instant;
}) {
  let kept: { readonly until: Instant; readonly page: Promise<LeaderPage> } | undefined;
  const closed = new Map<string, Promise<ReadonlyMap<number, number>>>();

  /** The headline of each measure in a month that is over. */
  function headlines(month: Month): Promise<ReadonlyMap<number, number>> {
    const known = closed.get(month) ?? drawHeadlines(month);
    closed.set(month, known);
    known.catch(() => closed.delete(month));
    return known;
  }

  async function drawHeadlines(month: Month): Promise<ReadonlyMap<number, number>> {
    const found = await returns.draw(month, STREET);
    if ('refused' in found) return new Map();
    return new Map(
      found.drawn.rows.map((row) => [
        row.measure,
        row.figures.find(({ name }) => name === headlineOf(row.measure))?.count ?? 0,
      ]),
    );
  }

  async function build(at: Instant): Promise<LeaderPage> {
    await facts.catchUp();
    const month = lastDrafted(at);
    const [last, before] = [await headlines(month), await headlines(monthPlus(month, -1))];
    // What was recorded in this very instant counts too.
    const bound = { at: addMs(at, 1), known: addMs(at, 1) };
    const stock = await readStock(db, bound);
    const until = startOfDay(addDays(dayOf(at), SOON_DAYS + 1));
    return {
      at,
      month,
      tiles: MEASURE_ROWS.map(({ measure, title, headline }) => {
        const late = overdueOf({ stock, to: bound }, measure);
        const soon = plannedOf(stock, measure, bound.at, until);
        return {
          measure,
          title,
          light: late.length > 0 ? 'late' : soon.length > 0 ? 'soon' : 'calm',
          late: late.length,
          soon: soon.length,
          trend: { figure: headline, now: last.get(measure) ?? 0, before: before.get(measure) ?? 0 },
          wanting: [...late, ...soon].slice(0, MOST_WANTING),
        };
      }),
    };
  }

  return {
    async page(): Promise<LeaderPage> {
      const at = now();
      if (kept === undefined || at > kept.until) {
        const page = build(at);
        kept = { until: addMs(at, KEPT_MS), page };
        page.catch(() => {
          kept = undefined;
        });
      }
      return kept.page;
    },
  };
}

/** The fifteen tiles at an instant; the trend is that of the last month that was closed. */
export interface LeaderPage {
  readonly at: Instant;
  readonly month: Month;
  readonly tiles: readonly Tile[];
}

function headlineOf(measure: number): string | undefined {
  return MEASURE_ROWS.find((row) => row.measure === measure)?.headline;
}

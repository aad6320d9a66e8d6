import { addDays, type Day, type Instant, startOfDay } from '../instant.ts';
import { fenOf, yuanOf } from './reward.ts';
import type { TipoffState } from './state.ts';

/** Fewer than so many in the period are not published for a place: who reported could be guessed (rule default). */
export const FEWEST_PUBLISHED = 3;

/** A quarter for publication (季度统计), without anything personal; amounts in yuan, absent where so few were rewarded that one could be guessed. */
export interface TipoffStatistics {
  /** `2025-Q1`. */
  readonly quarter: string;
  readonly from: Day;
  /** The last day, included. */
  readonly to: Day;
  readonly received: number;
  readonly accepted: number;
  readonly transferred: number;
  readonly concluded: number;
  readonly substantiated: number;
  readonly answered: number;
  readonly closed: number;
  readonly rewarded: number;
  readonly paid?: number;
  readonly late: number;
  /** Received by place, only places with enough of them. */
  readonly areas: readonly { readonly area: string; readonly received: number }[];
  /** Received that are not told apart by place; 0, or so many that none can be guessed. */
  readonly elsewhere: number;
}

/** First and last day of a quarter named `2025-Q1`; undefined for any other text. */
export function quarterDays(quarter: string): { readonly from: Day; readonly to: Day } | undefined {
  const [, year, nth] = /^(20\d\d)-Q([1-4])$/.exec(quarter) ?? [];
  if (year === undefined || nth === undefined) return undefined;
  const first = (Number(nth) - 1) * 3 + 1;
  const after = nth === '4' ? `${Number(year) + 1}-01-01` : `${year}-${String(first + 3).padStart(2, '0')}-01`;
  return { from: `${year}-${String(first).padStart(2, '0')}-01`, to: addDays(after, -1) };
}

/** The figures of a quarter over all tip-offs (those of other quarters count for nothing); throws RangeError for a quarter that is none. */
export function tipoffStatistics(states: Iterable<TipoffState>, quarter: string): TipoffStatistics {
  const days = quarterDays(quarter);
  if (days === undefined) throw new RangeError(`季度应形如 2025-Q1，收到的是“${quarter}”`);
  const [start, end] = [startOfDay(days.from), startOfDay(addDays(days.to, 1))];
  const within = (at: Instant | undefined) => at !== undefined && at >= start && at < end;
  const all = [...states];
  const count = (fits: (state: TipoffState) => boolean) => all.filter(fits).length;
  const on = (name: string) => count(({ anchors }) => within(anchors[name]));
  const paid = all.filter(({ anchors }) => within(anchors.rewardPaid));
  const received = all.filter(({ anchors }) => within(anchors.tipoffReceived));
  return {
    quarter,
    ...days,
    received: received.length,
    accepted: on('tipoffAccepted'),
    transferred: on('tipoffTransferred'),
    concluded: on('tipoffVerified'),
    substantiated: count(
      ({ anchors, finding }) => within(anchors.tipoffVerified) && (finding === 'substantiated' || finding === 'partly'),
    ),
    answered: on('tipoffAnswered'),
    closed: count(({ stage, stageSince }) => stage === 'closed' && within(stageSince)),
    rewarded: paid.length,
    ...(paid.length >= FEWEST_PUBLISHED || paid.length === 0 ? { paid: sumOf(paid) } : {}),
    late: count(({ flags }) => flags.some(({ code, at }) => code === 'tipoff-late' && within(at))),
    ...byArea(received),
  };
}

function sumOf(paid: readonly TipoffState[]): number {
  return yuanOf(paid.reduce((fen, { amount = 0 }) => fen + (fenOf(amount) ?? 0), 0));
}

/** What is left out could be had by subtraction if it were one place with a few: then the smallest published ones are left out with it. */
function byArea(received: readonly TipoffState[]): Pick<TipoffStatistics, 'areas' | 'elsewhere'> {
  const counts = new Map<string, number>();
  for (const { area = '' } of received) counts.set(area, (counts.get(area) ?? 0) + 1);
  const areas = [...counts]
    .filter(([area, n]) => area !== '' && n >= FEWEST_PUBLISHED)
    .map(([area, n]) => ({ area, received: n }))
    .sort((a, b) => b.received - a.received || (a.area < b.area ? -1 : 1));
  let elsewhere = received.length - areas.reduce((sum, one) => sum + one.received, 0);
  while (elsewhere > 0 && elsewhere < FEWEST_PUBLISHED && areas.length > 0) elsewhere += areas.pop()?.received ?? 0;
  return { areas, elsewhere };
}

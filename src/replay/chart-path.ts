import { type CaseEvent, charts, type Instant, type KindName } from '../core/index.ts';
import type { Regions } from '../core/statechart.ts';

/** One move of one region of a case's machine. */
export interface ChartMove {
  readonly region: string;
  readonly from: string;
  readonly to: string;
  readonly seq: number;
  readonly at: Instant;
  /** The event that made it. */
  readonly event: string;
}

/** Which states a case has taken, region by region in the order of its record, and where it is. */
export function chartPath(
  kind: KindName,
  events: readonly CaseEvent[],
): { readonly moves: readonly ChartMove[]; readonly regions: Regions } {
  const chart = charts[kind];
  const moves: ChartMove[] = [];
  let regions = chart.initial;
  for (const { seq, at, type, moves: named } of events)
    for (const event of named ?? [type]) {
      const next = chart.next(regions, event)?.regions ?? regions;
      for (const region in next) {
        const [from = '', to = ''] = [regions[region], next[region]];
        if (from !== to) moves.push({ region, from, to, seq, at, event });
      }
      regions = next;
    }
  return { moves, regions };
}

/** Where an event would take each region that it moves, from where a case stands. */
export function movesBy(
  kind: KindName,
  regions: Regions,
  event: string,
): readonly { readonly region: string; readonly from: string; readonly to: string }[] {
  const next = charts[kind].next(regions, event)?.regions;
  if (next === undefined) return [];
  return Object.keys(next).flatMap((region) => {
    const [from = '', to = ''] = [regions[region], next[region]];
    return from === to ? [] : [{ region, from, to }];
  });
}

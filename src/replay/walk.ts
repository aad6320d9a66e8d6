import { charts, type SealedEvent } from '../core/index.ts';
import type { Regions } from '../core/statechart.ts';

/** One event of a case on its way through the statechart. */
export interface Step {
  readonly event: SealedEvent;
  readonly before: Regions;
  readonly after: Regions;
  /** Main-line state before and after; before the first event the machine's own first state. */
  readonly from: string;
  readonly to: string;
  /** Moves that the statechart does not allow here. */
  readonly illegal: readonly string[];
  /** Tier after the event; empty before grading and where the kind has none. */
  readonly tier: string;
  /** The organisation in whose charge the case is; empty where the record names none. */
  readonly organisation: string;
}

/** Walks one case's events, from its first on, through the statechart of its kind; needs no rules and no state but where the regions stand. */
export function* walk(events: readonly SealedEvent[]): Generator<Step> {
  const first = events[0];
  if (first === undefined) return;
  const chart = charts[first.kind];
  let regions = chart.initial;
  let tier = '';
  let organisation = '';
  for (const event of events) {
    const before = regions;
    const illegal: string[] = [];
    for (const move of event.moves ?? [event.type]) {
      const next = chart.next(regions, move);
      if (next !== undefined) regions = next.regions;
      // What is no event of the chart (a lapse, a reminder) moves nothing, by design.
      else if (chart.events.includes(move)) illegal.push(move);
    }
    tier = textOf(event, 'tier') ?? tier;
    organisation = organisationOf(event) ?? organisation;
    yield {
      event,
      before,
      after: regions,
      from: before.main ?? '',
      to: regions.main ?? '',
      illegal,
      tier,
      organisation,
    };
  }
}

/** A text of the payload, if it is one. */
export function textOf({ payload }: SealedEvent, key: string): string | undefined {
  const value = payload[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function organisationOf(event: SealedEvent): string | undefined {
  const supervisor = textOf(event, 'supervisor');
  if (supervisor !== undefined) return supervisor;
  const { subject } = event.payload;
  const organisation = (subject as { readonly organisation?: unknown } | null | undefined)?.organisation;
  return typeof organisation === 'string' ? organisation : undefined;
}

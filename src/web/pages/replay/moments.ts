import type { Clock, Instant, SealedEvent } from '../../../core/index.ts';
import { toMs } from '../../../core/instant.ts';
import type { Ball } from '../../../replay/ball.ts';
import type { CaseReplay, Picture } from '../../../replay/replay.ts';

/** `fact`: what had happened by then, whenever it was entered; `known`: what had been entered by then. */
export type Axis = 'fact' | 'known';

/** The instant of an event on one of the two clocks. */
export function instantOf(event: Pick<SealedEvent, 'at' | 'recordedAt'>, axis: Axis): Instant {
  return axis === 'fact' ? event.at : event.recordedAt;
}

/** Instants at which something changed on this clock, in order, and the present as the last. */
export function stopsOf(events: readonly SealedEvent[], axis: Axis, now: Instant): readonly Instant[] {
  return [...new Set([...events.map((event) => instantOf(event, axis)), now])].sort();
}

/** The case at an instant of one clock. */
export function pictureAt(opened: CaseReplay, axis: Axis, at: Instant): Picture {
  return opened.picture(axis === 'fact' ? { at } : { at, knownAt: at });
}

/** Place of the last stop that is not after the instant; 0 before all of them. */
export function stopAt(stops: readonly Instant[], at: Instant): number {
  return Math.max(
    0,
    stops.findLastIndex((stop) => stop <= at),
  );
}

/** A stretch of time in which one post, or nobody, had to act. */
export interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
  readonly ball: Ball;
}

/** Who held the ball from the first fact to the present, neighbours of one holder and reason made one. */
export function stretchesOf(opened: CaseReplay, axis: Axis, stops: readonly Instant[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (const [i, from] of stops.entries()) {
    const to = stops[i + 1];
    const ball = to === undefined ? undefined : pictureAt(opened, axis, from).now?.ball;
    if (to === undefined || ball === undefined) continue;
    const last = stretches.at(-1);
    if (last !== undefined && last.to === from && ballKey(last.ball) === ballKey(ball))
      stretches[stretches.length - 1] = { ...last, to };
    else stretches.push({ from, to, ball });
  }
  return stretches;
}

function ballKey({ with: who, row, post, organisation }: Ball): string {
  return [who, row, post, organisation].join(' ');
}

/** Who it is, whatever it is about. */
export function holderKey({ with: who, post, organisation }: Ball): string {
  return [who, post, organisation].join(' ');
}

/** A deadline under the bar: as it was last set; lapsed if the record says so. */
export interface DueMark {
  readonly clock: Clock;
  readonly lapsed: boolean;
}

const OWED: ReadonlySet<Clock['does']> = new Set(['lapse', 'answer', 'signature']);

/** Every deadline that the case has had. */
export function dueMarks(events: readonly SealedEvent[]): readonly DueMark[] {
  const clocks = new Map<string, Clock>();
  const lapsed = new Set<string>();
  for (const { type, payload, clocks: set } of events) {
    for (const clock of set.set) if (OWED.has(clock.does)) clocks.set(clock.id, clock);
    if (type === 'DeadlineLapsed') lapsed.add(String(payload.clock ?? payload.duty ?? ''));
  }
  return [...clocks.values()].map((clock) => ({ clock, lapsed: lapsed.has(clock.id) || lapsed.has(clock.rule) }));
}

/** Where an instant lies between two others, in percent; at the edge where it lies outside. */
export function percentOf(at: Instant, from: Instant, to: Instant): number {
  const whole = toMs(to) - toMs(from);
  if (whole <= 0) return 0;
  return Math.max(0, Math.min(100, ((toMs(at) - toMs(from)) / whole) * 100));
}

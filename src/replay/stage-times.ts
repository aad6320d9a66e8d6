import { pausedDaySpans } from '../core/deadline/pause.ts';
import { type Calendar, isWorked } from '../core/deadline/working-days.ts';
import { dayNumber, dayOf, type Instant, type KindName } from '../core/index.ts';
import type { Step } from './walk.ts';

/** How long cases stood in a stage, in working days: those after the day of entry up to the day of leaving, without days touched by a pause. */
export interface StageTime {
  readonly kind: KindName;
  readonly stage: string;
  /** Absent: all of them. */
  readonly tier?: string;
  readonly organisation?: string;
  readonly stays: number;
  readonly median: number;
  /** Nine in ten stays took no longer. */
  readonly p90: number;
  readonly total: number;
}

/** Where time is lost: by stage, by stage and tier, by stage and organisation; each list by working days in all, the most first. */
export interface StageTimes {
  readonly byStage: readonly StageTime[];
  readonly byTier: readonly StageTime[];
  readonly byOrganisation: readonly StageTime[];
}

interface Group {
  readonly kind: KindName;
  readonly stage: string;
  readonly tier?: string;
  readonly organisation?: string;
  readonly days: number[];
}

const MOST_ROWS = 200;

/** Collects how long cases stood in their stages; a stage that nobody has left counts up to `until`, that of an ended case not at all. */
export function createStageTimes(calendar: Calendar, until: Instant, ends: (kind: KindName, stage: string) => boolean) {
  const groups = {
    byStage: new Map<string, Group>(),
    byTier: new Map<string, Group>(),
    byOrganisation: new Map<string, Group>(),
  };

  function add(list: Map<string, Group>, group: Omit<Group, 'days'>, days: number): void {
    const key = [group.kind, group.stage, group.tier, group.organisation].join('\u0000');
    const known = list.get(key) ?? { ...group, days: [] };
    known.days.push(days);
    list.set(key, known);
  }

  function stay(step: Step, from: Instant, to: Instant, paused: readonly Span[]): void {
    const { kind } = step.event;
    const days = workedDays(calendar, from, to, paused);
    const group = { kind, stage: step.to };
    add(groups.byStage, group, days);
    if (step.tier !== '') add(groups.byTier, { ...group, tier: step.tier }, days);
    if (step.organisation !== '') add(groups.byOrganisation, { ...group, organisation: step.organisation }, days);
  }

  return {
    take(walked: readonly Step[]): void {
      const paused = pausedDaySpans(pausesOf(walked, until));
      let entered: Instant | undefined;
      for (const [i, step] of walked.entries()) {
        if (i === 0 || step.from !== step.to) entered = step.event.at;
        const next = walked[i + 1];
        if (entered === undefined || (next !== undefined && next.from === next.to)) continue;
        if (next !== undefined) stay(step, entered, next.event.at, paused);
        else if (!ends(step.event.kind, step.to)) stay(step, entered, until, paused);
      }
    },
    end: (): StageTimes => ({
      byStage: rowsOf(groups.byStage),
      byTier: rowsOf(groups.byTier),
      byOrganisation: rowsOf(groups.byOrganisation),
    }),
  };
}

type Span = ReturnType<typeof pausedDaySpans>[number];

function pausesOf(walked: readonly Step[], until: Instant): readonly { from: Instant; to: Instant }[] {
  const pauses: { from: Instant; to: Instant }[] = [];
  let from: Instant | undefined;
  for (const { event, after } of walked) {
    const isPaused = after.pause === 'paused';
    if (isPaused && from === undefined) from = event.at;
    if (!isPaused && from !== undefined) {
      // A pause may be said to have ended before it was entered that it did.
      if (from < event.at) pauses.push({ from, to: event.at });
      from = undefined;
    }
  }
  return from !== undefined && from < until ? [...pauses, { from, to: until }] : pauses;
}

function workedDays(calendar: Calendar, from: Instant, to: Instant, paused: readonly Span[]): number {
  const last = dayNumber(dayOf(to));
  let days = 0;
  for (let day = dayNumber(dayOf(from)) + 1; day <= last; day++)
    if (isWorked(calendar, day) && !paused.some(({ start, end }) => start <= day && day < end)) days++;
  return days;
}

function rowsOf(groups: ReadonlyMap<string, Group>): readonly StageTime[] {
  return [...groups.values()]
    .map(({ days, ...group }): StageTime => {
      const sorted = days.toSorted((a, b) => a - b);
      const total = days.reduce((sum, one) => sum + one, 0);
      return { ...group, stays: days.length, median: rank(sorted, 0.5), p90: rank(sorted, 0.9), total };
    })
    .sort((a, b) => b.total - a.total || b.stays - a.stays)
    .slice(0, MOST_ROWS);
}

/** The smallest value that so many of the sorted values do not exceed (nearest rank). */
function rank(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

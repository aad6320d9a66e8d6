import { isWorkingDay } from '../core/deadline/calendar.ts';
import type { Calendar } from '../core/deadline/working-days.ts';
import { addDays, addMs, atTime, type Day, dayOf, type Instant, type UnitFacts } from '../core/index.ts';
import type { Chance } from './chance.ts';

/** The villages and units of a generated office, by size. */
export interface GeneratedOffice {
  readonly units: { readonly [unit: string]: Omit<UnitFacts, 'unit'> };
  readonly unitIds: readonly string[];
}

const INDUSTRIES = [
  'manufacturing',
  'rental',
  'logistics',
  'construction',
  'care',
  'fishery',
  'dangerousChemicals',
] as const;
const SIZES = ['micro', 'small', 'small', 'small', 'aboveScale'] as const;
/** A village looks after so many units on the average. */
const UNITS_A_VILLAGE = 15;

/** An office that finds so many hazards a year: about five in each unit. */
export function officeFor(hazards: number, chance: Chance): GeneratedOffice {
  const count = Math.max(6, Math.ceil(hazards / 5));
  const villages = Math.max(2, Math.ceil(count / UNITS_A_VILLAGE));
  const unitIds = Array.from({ length: count }, (_, i) => `E${String(i + 1).padStart(4, '0')}`);
  const units = Object.fromEntries(
    unitIds.map((id) => [
      id,
      { supervisor: `V${chance.between(1, villages)}`, industry: chance.one(INDUSTRIES), size: chance.one(SIZES) },
    ]),
  );
  return { units, unitIds };
}

/** How one hazard will go, drawn once when it is found. */
export interface Course {
  readonly unit: string;
  readonly supervisor: string;
  readonly tier: 'T0' | 'T1' | 'T2' | 'T3';
  readonly matter?: 'building' | 'fire';
  /** Calendar days between service and the unit's submission; undefined: it never comes. */
  readonly submitAfter: number | undefined;
  /** Calendar days for which each step of the office lies. */
  readonly pace: number;
  readonly failsFirst: boolean;
  readonly extension: boolean;
  readonly consultation: boolean;
  readonly pause: boolean;
  readonly transfer: boolean;
  readonly dismissed: boolean;
  /** Some acts are entered hours after they happened. */
  readonly entersLate: boolean;
}

const KINDS = [
  '消防通道',
  '消防设施',
  '电气线路',
  '机械防护',
  '警示标志',
  '培训记录',
  '高处作业',
  '违规隔断',
  '超量储存',
  '可燃气体报警',
] as const;
/** Tiers by how often they are found. */
export const TIERS = [
  ...Array<'T3'>(62).fill('T3'),
  ...Array<'T2'>(26).fill('T2'),
  ...Array<'T1'>(8).fill('T1'),
  ...Array<'T0'>(4).fill('T0'),
] as const;
/** [days in time], [days late] by tier; the default limits are 7, 30 and 90 days. */
const SUBMISSION = {
  T3: [
    [2, 7],
    [9, 25],
  ],
  T2: [
    [9, 29],
    [33, 70],
  ],
  T1: [
    [30, 80],
    [94, 130],
  ],
} as const;

/** Draws one hazard: most are mended in time, some late, a few never. */
export function drawCourse({ units, unitIds }: GeneratedOffice, chance: Chance): Course & { readonly kind: string } {
  const unit = chance.one(unitIds);
  const tier = chance.one(TIERS);
  const building = chance.yes(0.1);
  return {
    unit,
    supervisor: units[unit]?.supervisor ?? 'V1',
    kind: chance.one(KINDS),
    tier,
    ...(building ? { matter: 'building' as const } : chance.yes(0.3) ? { matter: 'fire' as const } : {}),
    submitAfter: submitAfter(tier, chance),
    pace: chance.one([0, 0, 0, 1, 1, 2, 6]),
    failsFirst: chance.yes(0.09),
    extension: tier === 'T2' && chance.yes(0.15),
    consultation: (tier === 'T1' || tier === 'T2') && chance.yes(0.25),
    pause: tier === 'T2' && chance.yes(0.08),
    transfer: building && chance.yes(0.4),
    dismissed: tier === 'T3' && chance.yes(0.03),
    entersLate: chance.yes(0.08),
  };
}

function submitAfter(tier: Course['tier'], chance: Chance): number | undefined {
  if (tier === 'T0') return chance.yes(0.8) ? 0 : 2;
  const luck = chance.between(1, 100);
  if (luck > 95) return undefined;
  const [min, max] = SUBMISSION[tier][luck <= 78 ? 0 : 1];
  return chance.between(min, max);
}

const WORK_BEGINS = '08:30';
const WORK_SECONDS = 8 * 3_600;

/** Some second of the working hours, so many calendar days later, rolled off rest days; always after `from`. */
export function workingMoment(calendar: Calendar, from: Instant, days: number, chance: Chance): Instant {
  const at = inHours(workedDay(calendar, addDays(dayOf(from), days)), chance);
  if (at > from) return at;
  return inHours(workedDay(calendar, addDays(dayOf(from), 1)), chance);
}

/** The day, or the next working day after it. */
export function workedDay(calendar: Calendar, day: Day): Day {
  let worked = day;
  while (!isWorkingDay(calendar, worked)) worked = addDays(worked, 1);
  return worked;
}

function inHours(day: Day, chance: Chance): Instant {
  return addMs(atTime(day, WORK_BEGINS), chance.between(0, WORK_SECONDS) * 1_000);
}

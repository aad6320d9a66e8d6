import type { Refusal } from '../case.ts';
import { refuse } from '../refusal.ts';
import type { Facts } from '../rules/condition.ts';

/** Events that bring a matter (问责事项) without any lapse (handbook §5, §22). */
export const MATTER_GROUNDS = [
  'accident',
  'falseReport',
  'shouldHaveFound',
  'fakeRectification',
  'backTracing',
  'progressLag',
  'generalAccidents',
  'sectorTrend',
  'unsafeAfterStop',
] as const;
export type MatterGround = (typeof MATTER_GROUNDS)[number];

/** What each event is called, and what it makes known. */
export const GROUNDS: { readonly [Ground in MatterGround]: { readonly label: string; readonly facts: Facts } } = {
  accident: { label: '发生事故', facts: { accident: true } },
  falseReport: { label: '虚报', facts: { falseReport: true } },
  shouldHaveFound: { label: '应排未排', facts: { shouldHaveFound: true } },
  fakeRectification: { label: '虚假整改', facts: { fakeRectification: true } },
  backTracing: { label: '责任倒查', facts: { backTracing: true } },
  progressLag: { label: '重点工作滞后', facts: {} },
  generalAccidents: { label: '本季一般事故多发', facts: {} },
  sectorTrend: { label: '行业态势严峻', facts: { sectorTrend: 'worse' } },
  unsafeAfterStop: { label: '停产后仍不安全', facts: { unsafeAfterStop: true } },
};

interface Figures {
  readonly ground: string;
  readonly progressLag?: number | undefined;
  readonly generalAccidentsInQuarter?: number | undefined;
}

/** Grounds that are a figure, and what it is called. */
const NUMBERED = [
  ['progressLag', 'progressLag', '进度滞后比例'],
  ['generalAccidents', 'generalAccidentsInQuarter', '本季一般事故起数'],
] as const;

/** Why a ground that is a figure cannot stand without it. */
export function figureMissing(given: Figures): Refusal | undefined {
  const missing = NUMBERED.find(([ground, field]) => given.ground === ground && given[field] === undefined);
  return missing && refuse('invalid', { fields: { [missing[1]]: `请填写${missing[2]}` } });
}

/** What a ground and its figure make known to the conditions of rungs. */
export function factsOf(ground: MatterGround, { progressLag, generalAccidentsInQuarter }: Figures): Facts {
  return {
    ...GROUNDS[ground].facts,
    ...(progressLag === undefined ? {} : { progressLag }),
    ...(generalAccidentsInQuarter === undefined ? {} : { generalAccidentsInQuarter }),
  };
}

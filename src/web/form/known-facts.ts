import type { CaseDetail } from '../api/answers.ts';
import type { Values } from './values.ts';

/** Facts of a case that its commands ask for again under the same name. */
const SAME = ['unit', 'where', 'supervisor'];

/** What is already known and need not be typed: filled in, to be changed where it is wrong. */
export function knownFacts(type: string, { facts, tier }: CaseDetail): Values {
  if (type === 'gradeHazard') return tier === 'T0' ? { facts: { threatensLife: true } } : {};
  return Object.fromEntries(SAME.filter((name) => facts[name] !== undefined).map((name) => [name, facts[name]]));
}

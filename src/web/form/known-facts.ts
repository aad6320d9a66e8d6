import type { CaseDetail } from '../api/answers.ts';
import type { Values } from './values.ts';

/** Facts of a case that its commands ask for again under the same name. */
const SAME = ['unit', 'where', 'supervisor'];

/** What is already known and need not be typed: filled in, to be changed where it is wrong. */
export function knownFacts(type: string, { facts, tier }: CaseDetail): Values {
  if (type === 'gradeHazard') return tier === 'T0' ? { facts: { threatensLife: true } } : {};
  if (type === 'signNotice') return { notice: noticeInHand(facts) };
  return Object.fromEntries(SAME.filter((name) => facts[name] !== undefined).map((name) => [name, facts[name]]));
}

/** The paper of the rung that waits for its signature. */
function noticeInHand({ rungs }: CaseDetail['facts']): string | undefined {
  return (rungs as readonly { readonly notice: string; readonly skipped?: true }[] | undefined)?.findLast(
    ({ skipped }) => !skipped,
  )?.notice;
}

/** Particulars of an interview: they stand in its notice and in no other. */
const OF_INTERVIEW = ['interviewAt', 'place', 'person', 'host', 'reasons', 'materials'];

/** Fields that are not asked for: what is known for certain, and what the paper in hand does not need. */
export function unasked(type: string, { notice }: Values): readonly string[] {
  if (type !== 'signNotice' || notice === undefined) return [];
  return notice === 'interviewNotice' ? ['notice'] : ['notice', ...OF_INTERVIEW];
}

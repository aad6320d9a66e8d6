import type { JsonObject } from '../case.ts';

/** What verification may find: substantiated (属实), in part (部分属实), or not (不属实). */
export const FINDINGS = ['substantiated', 'partly', 'unfounded'] as const;
export type TipoffFinding = (typeof FINDINGS)[number];

/** The finding as it was given, else as the words of the result begin; undefined where they say neither. */
export function findingOf({ finding, result }: JsonObject): TipoffFinding | undefined {
  const given = FINDINGS.find((one) => one === finding);
  if (given !== undefined) return given;
  const words = String(result ?? '').trim();
  if (/^(不属实|未查实|查无)/.test(words)) return 'unfounded';
  if (/^(部分|基本)属实/.test(words)) return 'partly';
  return words.startsWith('属实') ? 'substantiated' : undefined;
}

import type { CaseId, KindName } from '../core/case.ts';
import type { Instant } from '../core/instant.ts';

const NUMBER_LETTER: Readonly<Record<KindName, string>> = {
  hazard: 'H',
  tipoff: 'T',
  matter: 'M',
  notice: 'N',
  record: 'R',
  duty: 'D',
  accident: 'AC',
  roster: 'L',
};

/** Kind letter, year of entry, six digits: `H-2025-000001`. */
export function caseNumber(kind: KindName, now: Instant, number: number): CaseId {
  return `${NUMBER_LETTER[kind]}-${now.slice(0, 4)}-${String(number).padStart(6, '0')}`;
}

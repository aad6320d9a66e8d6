import type { Day } from '../core/index.ts';
import type { WhatIfReport } from './what-if.ts';

/** What is kept of a what-if when the report itself is gone: its period, how many cases, who is newly late, and whether invariant 9 held. */
export function headOfReport(
  { cases, headline, faithful }: WhatIfReport,
  { from, to }: { readonly from: Day; readonly to: Day },
) {
  const { casesNewlyLate, casesNoLongerLate } = headline;
  return { from, to, cases, casesNewlyLate, casesNoLongerLate, different: faithful.different.length };
}

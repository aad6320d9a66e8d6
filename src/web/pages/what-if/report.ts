import type { WHAT_IF_TEXTS } from '../../texts/what-if.ts';

// The report of a what-if as the interface answers it: long lists are counts here and are read page by page.

/** A long list of a report. */
export type ListName = keyof typeof WHAT_IF_TEXTS.lists;

type Pair = readonly [own: number, draft: number];

interface SideTotals {
  readonly rungs: { readonly [rung: string]: number };
}

/** What the draft would have done to the office's own history. */
export interface Report {
  readonly cases: number;
  readonly imported: number;
  readonly headline: {
    readonly casesNewlyLate: number;
    readonly casesNoLongerLate: number;
    readonly interviews: Pair;
    readonly messages: Pair;
  };
  readonly own: SideTotals;
  readonly draft: SideTotals;
  readonly byDuty: { readonly [duty: string]: { readonly late: Pair; readonly moved: number } };
  readonly days: { readonly [day: string]: Pair };
  readonly faithful: { readonly same: number; readonly different: number };
  readonly newlyLate: number;
  readonly noLongerLate: number;
  readonly changed: number;
  readonly ladders: number;
  readonly impossible: number;
  readonly posts: number;
  readonly persons: number;
}

/** How a duty ended on one side. */
interface Outcome {
  readonly result: string;
  readonly lastDay?: string;
  readonly daysLate?: number;
}

/** A row of a list, whichever it is. */
export interface ListRow {
  readonly caseId?: string;
  readonly duty?: string;
  readonly own?: Outcome | number;
  readonly draft?: Outcome | number;
  readonly conjecture?: true;
  readonly code?: string;
  readonly message?: string;
  readonly type?: string;
  readonly post?: string;
  readonly person?: string;
  readonly [more: string]: unknown;
}

/** One page of a list. */
export interface ListPage {
  readonly total: number;
  readonly rows: readonly ListRow[];
}

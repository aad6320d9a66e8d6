import type { TipoffState } from '../core/tipoff/state.ts';
import { type TipoffStatistics, tipoffStatistics } from '../core/tipoff/statistics.ts';
import type { Ledger } from './ledger.ts';

const PAGE = 200;

/** The quarter's figures for publication, from the tip-offs as they stand; throws RangeError for a quarter that is none. */
export async function readTipoffStatistics(ledger: Ledger, quarter: string): Promise<TipoffStatistics> {
  const states: TipoffState[] = [];
  for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
    const page = await ledger.cases({ kind: 'tipoff', limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    for (const { caseId } of page.rows) {
      const state = await ledger.state(caseId);
      if (state !== undefined) states.push(state as TipoffState);
    }
    cursor = page.cursor;
  }
  return tipoffStatistics(states, quarter);
}

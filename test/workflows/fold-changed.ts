import type { CaseEvent, CaseState, Step } from '../../src/core/case.ts';
import * as real from '../../src/core/fold.ts';

/** Stands in for the core's fold in a replay: another version with other stages, no clocks, everything closed, no effects. (fold-changed) */
export function advance(state: CaseState | undefined, event: CaseEvent): Step<CaseState> {
  const { state: next } = real.advance(state, event);
  return {
    state: {
      ...next,
      stage: `new-${next.stage}`,
      regions: { ...next.regions, main: `new-${next.stage}` },
      clocks: {},
      closed: true,
    },
    effects: [],
  };
}

import { describe, expect, it } from 'vitest';
import type { TipoffState } from '../../../src/core/index.ts';
import { quarterDays, tipoffStatistics } from '../../../src/core/tipoff/statistics.ts';
import { at } from '../office.ts';

/** Tip-offs of a place, received on 3 March 2025. */
function received(area: string, count: number, more: Partial<TipoffState> = {}): TipoffState[] {
  return Array.from({ length: count }, () => ({
    area,
    stage: 'received',
    stageSince: at('2025-03-03 09:00'),
    anchors: { tipoffReceived: at('2025-03-03 09:00') },
    flags: [],
    ...more,
  })) as unknown as TipoffState[];
}

describe('the quarter’s figures for publication', () => {
  it('count what happened within the quarter, each figure by its own day', () => {
    const one = received('V1', 1, {
      anchors: {
        tipoffReceived: at('2025-03-31 23:59'),
        tipoffAccepted: at('2025-04-01 00:00'),
        tipoffVerified: at('2025-04-10 09:00'),
      },
      finding: 'partly',
      stage: 'closed',
      stageSince: at('2025-06-30 23:59'),
      flags: [{ code: 'tipoff-late', at: at('2025-05-01 00:00'), seq: 4 }],
    });
    expect(tipoffStatistics(one, '2025-Q1')).toMatchObject({ received: 1, accepted: 0, closed: 0, late: 0 });
    expect(tipoffStatistics(one, '2025-Q2')).toMatchObject({
      received: 0,
      accepted: 1,
      concluded: 1,
      substantiated: 1,
      closed: 1,
      late: 1,
    });
  });

  it('name a place only with three or more, and never so that the rest can be had by subtraction', () => {
    const figures = (...counts: number[]) => {
      const { areas, elsewhere } = tipoffStatistics(
        counts.flatMap((n, i) => received(`V${i + 1}`, n)),
        '2025-Q1',
      );
      return [areas.map(({ area, received: n }) => `${area} ${n}`), elsewhere];
    };
    expect(figures(5, 3)).toEqual([['V1 5', 'V2 3'], 0]);
    expect(figures(5, 2, 2)).toEqual([['V1 5'], 4]);
    // Two of V3 alone would be what is missing: the smallest named place goes with them.
    expect(figures(5, 3, 2)).toEqual([['V1 5'], 5]);
    expect(figures(2)).toEqual([[], 2]);
  });

  it('tell no sum of rewards where fewer than three were paid, and add up in fen', () => {
    const paid = (count: number) =>
      received('V1', count, { anchors: { rewardPaid: at('2025-02-01 09:00') }, amount: 0.1 });
    expect(tipoffStatistics(paid(2), '2025-Q1')).toMatchObject({ rewarded: 2 });
    expect(tipoffStatistics(paid(2), '2025-Q1').paid).toBeUndefined();
    expect(tipoffStatistics(paid(3), '2025-Q1').paid).toBe(0.3);
    expect(tipoffStatistics([], '2025-Q1').paid).toBe(0);
  });

  it('quarters have their days, and nothing else is a quarter', () => {
    expect(quarterDays('2024-Q1')).toEqual({ from: '2024-01-01', to: '2024-03-31' });
    expect(quarterDays('2025-Q4')).toEqual({ from: '2025-10-01', to: '2025-12-31' });
    for (const wrong of ['2025-Q5', '2025Q1', '2025-01', '']) expect(quarterDays(wrong)).toBeUndefined();
    expect(() => tipoffStatistics([], '2025')).toThrow(RangeError);
  });
});

import { describe, expect, test } from 'vitest';
import type { CaseEvent, Clock } from '../../src/core/case.ts';
import { toMs } from '../../src/core/instant.ts';
import { type Copy, earliest, emptyCopy, take } from '../../workflows/copy.ts';
import { spread } from '../../workflows/spread.ts';

const NINE = '2025-03-03T09:00:00+08:00';
const TEN = '2025-03-03T10:00:00+08:00';

function clock(id: string, dueAt: string): Clock {
  return { id, dueAt, does: 'remind', rule: id };
}

let seq = 0;
function event(given: Partial<CaseEvent>): CaseEvent {
  return {
    caseId: 'H-2025-000001',
    kind: 'hazard',
    seq: ++seq,
    type: 'Unheard',
    at: NINE,
    recordedAt: NINE,
    commandId: `c${seq}`,
    actor: { post: 'engine' },
    payload: {},
    clocks: { set: [], cleared: [] },
    effects: [],
    ruleSet: 'r',
    calendar: 'c',
    ...given,
  };
}

/** Given what was recorded, the armed clocks. */
function armed(...events: Partial<CaseEvent>[]): { readonly copy: Copy; readonly ids: readonly string[] } {
  seq = 0;
  const copy = emptyCopy();
  for (const given of events) take(copy, event(given));
  return { copy, ids: [...copy.armed.keys()] };
}

describe('the timer goes by what was recorded', () => {
  test('a clock that was set is armed; the earliest counts', () => {
    const { copy } = armed({ clocks: { set: [clock('b', TEN), clock('a', NINE)], cleared: [] } });
    expect(earliest(copy)).toBe(toMs(NINE));
  });

  test('a clock that fired is gone', () => {
    expect(
      armed(
        { clocks: { set: [clock('a', NINE), clock('b', TEN)], cleared: [] } },
        { commandId: `clk:a:${NINE}`, at: NINE },
      ).ids,
    ).toEqual(['b']);
  });

  test('a clock that fired and armed itself again is armed once, at its new instant', () => {
    const { copy, ids } = armed(
      { clocks: { set: [clock('a', NINE)], cleared: [] } },
      { commandId: `clk:a:${NINE}`, at: NINE, clocks: { set: [clock('a', TEN)], cleared: [] } },
    );
    expect([ids, earliest(copy)]).toEqual([['a'], toMs(TEN)]);
  });

  test('cleared and suspended clocks are not armed, nor one that is set during a pause', () => {
    expect(
      armed(
        { clocks: { set: [clock('a', NINE), clock('b', NINE), clock('c', TEN)], cleared: [] } },
        { clocks: { set: [clock('d', TEN)], cleared: ['a'], suspended: ['b', 'd'] } },
      ).ids,
    ).toEqual(['c']);
  });

  test('an event seen before changes nothing', () => {
    const { copy } = armed(
      { clocks: { set: [clock('a', NINE)], cleared: [] } },
      { clocks: { set: [], cleared: ['a'] } },
    );
    take(copy, { ...event({}), seq: 1, clocks: { set: [clock('a', NINE)], cleared: [] } });
    expect([...copy.armed.keys()]).toEqual([]);
  });

  test('a fold that throws stops the copy of the state, never the clocks', () => {
    const { copy } = armed({ kind: 'unknown' as never, clocks: { set: [clock('a', NINE)], cleared: [] } });
    expect(copy.broken).toMatch(/^#1 Unheard: /);
    expect([copy.state, copy.seq, earliest(copy)]).toEqual([undefined, 1, toMs(NINE)]);
  });
});

describe('the spread', () => {
  test('is nothing for a lone instant, and under half a second on the full hour', () => {
    expect(spread('H-2025-000001', toMs('2025-03-03T09:00:01+08:00'))).toBe(0);
    const spreads = Array.from({ length: 2_000 }, (_, i) => spread(`H-2025-${String(i).padStart(6, '0')}`, toMs(NINE)));
    expect(Math.max(...spreads)).toBeLessThan(500);
    expect(new Set(spreads).size).toBeGreaterThan(400);
  });
});

/** Deterministic chance: the same seed gives the same office (mulberry32: 32 bits of state, no repetition within any office's year). */
export interface Chance {
  /** At least 0, below 1. */
  next(): number;
  /** True with this probability. */
  yes(probability: number): boolean;
  /** A whole number within limits, both included. */
  between(min: number, max: number): number;
  one<T>(list: readonly T[]): T;
}

/** Chance from a seed. */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    between,
    yes: (probability) => next() < probability,
    one: (list) => list[between(0, list.length - 1)] as never,
  };
}

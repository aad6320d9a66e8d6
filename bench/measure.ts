import { quantile } from '../drill/invariants.ts';

/** What a stretch of work took. */
export interface Stretch {
  readonly done: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds of this process's processor time each. */
  readonly cpuMs: number;
}

/** Collects stretches of the same work, so that two works can take turns on a machine that is not ours alone. */
export function createMeter() {
  const took: number[] = [];
  let ms = 0;
  let cpu = 0;
  return {
    /** Measures one stretch; `work` calls the function it is given with the milliseconds of each thing done. */
    async stretch(work: (note: (ms: number) => void) => Promise<void>): Promise<void> {
      const before = process.cpuUsage();
      const started = performance.now();
      await work((one) => took.push(one));
      ms += performance.now() - started;
      const used = process.cpuUsage(before);
      cpu += (used.user + used.system) / 1_000;
    },
    result(): Stretch {
      const sorted = took.toSorted((a, b) => a - b);
      return {
        done: took.length,
        perSecond: (took.length / ms) * 1_000,
        p50: quantile(sorted, 0.5),
        p99: quantile(sorted, 0.99),
        cpuMs: cpu / took.length,
      };
    },
  };
}

/** The value in the middle. */
export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

import { PerformanceObserver } from 'node:perf_hooks';
import v8 from 'node:v8';

/**
 * Room for young objects, MB a half. V8 lets it grow to 64 on its own, and a burst then leaves 130 MB of garbage in this thread and in each
 * thread that runs workflow code, which is given back late or never.
 */
const YOUNG_MB = 8;

let limited = false;

/** Keeps the garbage of bursts small in this process: threads made from here on by their limit, this one by an end to its growth. */
export function limitGarbage(): void {
  if (limited) return;
  limited = true;
  v8.setFlagsFromString(`--max-semi-space-size=${YOUNG_MB}`);
  // The limit of a heap that exists cannot be changed, but how it grows is looked up each time.
  const observer = new PerformanceObserver(() => {
    if (youngBytes() < 2 * YOUNG_MB * 1_048_576) return;
    v8.setFlagsFromString('--semi-space-growth-factor=1');
    observer.disconnect();
  });
  observer.observe({ entryTypes: ['gc'] });
}

function youngBytes(): number {
  return v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;
}

import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/run-order.ts';

/** Three on two cores: what has a server mostly waits for it. */
const WORKERS = 3;

// Pure tests share their module graph (6–7 times faster); whatever opens files, ports or servers gets its own process.
const pure = [
  'test/core/**/*.test.ts',
  'test/simulator/**/*.test.ts',
  'test/replay/**/*.test.ts',
  'test/api-pure/**/*.test.ts',
];

/** A browser and a server a file. */
const web = 'test/web/**/*.test.ts';

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    // Live engines side by side in one file.
    maxConcurrency: 3,
    projects: [
      {
        test: {
          name: 'unit',
          include: pure,
          pool: 'threads',
          isolate: false,
          maxWorkers: WORKERS,
          sequence: { groupOrder: 0 },
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'live',
          include: ['test/**/*.test.ts'],
          exclude: [...pure, web],
          pool: 'forks',
          globalSetup: 'test/run-setup.ts',
          maxWorkers: WORKERS,
          sequence: { groupOrder: 0 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'web',
          include: [web],
          pool: 'forks',
          globalSetup: 'test/run-setup.ts',
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          // A page needs its time on a busy machine.
          expect: { poll: { timeout: 15_000 } },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});

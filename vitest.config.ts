import { defineConfig } from 'vitest/config';

// Pure tests share their module graph (6–7 times faster); whatever opens files, ports or servers gets its own process
// and at most two at a time.
const pure = [
  'test/core/**/*.test.ts',
  'test/simulator/**/*.test.ts',
  'test/replay/**/*.test.ts',
  'test/api-pure/**/*.test.ts',
];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: pure,
          pool: 'threads',
          isolate: false,
          sequence: { groupOrder: 0 },
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'live',
          include: ['test/**/*.test.ts'],
          exclude: pure,
          pool: 'forks',
          maxWorkers: 2,
          // Real servers on a shared machine: one that loses a task or a port must not decide a landing. The report names what was tried twice.
          retry: process.env.CI === 'true' ? 1 : 0,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});

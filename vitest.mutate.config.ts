import { defineConfig } from 'vitest/config';

// What mutation testing runs for each mutant: the pure tests of deadlines and rules, and nothing that opens a file, a port or a server.
export default defineConfig({
  test: {
    include: ['test/core/deadline/**/*.test.ts', 'test/core/rules/**/*.test.ts'],
    pool: 'threads',
    isolate: false,
    testTimeout: 60_000,
  },
});

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Two cores are the smallest machine we support; more files at once only slow each other down.
    maxWorkers: 2,
    // Ends what hangs. A machine that is shared can take five times as long as a quiet one.
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});

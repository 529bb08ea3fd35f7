import { defineConfig } from 'vitest/config';
import { isLong } from './browsers/form.js';

export default defineConfig({
  test: {
    include: ['browsers/**/*.test.ts'],
    testTimeout: 60_000,
    // Much of the time is waiting. The long form measures, and so does one thing at a time.
    fileParallelism: !isLong,
    poolOptions: { forks: { minForks: 1, maxForks: 2 } },
  },
});

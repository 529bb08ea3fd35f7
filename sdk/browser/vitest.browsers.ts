import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['browsers/**/*.test.ts'], testTimeout: 30_000, fileParallelism: false },
});

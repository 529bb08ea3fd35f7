/** What an application may import, by its name in dist/. */
export const entries = { index: 'src/index.ts', worker: 'src/worker/index.ts' };

/** Most bytes of each, minified and compressed with gzip. */
export const budgets = { index: 8192, worker: 9216 };

/** What an application may import, by its name in dist/. */
export const entries = {
  index: 'src/index.ts',
  worker: 'src/worker/index.ts',
  elements: 'src/elements/index.ts',
  react: 'src/react/index.ts',
};

/** Most bytes of each, minified and compressed with gzip. */
export const budgets = { index: 8192, worker: 9216, elements: 16384, react: 3072 };

/**
 * What is not counted in an entry, since it is loaded apart: React by the application, the elements
 * when a component of React shows the first of them, and a language when a page is in it.
 */
export const apart = { react: ['react', '../elements/index.js'], elements: ['./vi.js'] };

/** Entries that are built together, so that what they share is there once. */
export const together = ['elements', 'react'];

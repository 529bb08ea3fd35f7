/** What an application may import, by its name in dist/. */
export const entries = {
  index: 'src/index.ts',
  worker: 'src/worker/index.ts',
  elements: 'src/elements/index.ts',
  react: 'src/react/index.ts',
  metrics: 'src/metrics/index.ts',
  axios: 'src/http/axios.ts',
  connect: 'src/http/connect.ts',
};

/** Most bytes of each, minified and compressed with gzip. */
export const budgets = {
  index: 8192,
  worker: 9216,
  elements: 16384,
  react: 3072,
  metrics: 3072,
  axios: 1024,
  connect: 1024,
};

/** What applications bring themselves. */
export const external = ['react', 'axios', '@connectrpc/connect'];

/**
 * What is not counted in an entry, since it is loaded apart: the elements when a component of React
 * shows the first of them, and a language when a page is in it.
 */
export const apart = { react: ['../elements/index.js'], elements: ['./vi.js'] };

/** Entries that are built together, so that what they share is there once. */
export const together = ['elements', 'react'];

import { readFile } from 'node:fs/promises';

/**
 * A plugin of esbuild that leaves out the indentation in the templates of the elements, in which it
 * means nothing.
 */
export const compact = {
  name: 'compact',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/]elements[\\/].*\.ts$/ }, async ({ path }) => ({
      loader: 'ts',
      contents: (await readFile(path, 'utf8')).replace(/^[ \t]+/gm, ''),
    }));
  },
};

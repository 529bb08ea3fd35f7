import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
// @ts-expect-error plain JavaScript, shared with the build
import { compact } from '../compact.js';
// @ts-expect-error plain JavaScript, shared with the build
import { apart, budgets, entries, external } from '../entries.js';

it.each(Object.keys(entries))('the entry %s keeps to its budget', async (name) => {
  const { outputFiles } = await build({
    entryPoints: [entries[name]],
    bundle: true,
    minify: true,
    format: 'esm',
    charset: 'utf8',
    legalComments: 'none',
    plugins: [compact],
    target: 'es2022',
    external: [...external, ...(apart[name] ?? [])],
    write: false,
  });
  const bytes = gzipSync(outputFiles[0]!.contents, { level: 9 }).length;

  console.info(`${name}: ${bytes} of ${budgets[name]} bytes`);
  expect(bytes).toBeLessThanOrEqual(budgets[name]);
});

// Builds the package into dist/: one minified ES module for each entry, and its types.
import { execFileSync } from 'node:child_process';
import { build } from 'esbuild';
import { entries } from './entries.js';

await build({
  entryPoints: entries,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  sourcemap: true,
  outdir: 'dist',
});
execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json']);

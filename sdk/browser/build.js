// Builds the package into dist/: minified ES modules for each entry, and their types.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { compact } from './compact.js';
import { entries, external, together } from './entries.js';

const options = {
  external,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  plugins: [compact],
  sourcemap: true,
  outdir: 'dist',
};
const all = Object.entries(entries);
const isTogether = ([name]) => together.includes(name);

// The parts of the entries that are built together have names that change with their content.
rmSync('dist', { recursive: true, force: true });
await build({
  ...options,
  entryPoints: Object.fromEntries(all.filter((entry) => !isTogether(entry))),
});
await build({
  ...options,
  entryPoints: Object.fromEntries(all.filter(isTogether)),
  splitting: true,
  packages: 'external',
  chunkNames: 'elements-[hash]',
});
declareClient('dist/react.js');
execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json']);

/** Tells frameworks that render on servers, such as Next.js, that a module is for browsers. */
function declareClient(path) {
  writeFileSync(path, `'use client';\n${readFileSync(path, 'utf8')}`);
  const map = JSON.parse(readFileSync(`${path}.map`, 'utf8'));
  // One line more at the top.
  writeFileSync(`${path}.map`, JSON.stringify({ ...map, mappings: `;${map.mappings}` }));
}

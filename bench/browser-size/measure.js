// What a page loads for its sessions: Tidelock's entries, and peers doing the same job, bundled the
// same way. `node measure.js [--json]`, after `npm ci` here and in sdk/browser.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { budgets, entries, external } from '../../sdk/browser/entries.js';

const HERE = dirname(fileURLToPath(import.meta.url));
const SDK = join(HERE, '../../sdk/browser');

/** Each usage makes a client, signs in and out and gets a token. */
const PEERS = {
  auth0: '@auth0/auth0-spa-js',
  supabase: '@supabase/auth-js',
  'oidc-client': 'oidc-client-ts',
  msal: '@azure/msal-browser',
  'better-auth': 'better-auth',
};

const versionIn = async (directory) =>
  JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')).version;

/** Bytes of what `entry` loads at once, and of what it may load later by `import()`. */
async function sizesOf(entry, more = {}) {
  const { metafile, outputFiles } = await build({
    entryPoints: [entry],
    absWorkingDir: HERE,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    splitting: true,
    write: false,
    metafile: true,
    outdir: 'out',
    legalComments: 'none',
    logLevel: 'error',
    ...more,
  });
  const contents = new Map(outputFiles.map(({ path, contents }) => [path, contents]));
  const [first] = Object.keys(metafile.outputs).filter((path) => metafile.outputs[path].entryPoint);
  const atOnce = new Set();
  const visit = (path) => {
    if (!atOnce.has(path)) {
      atOnce.add(path);
      metafile.outputs[path].imports
        .filter(({ kind, external }) => kind === 'import-statement' && !external)
        .forEach((each) => visit(each.path));
    }
  };
  visit(first);
  const sum = (paths, size) =>
    paths.map((path) => size(contents.get(join(HERE, path)))).reduce((all, one) => all + one, 0);
  const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length;
  const later = Object.keys(metafile.outputs).filter((path) => !atOnce.has(path));
  return {
    minified: sum([...atOnce], (bytes) => bytes.length),
    gzip: sum([...atOnce], gzip),
    gzipLater: sum(later, gzip),
  };
}

async function rows() {
  const version = await versionIn(SDK);
  const name = '@tidelock/browser';
  const ours = [{ name, version, ...(await sizesOf('usage/tidelock.js')) }];
  const peers = [];
  for (const [usage, name] of Object.entries(PEERS)) {
    const version = await versionIn(join(HERE, 'node_modules', name));
    peers.push({ name, version, ...(await sizesOf(`usage/${usage}.js`)) });
  }
  peers.sort((a, b) => a.gzip - b.gzip);
  const parts = [];
  for (const [entry, path] of Object.entries(entries)) {
    const sizes = await sizesOf(join(SDK, path), { external });
    const label = entry === 'index' ? name : `${name}/${entry}`;
    parts.push({ name: label, version, ...sizes, budget: budgets[entry] });
  }
  return { clients: [...ours, ...peers], entries: parts };
}

function table(title, list) {
  const keys = Object.keys(list[0]);
  const cells = [keys, ...list.map((row) => keys.map((key) => `${row[key]}`))];
  const widths = keys.map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
      )
      .join('  '),
  );
  return [title, ...lines].join('\n');
}

const measured = await rows();
console.log(
  process.argv.includes('--json')
    ? JSON.stringify(measured, null, 2)
    : [
        table('A client that signs in and out and gets a token, in bytes', measured.clients),
        table('The entries of @tidelock/browser alone', measured.entries),
      ].join('\n\n'),
);

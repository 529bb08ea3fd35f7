// Writes docs/reference/browser-sdk/ from the types of the SDK: `npm run reference` in sdk/browser.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { entries } from '../entries.js';
import { sourcesDigest } from './digest.js';
import { out } from './typedoc.js';

const here = import.meta.dirname;
const pages = join(here, out);

/** What stands over each page: a title, two lines, and how the entry is imported. */
const heads = {
  index: [
    'The browser SDK',
    'One session for all tabs of a browser: what `createSession` gives, and what it takes.',
  ],
  worker: [
    'The worker',
    'Keeps the session in a SharedWorker beside the tabs, where there are such workers.',
  ],
  elements: ['The elements', 'Web components: the session warning and the list of sessions.'],
  react: ['React', 'A provider, hooks and components around one session.'],
  metrics: [
    'Metrics',
    'Measures renewals, locks and deliveries in bounded memory, and says what is wrong.',
  ],
  axios: [
    'The axios adapter',
    'Puts access tokens on the requests of axios, and renews where they are refused.',
  ],
  connect: [
    'The Connect interceptor',
    'Puts access tokens on calls by Connect and gRPC-Web, and renews.',
  ],
};

rmSync(pages, { recursive: true, force: true });
execFileSync('npx', ['--no-install', 'typedoc'], { cwd: here, stdio: 'inherit' });
const digest = sourcesDigest();
for (const name of Object.keys(entries)) {
  const page = readdirSync(pages, { recursive: true }).find(
    (file) => basename(file) === `${name}.md`,
  );
  const text = readFileSync(join(pages, page), 'utf8');
  rmSync(join(pages, page));
  const [title, summary] = heads[name];
  const path = name === 'index' ? '' : `/${name}`;
  const head = [
    `# ${title}`,
    '',
    summary,
    `Written from the types of \`@tidelock/browser${path}\` by \`npm run reference\`; ` +
      'the way in is [the guide](../../guide/browser-sdk.md).',
    '',
    '```ts',
    `import { … } from '@tidelock/browser${path}';`,
    '```',
    '',
  ];
  // Pages of deeper folders come to lie beside the others.
  const body = text
    .slice(text.indexOf('\n## ') + 1)
    .replace(/\*\*\*\n\n/g, '')
    .replaceAll('](../', '](');
  writeFileSync(join(pages, `${name}.md`), [...head, body].join('\n'));
}
rmSync(join(pages, 'http'), { recursive: true, force: true });
writeFileSync(
  join(pages, 'README.md'),
  [
    '# Reference of the browser SDK',
    '',
    'Every exported name of every entry, with its types, units, defaults and errors.',
    'The pages are written from the source: `npm run reference` in `sdk/browser`.',
    '',
    '```ts',
    "import { createSession } from '@tidelock/browser';",
    '```',
    '',
    '## Entries',
    '',
    '| entry | |',
    '|---|---|',
    ...Object.keys(entries).map((name) => {
      const path = name === 'index' ? '' : `/${name}`;
      return `| [\`@tidelock/browser${path}\`](${name}.md) | ${heads[name][1]} |`;
    }),
    '',
    `<!-- sources: ${digest} -->`,
    '',
  ].join('\n'),
);

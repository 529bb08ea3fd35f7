import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const GUIDES = new URL('../../../docs/guide', import.meta.url).pathname;
const PACKAGE = new URL('..', import.meta.url).pathname;
const EXAMPLES = join(PACKAGE, '.examples');

/** A file of an application, which needs its others. */
const ONE_OF_SEVERAL = /from '(\.|@\/|next)/;

/** The examples in TypeScript of every guide that uses the package. */
function examples(): { name: string; text: string }[] {
  return readdirSync(GUIDES)
    .filter((page) => page.endsWith('.md'))
    .flatMap((page) => {
      const blocks = readFileSync(join(GUIDES, page), 'utf8').matchAll(/```(tsx?)\n(.*?)```/gs);
      return [...blocks].map(([, kind, text], index) => ({
        name: `${page.replace('.md', '')}-${index + 1}.${kind}`,
        text: text!,
      }));
    })
    .filter(({ text }) => text.includes('@tidelock/browser') && !ONE_OF_SEVERAL.test(text));
}

it('every example of the guides fits the types of the package', () => {
  const found = examples();
  rmSync(EXAMPLES, { recursive: true, force: true });
  mkdirSync(EXAMPLES);
  found.forEach(({ name, text }) => writeFileSync(join(EXAMPLES, name), `export {};\n${text}`));
  const configuration = {
    extends: '../tsconfig.json',
    compilerOptions: {
      noEmit: true,
      rootDir: '..',
      jsx: 'react-jsx',
      module: 'ESNext',
      moduleResolution: 'Bundler',
      verbatimModuleSyntax: false,
      noUnusedLocals: false,
      paths: {
        '@tidelock/browser': ['../src/index.ts'],
        '@tidelock/browser/axios': ['../src/http/axios.ts'],
        '@tidelock/browser/connect': ['../src/http/connect.ts'],
        '@tidelock/browser/*': ['../src/*/index.ts', '../src/*/index.tsx'],
      },
    },
    include: ['*'],
  };
  writeFileSync(join(EXAMPLES, 'tsconfig.json'), JSON.stringify(configuration));

  const check = () =>
    execFileSync('npx', ['--no-install', 'tsc', '-p', '.'], { cwd: EXAMPLES, encoding: 'utf8' });

  expect(found.length).toBeGreaterThan(4);
  expect(problemsOf(check)).toBe('');
});

function problemsOf(check: () => string): string {
  try {
    return check();
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

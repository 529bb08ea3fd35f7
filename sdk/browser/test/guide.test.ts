import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { examples } from './guides.js';

const PACKAGE = new URL('..', import.meta.url).pathname;
const EXAMPLES = join(PACKAGE, '.examples');

it('every example of the guides fits the types of the package', () => {
  const found = examples();
  rmSync(EXAMPLES, { recursive: true, force: true });
  found.forEach(({ guide, path, text }) => {
    const file = join(EXAMPLES, guide, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${text}\nexport {};\n`);
  });
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
    include: ['**/*'],
  };
  writeFileSync(join(EXAMPLES, 'tsconfig.json'), JSON.stringify(configuration));

  const check = () =>
    execFileSync('npx', ['--no-install', 'tsc', '-p', '.'], { cwd: EXAMPLES, encoding: 'utf8' });

  expect(found.length).toBeGreaterThan(9);
  expect(problemsOf(check)).toBe('');
});

function problemsOf(check: () => string): string {
  try {
    return check();
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { BEFORE, Exam, inExam, type Alias } from './exam.js';

/** Where the oldest React is that the package is for. */
const OLDEST = new URL('react18/node_modules', import.meta.url).pathname;

/** React in its newest version, which is beside the package, and in the oldest. */
const VERSIONS: { major: number; alias: Alias; isFetched: boolean }[] = [
  { major: 19, alias: {}, isFetched: true },
  {
    major: 18,
    alias: { react: `${OLDEST}/react`, 'react-dom': `${OLDEST}/react-dom` },
    isFetched: existsSync(`${OLDEST}/react`),
  },
];

/** An exam in React, which a server renders and the browser hydrates. */
const APP = `
  import { createElement as h, useEffect, useState } from 'react';
  import { SessionList, SessionWarning, SignedIn, SignedOut, TidelockProvider, useAccessToken,
    useSession, useSessionWarning } from './src/react/index.ts';
  globalThis.seen = { tokens: 0, functions: new Set(), events: [] };
  function State() {
    const { state, signOut } = useSession();
    return h('p', null, h('output', { id: 'state' }, state),
      h('button', { onClick: () => void signOut() }, 'Leave'));
  }
  function Token() {
    const getToken = useAccessToken();
    seen.functions.add(getToken);
    useEffect(() => { getToken().then(() => seen.tokens++, () => {}); }, [getToken]);
    return null;
  }
  function Own() {
    const { ending, secondsLeft, endsAt } = useSessionWarning({ before: ${BEFORE} });
    const told = ending && [ending, secondsLeft, endsAt instanceof Date].join();
    return h('output', { id: 'own' }, told);
  }
  function Answer() {
    const [text, setText] = useState('');
    return h('input', { id: 'answer', value: text, onChange: (e) => setText(e.target.value) });
  }
  export const app = (session) => h(TidelockProvider, { session }, h(State), h(Token), h(Own),
    h(SignedOut, null, h('h1', null, 'Nobody is here')),
    h(SignedIn, null, h(Answer), h(SessionList)),
    h(SessionWarning, { before: ${BEFORE}, onStayed: (e) => seen.events.push(e.type) }));`;

const SCRIPT = `
  import { StrictMode, version } from 'react';
  import { hydrateRoot } from 'react-dom/client';
  import { createSession } from './src/index.ts';
  ${APP.replace('export ', '')}
  const session = createSession();
  // Counts who listens and who warns.
  window.count = { listeners: 0, warnings: 0 };
  const { subscribe, warn } = session;
  const counted = (name, begin) => (argument) => {
    const end = begin(argument);
    let isOver = false;
    window.count[name]++;
    return () => { if (!isOver) { isOver = true; window.count[name]--; } end(); };
  };
  session.subscribe = counted('listeners', subscribe);
  session.warn = counted('warnings', warn);
  window.version = version;
  window.errors = [];
  const { error } = console;
  console.error = (...all) => { window.errors.push(all.join(' ')); error(...all); };
  const root = hydrateRoot(document.getElementById('root'), h(StrictMode, null, app(session)), {
    onRecoverableError: (failure) => window.errors.push(String(failure)),
  });
  window.unmount = () => root.unmount();
  window.session = session;`;

/** What a server sends of the exam. */
async function render(alias: Alias): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `${APP}
        import { renderToString } from 'react-dom/server';
        import { createSession } from './src/index.ts';
        export default renderToString(app(createSession({ server: 'https://id.example.test' })));`,
      resolveDir: new URL('..', import.meta.url).pathname,
      loader: 'ts',
    },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    external: ['lit'],
    alias,
    write: false,
  });
  const module = { exports: {} as { default: string } };
  const { createRequire } = await import('node:module');
  new Function('module', 'exports', 'require', outputFiles[0]!.text)(
    module,
    module.exports,
    createRequire(import.meta.url),
  );
  return module.exports.default;
}

async function start(alias: Alias): Promise<Exam> {
  return Exam.start(SCRIPT, `<main id="root">${await render(alias)}</main>`, alias);
}

const tests = (exam: () => Exam, major: number) => {
  const count = (page: Page) => page.evaluate('window.count');
  const seen = <T>(page: Page, what: string) => page.evaluate<T>(`seen.${what}`);
  const stateIs = (page: Page, state: string) =>
    page.waitForFunction(`document.getElementById('state')?.textContent === '${state}'`);

  it('hydrates what a server rendered, without a mismatch', async () => {
    await exam().begin();
    const page = await exam().open();

    await stateIs(page, 'signed-out');

    await page.getByRole('heading', { name: 'Nobody is here' }).waitFor();
    expect(await page.evaluate('window.errors')).toEqual([]);
    expect(parseInt(await page.evaluate('window.version'), 10)).toBe(major);
  });

  it('renews once although effects run twice, and leaves nothing behind', async () => {
    await exam().begin();
    await exam().openSignedIn();
    let renewals = 0;
    exam().context.on('response', (response) => {
      renewals += response.url().endsWith('/auth/refresh') ? 1 : 0;
    });
    // Alone, so that no other tab has a token for it.
    await exam().context.pages()[0]!.close();
    const page = await exam().open();
    await stateIs(page, 'active');
    await page.waitForFunction('seen.tokens > 0');

    expect(renewals).toBe(1);
    expect(await seen(page, 'functions.size')).toBe(1);
    await page.waitForFunction('window.count.warnings === 2 && window.count.listeners === 3');
    await page.evaluate('window.unmount()');
    expect(await count(page)).toEqual({ listeners: 0, warnings: 0 });
  });

  it('warns, by its hook and by the element, and stays', async () => {
    await exam().begin();
    const page = await exam().openSignedIn();
    await page.getByText('This device').waitFor();
    await exam().idle(page);
    await page.getByRole('alertdialog').waitFor();
    await expect.poll(() => page.locator('#own').textContent()).toMatch(/^idle,1[01]\d,true$/);

    await page.getByRole('button', { name: 'Stay signed in' }).click();

    await page.getByRole('alertdialog').waitFor({ state: 'hidden' });
    await expect.poll(() => page.locator('#own').textContent()).toBe('');
    await expect.poll(() => seen(page, 'events')).toEqual(['tidelock-stayed']);
  });

  it('keeps the state of components while a person signs in again in place', async () => {
    await exam().begin();
    const page = await exam().openSignedIn();
    await page.fill('#answer', '42');
    await exam().over('ended_by_operator');
    await page.evaluate('session.stay().catch(() => {})');
    await page.getByText('An administrator ended your session.').waitFor();
    await exam().context.unroute('**/auth/refresh');

    await page.getByLabel('User name').fill(exam().server.account.username);
    await page.getByLabel('Password').fill(exam().server.account.password);
    await page.keyboard.press('Enter');

    await stateIs(page, 'active');
    expect(await page.inputValue('#answer')).toBe('42');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('heading', { name: 'Nobody is here' }).waitFor();
    expect(await page.locator('#answer').count()).toBe(0);
  });
};

for (const { major, alias, isFetched } of VERSIONS) {
  inExam(
    `React ${major}`,
    () => start(alias),
    (exam) => tests(exam, major),
    isFetched,
  );
}

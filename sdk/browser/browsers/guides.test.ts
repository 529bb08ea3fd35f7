import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DemoServer } from './demo.js';
import { hasNext, NextApp } from './next-app.js';
import { canRun, launchChromium } from './playwright.js';

const TITLE = 'Tides and currents';

/** Building the application takes long on a busy machine. */
const START = 300_000;

const PACKAGE = new URL('..', import.meta.url).pathname;
const GUIDE = new URL('../../../docs/guide/browser-sdk.md', import.meta.url);

beforeAll(() => {
  if (canRun) execFileSync('node', ['build.js'], { cwd: PACKAGE });
}, START);

describe.skipIf(!canRun)('The plain page of the guide, in Chromium', () => {
  let server: DemoServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await DemoServer.start();
    browser = await launchChromium();
  }, START);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  }, START);

  it('signs in, is signed in after a reload, and signs out', async () => {
    const context = await browser.newContext();
    const script = /## A plain page.*?```html\n(.*?)```/s.exec(readFileSync(GUIDE, 'utf8'))![1]!;
    const form = '<form><input name="username"><input name="password"><button>In</button></form>';
    const body = `<!doctype html>${form}<output></output><button id="out">Out</button>${script}`;
    await context.route('**/page', (route) => route.fulfill({ contentType: 'text/html', body }));
    await context.route('**/tidelock/*', (route) =>
      route.fulfill({
        path: PACKAGE + new URL(route.request().url()).pathname.replace('/tidelock', 'dist'),
      }),
    );
    const page = await context.newPage();
    const stateIs = (state: string) => page.locator(`body[data-state=${state}]`).waitFor();
    await page.goto(`${server.url}/page`);
    await stateIs('signed-out');

    await page.fill('[name=username]', server.account.username);
    await page.fill('[name=password]', server.account.password);
    await page.getByRole('button', { name: 'In' }).click();
    await stateIs('active');
    const user = await page.locator('output').textContent();
    await page.reload();
    await stateIs('active');
    expect(await page.locator('output').textContent()).toBe(user);
    await page.getByRole('button', { name: 'Out' }).click();

    await stateIs('signed-out');
    expect(await page.locator('output').textContent()).toBe('nobody');
  });
});

describe.skipIf(!canRun || !hasNext)('The application of the guide on Next.js, in Chromium', () => {
  let app: NextApp;
  let browser: Browser;
  let context: BrowserContext;
  let problems: string[];

  beforeAll(async () => {
    app = await NextApp.start();
    browser = await launchChromium();
  }, START);

  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  }, START);

  beforeEach(async () => {
    context = await browser.newContext();
    problems = [];
  });

  afterEach(() => context.close());

  async function open(): Promise<Page> {
    const page = await context.newPage();
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => {
      // A browser itself tells of each answer that is none of success.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        problems.push(message.text());
      }
    });
    page.on('response', async (response) => {
      if (response.url().endsWith('/auth/login') && response.ok()) {
        app.exams.newest = (await response.json()).session.id;
      }
    });
    await page.goto(app.url);
    return page;
  }

  async function signIn(page: Page, password = app.server.account.password) {
    await page.getByLabel('User name').fill(app.server.account.username);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  it('renders for nobody, whoever asks', async () => {
    const page = await open();
    await signIn(page);
    await page.getByText(TITLE).waitFor();

    const answer = await context.request.get(app.url);

    const html = await answer.text();
    expect(html).toContain('<h1>Exams</h1>');
    expect(html).not.toContain(TITLE);
    expect(html).not.toContain('Password');
    expect(answer.headers()['set-cookie']).toBeUndefined();
  });

  it('signs in after a wrong password, and shows what belongs to the person', async () => {
    const page = await open();
    await signIn(page, 'not the password');
    await expect.poll(() => page.getByRole('alert').first().textContent()).not.toBe('');

    await signIn(page);

    await page.getByText(TITLE).waitFor();
    await page.waitForFunction(`customElements.get('tidelock-session-warning')`);
    expect(problems).toEqual([]);
  });

  it('is signed in after a reload, and in a second tab without a renewal', async () => {
    const page = await open();
    await signIn(page);
    await page.getByText(TITLE).waitFor();
    await page.reload();
    await page.getByText(TITLE).waitFor();
    let renewals = 0;
    context.on('response', (response) => {
      renewals += response.url().endsWith('/auth/refresh') && response.ok() ? 1 : 0;
    });

    const second = await open();

    await second.getByText(TITLE).waitFor();
    expect(renewals).toBe(0);
    expect(problems).toEqual([]);
  });
});

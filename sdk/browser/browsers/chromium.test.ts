import { build } from 'esbuild';
import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isBuilt, RunningServer } from './server.js';

const EXECUTABLE = '/usr/bin/chromium';
const TABS = 20;

const HOUR = 3_600_000;

const canRun = isBuilt && existsSync(EXECUTABLE);

describe.skipIf(!canRun)('Chromium', () => {
  let server: RunningServer;
  let browser: Browser;
  let context: BrowserContext;
  let sdk: string;
  let renewals: number;

  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `import { createSession } from './src/index.ts';
          window.session = createSession();
          window.arrivals = [];
          session.subscribe(({ session: info }) => window.arrivals.push([Date.now(), info?.id]));`,
        resolveDir: new URL('..', import.meta.url).pathname,
      },
      bundle: true,
      format: 'esm',
      write: false,
    });
    sdk = outputFiles[0]!.text;
    server = await RunningServer.start();
    browser = await chromium.launch({ executablePath: EXECUTABLE, args: ['--no-sandbox'] });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  beforeEach(async () => {
    context = await browser.newContext();
    renewals = 0;
    context.on('response', (response) => {
      renewals += response.url().endsWith('/auth/refresh') && response.ok() ? 1 : 0;
    });
    // The machine's clock, which a test may set; the server's stays.
    await context.addInitScript(
      `const real = Date.now; Date.now = () => real() + (window.ahead ?? 0);`,
    );
    await context.route('**/sdk-test', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: '<!doctype html><script type="module" src="/sdk-test.js"></script>',
      }),
    );
    await context.route('**/sdk-test.js', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: sdk }),
    );
  });

  afterEach(() => context.close());

  async function open(): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${server.url}/sdk-test`);
    await page.waitForFunction('window.session');
    return page;
  }

  const call = <T>(page: Page, code: string) => page.evaluate<T>(`(async () => ${code})()`);
  const stateOf = (page: Page) => call<string>(page, 'session.state');

  async function signIn(page: Page): Promise<any> {
    return call(page, `session.signIn(${JSON.stringify(server.account)})`);
  }

  it('binds the session to a key that no script can read', async () => {
    const page = await open();

    const info = await signIn(page);

    expect(info.bound).toBe(true);
    expect(await stateOf(page)).toBe('active');
    expect(await page.evaluate('document.cookie')).toBe('');
  });

  it('renews once for twenty tabs, all of which have the token at once', async () => {
    const first = await open();
    await signIn(first);
    const pages = [first];
    while (pages.length < TABS) {
      pages.push(await open());
    }
    await Promise.all(pages.map((page) => call(page, 'session.getAccessToken()')));
    const before = renewals;
    await Promise.all(pages.map((page) => page.evaluate(`window.ahead = ${HOUR}`)));

    const tokens = await Promise.all(pages.map((page) => call(page, 'session.getAccessToken()')));

    expect(new Set(tokens).size).toBe(1);
    expect(renewals - before).toBe(1);
  }, 60_000);

  it('signs in and out all tabs', async () => {
    const [one, two] = [await open(), await open()];
    await signIn(one!);
    await two!.waitForFunction("session.state === 'active'");

    const { confirmed } = await call<{ confirmed: boolean }>(one!, 'session.signOut()');

    expect(confirmed).toBe(true);
    await two!.waitForFunction("session.state === 'signed-out'");
  });

  it('keeps a person signed in whose page is loaded anew', async () => {
    const page = await open();
    const info = await signIn(page);

    await page.reload();
    await page.waitForFunction("window.session?.state === 'active'");

    expect(await call(page, 'session.snapshot().session.id')).toBe(info.id);
  });

  it('goes on when the key is evicted while a tab still has it', async () => {
    const [one, two] = [await open(), await open()];
    await signIn(one!);
    await two!.waitForFunction("session.state === 'active'");
    await call(
      one!,
      "new Promise((done) => { indexedDB.deleteDatabase('tidelock').onsuccess = done; })",
    );

    await two!.evaluate(`window.ahead = ${HOUR}`);
    await call(two!, 'session.getAccessToken()');

    expect(await stateOf(two!)).toBe('active');
  });
});

import { build } from 'esbuild';
import type { Browser, Page, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DemoServer } from './demo.js';
import { canRun, launchChromium } from './playwright.js';

const HOUR = 3_600_000;

/** Longest wait for a report, in milliseconds; the page sends one every five seconds. */
const PATIENCE = 15_000;

describe.skipIf(!canRun)('measurements in Chromium', () => {
  let server: DemoServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `import { createSession } from './src/index.ts';
          import { measure } from './src/metrics/index.ts';
          window.session = createSession();
          window.measured = measure(session, { every: 5 });`,
        resolveDir: new URL('..', import.meta.url).pathname,
      },
      bundle: true,
      format: 'esm',
      write: false,
    });
    server = await DemoServer.start();
    browser = await launchChromium();
    const context = await browser.newContext();
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
      route.fulfill({ contentType: 'text/javascript', body: outputFiles[0]!.text }),
    );
    page = await context.newPage();
    await page.goto(`${server.url}/sdk-test`);
    await page.waitForFunction('window.measured');
    await page.evaluate(`session.signIn(${JSON.stringify(server.account)})`);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  /** The next report of this content type that the server has answered. */
  const report = (type: string): Promise<Response> =>
    page.waitForResponse(
      (response) =>
        response.url().endsWith('/client-events') &&
        !!response.request().headers()['content-type']?.startsWith(type) &&
        response.request().postData() !== '{}',
      { timeout: PATIENCE },
    );

  /** A renewal, as of a page that was away. */
  const renew = (ahead: number) =>
    page.evaluate(`window.ahead = ${ahead}; session.getAccessToken().then(() => {})`);

  it('are taken by the server', async () => {
    const reported = report('application/json');
    await renew(HOUR);
    const response = await reported;

    const told = response.request().postDataJSON();
    expect(response.status()).toBe(204);
    expect(told).toMatchObject({
      renewals: { renewed: 1 },
      renewalTimes: [expect.any(Number)],
      lockWaits: [expect.any(Number)],
    });
    expect(response.request().headers()['cookie']).toBeUndefined();
  });

  it('are taken as a beacon when the page is hidden, with what is new', async () => {
    // Back to the true time: the clock is set back, and the token seems young.
    await page.evaluate('window.ahead = 0; session.stay().then(() => {})');
    const reported = report('text/plain');
    await page.evaluate(`
      Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    `);
    const response = await reported;

    const told = response.request().postDataJSON();
    expect(response.status()).toBe(204);
    expect(told).toMatchObject({
      accessToken: await page.evaluate('session.peekAccessToken()'),
      renewals: { renewed: 1 },
      signals: { clockSetBack: 1 },
    });
  });

  it('tell what is right and wrong', async () => {
    const { issues, tabs } = await page.evaluate<any>('measured.health()');
    expect(issues.map(({ code }: { code: string }) => code)).toEqual(['clock_set_back']);
    expect(tabs).toBe(1);
  });

  it('leave with the page', async () => {
    // The driver sees no requests of a page that is going away; the page can tell the next one.
    await page.evaluate(`{
      const send = navigator.sendBeacon.bind(navigator);
      navigator.sendBeacon = (url, body) => {
        const isTaken = send(url, body);
        localStorage.left = JSON.stringify({ isTaken, body: JSON.parse(body) });
        return isTaken;
      };
    }`);
    await page.evaluate('session.stay().then(() => {})');
    const token = await page.evaluate('session.peekAccessToken()');
    await page.goto(`${server.url}/sdk-test`);

    expect(JSON.parse(await page.evaluate('localStorage.left'))).toMatchObject({
      isTaken: true,
      body: { accessToken: token, renewals: { renewed: 1 } },
    });
  });
});

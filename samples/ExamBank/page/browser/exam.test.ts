import { mkdirSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { breachesOf } from './accessibility.js';
import { canRun, CHROMIUM, RunningSite } from './site.js';

/** Git ignores it. */
const PICTURES = new URL('../../../../artifacts/exambank', import.meta.url).pathname;

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1180, height: 860 };

const NO_OUTFLOW = 'The lake has no outflow, so the water only evaporates and leaves the salt.';

describe.skipIf(!canRun)('ExamBank in Chromium', () => {
  let site: RunningSite;
  let browser: Browser;
  let context: BrowserContext;
  let complaints: string[];

  beforeAll(async () => {
    site = await RunningSite.start();
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    mkdirSync(PICTURES, { recursive: true });
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
  });

  beforeEach(async () => {
    context = await browser.newContext({ viewport: PHONE });
    complaints = [];
    context.on('console', (message) => {
      // Chromium tells of every answer that is no success, and of a network that is down.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        complaints.push(message.text());
      }
    });
    context.on('weberror', (error) => complaints.push(String(error.error())));
  });

  afterEach(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });

  async function signedIn(name: string): Promise<Page> {
    const page = await context.newPage();
    await page.goto(site.url);
    await page.getByRole('button', { name, exact: true }).click();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Your exams' }).waitFor();
    return page;
  }

  async function start(page: Page, exam: string): Promise<void> {
    await page.getByRole('button', { name: `Start ${exam}` }).click();
    await written(page, exam);
  }

  /** The list of exams has headings of the same names, one level below. */
  const written = (page: Page, exam: string) =>
    page.getByRole('heading', { name: exam, level: 1 }).waitFor();

  const question = (page: Page, id: string) => page.locator(`#question-${id}`);
  const status = (page: Page, id: string) => question(page, id).getByRole('status');
  const becomes = (page: Page, id: string, text: string) =>
    status(page, id).filter({ hasText: text }).waitFor();

  it('carries a student from sign-in to the result, through a reload and an outage', async () => {
    const page = await signedIn('alice');
    await start(page, 'Water on the map');
    await page.getByLabel('The Strait of Gibraltar').check();
    await becomes(page, 'strait', 'Saved');

    await page.reload();
    await becomes(page, 'strait', 'Saved');
    expect(await page.getByLabel('The Strait of Gibraltar').isChecked()).toBe(true);

    await context.setOffline(true);
    await question(page, 'salt').getByRole('textbox').fill(NO_OUTFLOW);
    await becomes(page, 'salt', 'Kept here');
    await context.setOffline(false);
    await becomes(page, 'salt', 'Saved');

    const second = await context.newPage();
    await second.goto(page.url());
    await becomes(second, 'salt', 'Saved');
    expect(await question(second, 'salt').getByRole('textbox').inputValue()).toBe(NO_OUTFLOW);
    await second.getByLabel('Pacific').check();
    await becomes(page, 'deepest', 'Saved');
    expect(await page.getByLabel('Pacific').isChecked()).toBe(true);
    await second.close();

    await page.getByRole('button', { name: 'Hand in' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Hand in' }).click();
    await page.getByText('5 of 9 points').waitFor();
    await page.getByRole('link', { name: 'All exams' }).click();
    await page.getByRole('link', { name: 'Last result of Water on the map' }).waitFor();

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  });

  it('loses nothing when the browser is killed between the last key and the save', async () => {
    const page = await signedIn('bob');
    await start(page, 'SQL basics');
    // As a crash does: the save never leaves, and no handler of the page runs.
    await page.route('**/answers/**', () => new Promise(() => {}));
    await question(page, 'count').getByRole('textbox').fill('SELECT diver, count(*)');
    await becomes(page, 'count', 'Saving');
    const address = page.url();
    await page.close({ runBeforeUnload: false });

    const next = await context.newPage();
    await next.goto(address);
    await becomes(next, 'count', 'Saved');

    expect(await question(next, 'count').getByRole('textbox').inputValue()).toBe(
      'SELECT diver, count(*)',
    );
  });

  it('lets the person choose when two tabs wrote different answers', async () => {
    const one = await signedIn('bob');
    await start(one, 'Safe under water');
    const two = await context.newPage();
    await two.goto(one.url());
    await written(two, 'Safe under water');
    const text = (page: Page) => question(page, 'stop').getByRole('textbox');

    await two.route('**/answers/**', (route) => route.abort());
    await text(two).fill('from the second tab');
    await becomes(two, 'stop', 'Kept here');
    await text(one).fill('from the first tab');
    await becomes(one, 'stop', 'Saved');
    await two.unroute('**/answers/**');
    await becomes(two, 'stop', 'Changed in another tab too');
    expect(await text(two).inputValue()).toBe('from the second tab');
    await two.getByRole('button', { name: 'Keep this one' }).click();

    await becomes(two, 'stop', 'Saved');
    await one.waitForFunction(
      `document.querySelector('#question-stop textarea').value === 'from the second tab'`,
    );
  });

  it('renews the token once for five tabs that write at the same time', async () => {
    let renewals = 0;
    context.on('response', (answer) => {
      renewals += answer.url().endsWith('/auth/refresh') && answer.ok() ? 1 : 0;
    });
    await context.addInitScript(
      `const real = Date.now; Date.now = () => real() + (window.ahead ?? 0);`,
    );
    const first = await signedIn('alice');
    await start(first, 'SQL basics');
    const tabs = [first];
    while (tabs.length < 5) {
      const tab = await context.newPage();
      await tab.goto(first.url());
      await written(tab, 'SQL basics');
      tabs.push(tab);
    }
    const before = renewals;
    // An hour later by every tab's clock: the token is over for all of them.
    await Promise.all(tabs.map((tab) => tab.evaluate('window.ahead = 3600000')));

    const ids = ['having', 'left-join', 'null', 'atomic', 'injection'];
    await Promise.all(
      tabs.map(async (tab, index) => {
        const field = question(tab, ids[index]!);
        await (index < 4
          ? field.getByRole('radio').first().check()
          : field.getByRole('textbox').fill('As a bound parameter'));
      }),
    );
    await Promise.all(tabs.flatMap((tab) => ids.map((id) => becomes(tab, id, 'Saved'))));

    expect(renewals - before).toBe(1);
  });

  it.each([
    ['phone', 'light', PHONE],
    ['phone', 'dark', PHONE],
    ['desktop', 'light', DESKTOP],
    ['desktop', 'dark', DESKTOP],
  ] as const)('is accessible and fits: %s, %s', async (device, colorScheme, viewport) => {
    await context.close();
    context = await browser.newContext({ viewport, colorScheme });
    const look = async (page: Page, name: string) => {
      await page.screenshot({ path: `${PICTURES}/${name}-${device}-${colorScheme}.png` });
      expect(await breachesOf(page), name).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    };
    const page = await context.newPage();
    await page.goto(site.url);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await look(page, '1-sign-in');
    await page.getByRole('button', { name: 'bob', exact: true }).click();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Your exams' }).waitFor();
    await look(page, '2-exams');
    await page.getByRole('button', { name: /Water on the map/ }).click();
    await page.getByLabel('The Strait of Gibraltar').check();
    await becomes(page, 'strait', 'Saved');
    await look(page, '3-exam');
    await page.getByRole('button', { name: 'Hand in' }).click();
    await look(page, '4-hand-in');
    await page.getByRole('dialog').getByRole('button', { name: 'Hand in' }).click();
    await page.getByText('of 9 points').waitFor();
    await look(page, '5-result');
    await page.getByRole('link', { name: 'bob' }).click();
    await page.getByText('This device').first().waitFor();
    await look(page, '6-sessions');
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  });
});

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BEFORE, canRun, Exam } from './exam.js';

const SCRIPT = `
  import { createSession } from './src/index.ts';
  import { defineElements } from './src/elements/index.ts';
  // Without the server's origin, which is allowed in any case.
  const session = createSession({ apis: ['https://api.example.com'] });
  for (const element of document.querySelectorAll('[data-session]')) {
    element.session = session;
  }
  window.events = [];
  for (const name of ['stayed', 'signed-out', 'signed-in']) {
    document.addEventListener('tidelock-' + name, (event) => window.events.push(event.type));
  }
  await defineElements();
  window.session = session;`;

const BODY = `
  <main>
    <h1>Physics, question 3</h1>
    <label>Your answer<textarea id="answer"></textarea></label>
    <tidelock-sessions data-session></tidelock-sessions>
  </main>
  <tidelock-session-warning data-session before="${BEFORE}"></tidelock-session-warning>`;

describe.skipIf(!canRun)('The elements in Chromium', () => {
  let exam: Exam;

  beforeAll(async () => {
    exam = await Exam.start(SCRIPT, BODY);
  }, 60_000);

  afterAll(() => exam?.stop());

  afterEach(() => exam.context.close());

  const warning = (page: Page) => page.getByRole('alertdialog');
  const stay = (page: Page) => page.getByRole('button', { name: 'Stay signed in' });
  const shown = (page: Page) => warning(page).waitFor();
  const gone = (page: Page) => warning(page).waitFor({ state: 'hidden' });
  const focus = (page: Page) => page.evaluate('document.activeElement.id');
  const events = (page: Page) => page.evaluate('window.events');
  const overflow = (page: Page) =>
    page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');

  /** A tab with a half-typed answer, in which the focus is, and a warning above it. */
  async function warned(): Promise<Page> {
    const page = await exam.openSignedIn();
    await page.fill('#answer', 'E = mc²');
    await page.evaluate('session.stay()');
    await exam.idle(page);
    await shown(page);
    return page;
  }

  /** The same, and the session has ended meanwhile. */
  async function expired(): Promise<Page> {
    const page = await warned();
    await exam.over('idle_expired');
    await page.clock.fastForward(BEFORE * 1000);
    await page.waitForFunction("session.state === 'expired'");
    await page.getByRole('dialog').waitFor();
    await exam.context.unroute('**/auth/refresh');
    return page;
  }

  it('warns in three tabs, and one "stay" closes the warning in all of them', async () => {
    await exam.begin();
    const pages = [await exam.openSignedIn(), await exam.open(), await exam.open()];
    await Promise.all(pages.map((page) => page.waitForFunction("session.state === 'active'")));
    // The newest token came after the last thing that anybody did.
    await pages[0]!.evaluate('session.stay()');
    const until = await pages[0]!.evaluate<string>(IDLE_UNTIL);
    await Promise.all(pages.map((page) => page.waitForFunction(`${IDLE_UNTIL} === '${until}'`)));
    await exam.idle(...pages);
    await Promise.all(pages.map(shown));

    await stay(pages[1]!).click();

    await Promise.all(pages.map(gone));
    expect(await Promise.all(pages.map(events))).toEqual([[], ['tidelock-stayed'], []]);
  });

  it('takes the focus and gives it back', async () => {
    await exam.begin();
    const page = await warned();
    expect(await stay(page).evaluate((button) => button.matches(':focus'))).toBe(true);

    await page.keyboard.press('Enter');
    await gone(page);

    expect(await focus(page)).toBe('answer');
    await page.keyboard.type('!');
    expect(await page.inputValue('#answer')).toBe('E = mc²!');
  });

  it('hides the countdown from screen readers, and announces the rounded time', async () => {
    await exam.begin();
    const page = await warned();
    const clock = page.locator('.clock');
    const said = warning(page).getByRole('status');
    expect(await clock.evaluate((node) => !!node.closest('[aria-hidden="true"]'))).toBe(true);
    expect(await clock.innerText()).toMatch(/^1:5\d$/);
    expect(await said.textContent()).toBe('2 minutes left');

    // The server's clock stands still: its answer to a renewal would tell of more time.
    await exam.context.route('**/auth/refresh', (route) => route.abort());
    await page.clock.runFor(3000);
    expect(await said.textContent()).toBe('2 minutes left');
    await page.clock.fastForward(45_000);

    await expect.poll(() => said.textContent(), { timeout: 20_000 }).toBe('1 minute left');
    expect(await clock.innerText()).toMatch(/^(0:5\d|1:00)$/);
  });

  it('tells that staying failed, stays open, and can be tried again', async () => {
    await exam.begin();
    const page = await warned();
    await exam.context.route('**/auth/refresh', (route) => route.abort());

    await stay(page).click();

    await page.getByText('The server can’t be reached').waitFor();
    expect(await warning(page).isVisible()).toBe(true);
    expect(await events(page)).toEqual([]);
    expect(await stay(page).evaluate((button) => button.matches(':focus'))).toBe(true);
    await exam.context.unroute('**/auth/refresh');
    await stay(page).click();
    await gone(page);
  });

  it('stays at Escape, however often it is pressed', async () => {
    await exam.begin();
    const page = await warned();
    await exam.context.route('**/auth/refresh', (route) => route.abort());

    for (let times = 0; times < 3; times++) {
      await page.keyboard.press('Escape');
      await page.getByText('The server can’t be reached').waitFor();
    }
    expect(await warning(page).isVisible()).toBe(true);
    await exam.context.unroute('**/auth/refresh');
    await page.keyboard.press('Escape');

    await gone(page);
    expect(await events(page)).toEqual(['tidelock-stayed']);
  });

  it('signs in again in place, with what was typed behind it untouched', async () => {
    await exam.begin();
    const page = await expired();
    await page.keyboard.type(exam.server.account.username);
    await page.keyboard.press('Tab');
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('The name or the password is wrong.').waitFor();
    const password = page.getByLabel('Password');
    expect(await password.getAttribute('aria-invalid')).toBe('true');
    expect(await password.getAttribute('autocomplete')).toBe('current-password');

    // The password that was refused is selected: typing replaces it.
    await page.keyboard.type(exam.server.account.password);
    await page.keyboard.press('Enter');

    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await page.inputValue('#answer')).toBe('E = mc²');
    expect(await focus(page)).toBe('answer');
    expect(await events(page)).toEqual(['tidelock-signed-in']);
    expect(await page.evaluate('session.state')).toBe('active');
  });

  it('makes way for the page, and a bar brings the form back', async () => {
    await exam.begin();
    const page = await expired();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await focus(page)).toBe('answer');
    await page.keyboard.type(' is true');

    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('User name').fill(exam.server.account.username);
    await page.getByLabel('Password').fill(exam.server.account.password);
    await page.keyboard.press('Enter');

    await page.waitForFunction("session.state === 'active'");
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await page.inputValue('#answer')).toBe('E = mc² is true');
    expect(await focus(page)).toBe('answer');
  });

  it('keeps the page from another person who signs in in place', async () => {
    await exam.begin();
    const page = await expired();
    await page.getByLabel('User name').fill('bob');
    await page.getByLabel('Password').fill('tide-bob-demo');
    await page.keyboard.press('Enter');

    await page.getByRole('heading', { name: 'Somebody else has signed in' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Load the page anew' }).click();

    await page.waitForFunction("window.session?.state === 'active'");
    expect(await page.inputValue('#answer')).toBe('');
  });

  it('ends a session of the list, and then all others', async () => {
    await exam.begin();
    const first = await exam.openSignedIn();
    const here = exam.context;
    const others: Page[] = [];
    for (let count = 0; count < 2; count++) {
      await exam.begin();
      others.push(await exam.openSignedIn());
    }
    await first.evaluate("document.querySelector('tidelock-sessions').reload()");
    const list = first.locator('tidelock-sessions');
    const rows = list.getByRole('listitem');
    await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(3);
    expect(await rows.first().innerText()).toContain('This device');

    await first
      .getByRole('button', { name: /^Sign out Chrome/ })
      .nth(1)
      .focus();
    await first.keyboard.press('Enter');
    await exam.picture(first, 'sessions-question');
    expect(await exam.faults(first)).toEqual([]);
    await first.keyboard.press('Enter');
    await list.getByText('was signed out.').waitFor();
    await first.getByRole('button', { name: 'Sign out all other devices' }).click();
    await list.getByRole('button', { name: 'Sign out', exact: true }).last().click();
    await list.getByText('You are signed in nowhere else.').waitFor();

    for (const page of others) {
      expect(
        await page.evaluate("session.stay().then(() => 'stayed', ({ reason }) => reason)"),
      ).toBe('signed_out_elsewhere');
      await page.context().close();
    }
    expect(await first.evaluate('session.state')).toBe('active');
    await here.close();
  });

  it('says that the list could not be loaded, and tries again', async () => {
    await exam.begin();
    await exam.context.route('**/auth/tokens', (route) => route.abort());
    const page = await exam.openSignedIn();
    await page.getByText('Your devices could not be loaded.').waitFor();
    await exam.context.unroute('**/auth/tokens');

    await page.getByRole('button', { name: 'Try again' }).click();

    await page.getByText('This device', { exact: true }).waitFor();
  });

  it('says that an old session can’t be extended, and lets the person sign in before', async () => {
    await exam.begin();
    await exam.context.route(/auth\/(login|refresh)$/, async (route) => {
      const response = await route.fetch();
      const body = await response.json();
      if (body.session) {
        // It ends because of its age, a moment before it would for want of activity.
        body.session.expiresAt = new Date(Date.parse(body.session.idleExpiresAt) - 1).toISOString();
      }
      await route.fulfill({ response, json: body });
    });
    const page = await exam.openSignedIn();
    const id = await page.evaluate('session.snapshot().session.id');
    await page.fill('#answer', 'E = mc²');
    await exam.idle(page);
    await page.getByRole('heading', { name: 'Your session ends soon' }).waitFor();
    await exam.picture(page, 'absolute');
    expect(await exam.faults(page)).toEqual([]);
    expect(await stay(page).count()).toBe(0);

    await page.keyboard.press('Escape');
    await page.getByText(/^Your session ends at/).waitFor();
    expect(await focus(page)).toBe('answer');
    await page.getByRole('button', { name: 'Sign in again now' }).click();
    await page.getByLabel('User name').fill(exam.server.account.username);
    await page.getByLabel('Password').fill(exam.server.account.password);
    await page.keyboard.press('Enter');

    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await expect.poll(() => page.evaluate('session.snapshot().session?.id')).not.toBe(id);
    expect(await page.inputValue('#answer')).toBe('E = mc²');
    expect(await events(page)).toEqual(['tidelock-signed-in']);
  });

  it('signs out of the warning', async () => {
    await exam.begin();
    const page = await warned();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');

    await gone(page);
    expect(await page.evaluate('session.state')).toBe('signed-out');
    await expect.poll(() => events(page)).toEqual(['tidelock-signed-out']);
    expect(await page.getByText('Sign in to see where').isVisible()).toBe(true);
  });

  it('speaks Vietnamese on a page that does', async () => {
    await exam.begin({ lang: 'vi', context: { locale: 'vi-VN' } });
    const page = await warned();

    await page.getByRole('heading', { name: 'Bạn còn ở đó không?' }).waitFor();
    expect(await warning(page).getByRole('status').textContent()).toBe('Còn 2 phút');
    await page.getByRole('button', { name: 'Tiếp tục đăng nhập' }).click();
    await gone(page);
    await page.getByText('Nơi bạn đang đăng nhập').waitFor();
  });

  it('stays within 320 pixels, and leaves motion out for those who ask for that', async () => {
    await exam.begin({
      lang: 'vi',
      context: { viewport: { width: 320, height: 640 }, reducedMotion: 'reduce' },
    });
    const page = await expired();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    const dialog = page.getByRole('dialog');
    const box = (await dialog.boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(320);
    expect(await dialog.evaluate((node) => node.scrollWidth - node.clientWidth)).toBe(0);
    expect(await dialog.evaluate((node) => getComputedStyle(node).animationName)).toBe('none');

    await page.keyboard.press('Escape');

    expect(await overflow(page)).toBeLessThanOrEqual(0);
  });

  it.each(['light', 'dark', 'rtl'] as const)(
    'has nothing that axe finds: %s',
    async (look) => {
      const isRtl = look === 'rtl';
      for (const [lang, size, width, height] of PAGES) {
        await exam.begin({
          lang,
          dir: isRtl ? 'rtl' : 'ltr',
          context: { colorScheme: isRtl ? 'light' : look, viewport: { width, height } },
        });
        const name = `${look}-${lang}-${size}`;
        const page = await expired();
        await looksGood(page, `sign-in-${name}`);
        await page.keyboard.press('Escape');
        await looksGood(page, `bar-${name}`);
        await page.reload();
        await page.waitForFunction('window.session');
        await page.evaluate(`session.signIn(${JSON.stringify(exam.server.account)})`);
        await page.waitForFunction(HAS_ROWS);
        await looksGood(page, `sessions-${name}`);
        await exam.idle(page);
        await shown(page);
        await looksGood(page, `idle-${name}`);
        await exam.context.route('**/auth/refresh', (route) => route.abort());
        await page.keyboard.press('Enter');
        await page.waitForFunction(HAS_ERROR);
        await looksGood(page, `failed-${name}`);
        await exam.context.close();
      }
    },
    180_000,
  );

  async function looksGood(page: Page, name: string): Promise<void> {
    await exam.picture(page, name);
    expect([name, ...(await exam.faults(page))]).toEqual([name]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  }
});

const PAGES = [
  ['en', 'phone', 320, 640],
  ['vi', 'phone', 360, 740],
  ['en', 'desktop', 1000, 720],
] as const;
const IDLE_UNTIL = 'session.snapshot().session?.idleExpiresAt';
const HAS_ROWS = "document.querySelector('tidelock-sessions').shadowRoot.querySelector('li')";
const HAS_ERROR =
  "document.querySelector('tidelock-session-warning').shadowRoot.querySelector('.error')?.innerText";

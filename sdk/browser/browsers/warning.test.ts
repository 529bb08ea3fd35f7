import { expect, it } from 'vitest';
import { inExam } from './exam.js';
import {
  events,
  expired,
  focus,
  gone,
  shown,
  startQuestion,
  stay,
  warned,
  warning,
} from './question.js';

const IDLE_UNTIL = 'session.snapshot().session?.idleExpiresAt';

inExam('The session warning', startQuestion, (exam) => {
  it('warns in three tabs, and one "stay" closes the warning in all of them', async () => {
    await exam().begin();
    const pages = [await exam().openSignedIn(), await exam().open(), await exam().open()];
    await Promise.all(pages.map((page) => page.waitForFunction("session.state === 'active'")));
    // The newest token came after the last thing that anybody did.
    await pages[0]!.evaluate('session.stay()');
    const until = await pages[0]!.evaluate<string>(IDLE_UNTIL);
    await Promise.all(pages.map((page) => page.waitForFunction(`${IDLE_UNTIL} === '${until}'`)));
    await exam().idle(...pages);
    await Promise.all(pages.map(shown));

    await stay(pages[1]!).click();

    await Promise.all(pages.map(gone));
    await expect.poll(() => Promise.all(pages.map(events))).toEqual([[], ['tidelock-stayed'], []]);
  }, 60_000);

  it('takes the focus and gives it back', async () => {
    await exam().begin();
    const page = await warned(exam());
    expect(await stay(page).evaluate((button) => button.matches(':focus'))).toBe(true);

    await page.keyboard.press('Enter');
    await gone(page);

    expect(await focus(page)).toBe('answer');
    await page.keyboard.type('!');
    expect(await page.inputValue('#answer')).toBe('E = mc²!');
  });

  it('hides the countdown from screen readers, and announces the rounded time', async () => {
    await exam().begin();
    const page = await warned(exam());
    const clock = page.locator('.clock');
    const said = warning(page).getByRole('status');
    expect(await clock.evaluate((node) => !!node.closest('[aria-hidden="true"]'))).toBe(true);
    expect(await clock.innerText()).toMatch(/^1:5\d$/);
    expect(await said.textContent()).toBe('2 minutes left');

    // The server's clock stands still: its answer to a renewal would tell of more time.
    await exam().context.route('**/auth/refresh', (route) => route.abort());
    await page.clock.runFor(3000);
    expect(await said.textContent()).toBe('2 minutes left');
    await page.clock.fastForward(45_000);

    await expect.poll(() => said.textContent(), { timeout: 20_000 }).toBe('1 minute left');
    expect(await clock.innerText()).toMatch(/^(0:5\d|1:00)$/);
  });

  it('tells that staying failed, stays open, and can be tried again', async () => {
    await exam().begin();
    const page = await warned(exam());
    await exam().context.route('**/auth/refresh', (route) => route.abort());

    await stay(page).click();

    await page.getByText('The server can’t be reached').waitFor();
    expect(await warning(page).isVisible()).toBe(true);
    expect(await events(page)).toEqual([]);
    expect(await stay(page).evaluate((button) => button.matches(':focus'))).toBe(true);
    await exam().context.unroute('**/auth/refresh');
    // It may be tried by itself meanwhile.
    await page.keyboard.press('Enter');
    await gone(page);
    await expect.poll(() => events(page)).toEqual(['tidelock-stayed']);
  });

  it('stays at Escape, however often it is pressed', async () => {
    await exam().begin();
    const page = await warned(exam());
    await exam().context.route('**/auth/refresh', (route) => route.abort());

    for (let times = 0; times < 3; times++) {
      await page.keyboard.press('Escape');
      await page.getByText('The server can’t be reached').waitFor();
    }
    expect(await warning(page).isVisible()).toBe(true);
    await exam().context.unroute('**/auth/refresh');
    await page.keyboard.press('Escape');

    await gone(page);
    await expect.poll(() => events(page)).toEqual(['tidelock-stayed']);
  });

  it('signs in again in place, with what was typed behind it untouched', async () => {
    await exam().begin();
    const page = await expired(exam());
    await page.keyboard.type(exam().server.account.username);
    await page.keyboard.press('Tab');
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('The name or the password is wrong.').waitFor();
    const password = page.getByLabel('Password');
    expect(await password.getAttribute('aria-invalid')).toBe('true');
    expect(await password.getAttribute('autocomplete')).toBe('current-password');

    // The password that was refused is selected: typing replaces it.
    await page.keyboard.type(exam().server.account.password);
    await page.keyboard.press('Enter');

    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await page.inputValue('#answer')).toBe('E = mc²');
    expect(await focus(page)).toBe('answer');
    expect(await events(page)).toEqual(['tidelock-signed-in']);
    expect(await page.evaluate('session.state')).toBe('active');
  });

  it('makes way for the page, and a bar brings the form back', async () => {
    await exam().begin();
    const page = await expired(exam());
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await focus(page)).toBe('answer');
    await page.keyboard.type(' is true');

    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('User name').fill(exam().server.account.username);
    await page.getByLabel('Password').fill(exam().server.account.password);
    await page.keyboard.press('Enter');

    await page.waitForFunction("session.state === 'active'");
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await page.inputValue('#answer')).toBe('E = mc² is true');
    expect(await focus(page)).toBe('answer');
  });

  it('keeps the page from another person who signs in in place', async () => {
    await exam().begin();
    const page = await expired(exam());
    await page.getByLabel('User name').fill('bob');
    await page.getByLabel('Password').fill('tide-bob-demo');
    await page.keyboard.press('Enter');

    await page.getByRole('heading', { name: 'Somebody else has signed in' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Load the page anew' }).click();

    await page.waitForFunction("window.session?.state === 'active'");
    expect(await page.inputValue('#answer')).toBe('');
  });

  it('says that an old session can’t be extended, and lets the person sign in before', async () => {
    await exam().begin();
    await exam().context.route(/auth\/(login|refresh)$/, async (route) => {
      const response = await route.fetch();
      const body = await response.json();
      if (body.session) {
        // It ends because of its age, a moment before it would for want of activity.
        body.session.expiresAt = new Date(Date.parse(body.session.idleExpiresAt) - 1).toISOString();
      }
      await route.fulfill({ response, json: body });
    });
    const page = await exam().openSignedIn();
    const id = await page.evaluate('session.snapshot().session.id');
    await page.fill('#answer', 'E = mc²');
    await exam().idle(page);
    await page.getByRole('heading', { name: 'Your session ends soon' }).waitFor();
    await exam().picture(page, 'absolute');
    expect(await exam().faults(page)).toEqual([]);
    expect(await stay(page).count()).toBe(0);

    await page.keyboard.press('Escape');
    await page.getByText(/^Your session ends at/).waitFor();
    expect(await focus(page)).toBe('answer');
    await page.getByRole('button', { name: 'Sign in again now' }).click();
    await page.getByLabel('User name').fill(exam().server.account.username);
    await page.getByLabel('Password').fill(exam().server.account.password);
    await page.keyboard.press('Enter');

    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await expect.poll(() => page.evaluate('session.snapshot().session?.id')).not.toBe(id);
    expect(await page.inputValue('#answer')).toBe('E = mc²');
    expect(await events(page)).toEqual(['tidelock-signed-in']);
  });

  it('signs out of the warning', async () => {
    await exam().begin();
    const page = await warned(exam());
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');

    await gone(page);
    expect(await page.evaluate('session.state')).toBe('signed-out');
    await expect.poll(() => events(page)).toEqual(['tidelock-signed-out']);
    expect(await page.getByText('Sign in to see where').isVisible()).toBe(true);
  });
});

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { inExam } from './exam.js';
import { startQuestion } from './question.js';

inExam('The list of sessions', startQuestion, (exam) => {
  it('ends a session of the list, and then all others', async () => {
    await exam().begin();
    const first = await exam().openSignedIn();
    const here = exam().context;
    const others: Page[] = [];
    for (let count = 0; count < 2; count++) {
      await exam().begin();
      others.push(await exam().openSignedIn());
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
    await exam().picture(first, 'sessions-question');
    expect(await exam().faults(first)).toEqual([]);
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
    await exam().begin();
    await exam().context.route('**/auth/tokens', (route) => route.abort());
    const page = await exam().openSignedIn();
    await page.getByText('Your devices could not be loaded.').waitFor();
    await exam().context.unroute('**/auth/tokens');

    await page.getByRole('button', { name: 'Try again' }).click();

    await page.getByText('This device', { exact: true }).waitFor();
  });
});

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { inExam } from './exam.js';
import { isLong } from './form.js';
import { expired, gone, overflow, shown, startQuestion, warned, warning } from './question.js';

const PAGES = [
  ['en', 'phone', 320, 640],
  ['vi', 'phone', 360, 740],
  ['en', 'desktop', 1000, 720],
] as const;
/** Which of the pages the short form looks at. */
const SHORT = { light: [0, 1], dark: [1], rtl: [0, 1] };

const HAS_ROWS = "document.querySelector('tidelock-sessions').shadowRoot.querySelector('li')";
const HAS_ERROR =
  "document.querySelector('tidelock-session-warning').shadowRoot.querySelector('.error')" +
  '?.innerText';

inExam('The looks of the elements', startQuestion, (exam) => {
  it('speaks Vietnamese on a page that does', async () => {
    await exam().begin({ lang: 'vi', context: { locale: 'vi-VN' } });
    const page = await warned(exam());

    await page.getByRole('heading', { name: 'Bạn còn ở đó không?' }).waitFor();
    expect(await warning(page).getByRole('status').textContent()).toBe('Còn 2 phút');
    await page.getByRole('button', { name: 'Tiếp tục đăng nhập' }).click();
    await gone(page);
    await page.getByText('Nơi bạn đang đăng nhập').waitFor();
  });

  it('stays within 320 pixels, and leaves motion out for those who ask for that', async () => {
    await exam().begin({
      lang: 'vi',
      context: { viewport: { width: 320, height: 640 }, reducedMotion: 'reduce' },
    });
    const page = await expired(exam());
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
      for (const [lang, size, width, height] of isLong ? PAGES : PAGES.slice(...SHORT[look])) {
        await exam().begin({
          lang,
          dir: isRtl ? 'rtl' : 'ltr',
          context: { colorScheme: isRtl ? 'light' : look, viewport: { width, height } },
        });
        const name = `${look}-${lang}-${size}`;
        const page = await expired(exam());
        await looksGood(page, `sign-in-${name}`);
        await page.keyboard.press('Escape');
        await looksGood(page, `bar-${name}`);
        await page.reload();
        await page.waitForFunction('window.session');
        await page.evaluate(`session.signIn(${JSON.stringify(exam().server.account)})`);
        await page.waitForFunction(HAS_ROWS);
        await looksGood(page, `sessions-${name}`);
        await exam().idle(page);
        await shown(page);
        await looksGood(page, `idle-${name}`);
        await exam().context.route('**/auth/refresh', (route) => route.abort());
        await page.keyboard.press('Enter');
        await page.waitForFunction(HAS_ERROR);
        await looksGood(page, `failed-${name}`);
        await exam().context.close();
      }
    },
    180_000,
  );

  async function looksGood(page: Page, name: string): Promise<void> {
    await exam().picture(page, name);
    expect([name, ...(await exam().faults(page))]).toEqual([name]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  }
});

import { expect, it, vi } from 'vitest';
import { PreparingChromium } from './engines/chromium.js';
import { inBrowsers } from './scene.js';
import { REFRESH } from './site/traffic.js';

/** How long the browser may take to make the page, in milliseconds. */
const PATIENCE = 20_000;

/** Much longer than a page that is not held back takes to ask, in milliseconds. */
const LONG_ENOUGH = 2000;

inBrowsers([PreparingChromium], (scene) => {
  it('sends nothing from a page that is prepared in advance, until it is shown', async () => {
    const tab = await scene().open();
    await scene().signIn(tab);
    await scene().shut(tab);
    scene().site.forget();
    const loaded = () => scene().traffic.of('/exam.js').length;

    const start = await scene().open({ path: '/prerenders' });
    await vi.waitUntil(() => loaded() === 1, { timeout: PATIENCE });
    // The page was made, with its scripts: it is this one that keeps still.
    await start.run(`await new Promise((resolve) => setTimeout(resolve, ${LONG_ENOUGH}))`);
    expect(scene().traffic.of(REFRESH)).toEqual([]);

    await start.page.evaluate("location.href = '/sdk-test'");
    const isActive = () =>
      start.run("return window.session?.state === 'active'").catch(() => false);
    await vi.waitUntil(isActive, { timeout: PATIENCE });

    expect(loaded()).toBe(1);
    expect(
      await start.run("return performance.getEntriesByType('navigation')[0].activationStart > 0"),
    ).toBe(true);
    expect(scene().traffic.refreshes).toBe(1);
  });
});

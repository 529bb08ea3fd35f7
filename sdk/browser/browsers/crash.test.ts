import { cpSync, rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Chromium } from './engines/chromium.js';
import type { Engine } from './engines/engine.js';
import { Firefox } from './engines/firefox.js';
import { HOUR, inBrowsers, MINUTE } from './scene.js';

/** WebKit keeps its profile in memory under automation, so it has none that falls back. */
const WITH_PROFILES: Engine[] = [Chromium, Firefox];

inBrowsers(WITH_PROFILES, (scene) => {
  it(
    'keeps a person signed in whose browser is killed right after a renewal',
    async () => {
      const { profile, browser, site } = scene();
      const { id } = await scene().signIn(await scene().open(), { remember: true });
      // A browser that ends writes down everything: this is what the disk has.
      await browser.close();
      scene().tabs.length = 0;
      cpSync(profile, `${profile} of before`, { recursive: true });
      await scene().launch();
      const tab = await scene().open();
      const refreshCookie = async () =>
        (await scene().browser.cookies(site.origin)).find(({ name }) => name === '__Host-tidelock')!
          .value;
      await scene().jump(HOUR);
      expect(await tab.run('return ask()')).toBe(200);
      const newest = await refreshCookie();

      // Nothing of the renewal has reached the disk yet when the browser dies.
      await scene().browser.kill();
      scene().tabs.length = 0;
      rmSync(profile, { recursive: true });
      cpSync(`${profile} of before`, profile, { recursive: true });
      await scene().launch();

      expect(await refreshCookie()).not.toBe(newest);
      const again = await scene().open();
      expect(await again.run('return session.snapshot().session.id')).toBe(id);
      expect(await again.run('return ask()')).toBe(200);
      expect(await again.run('return required')).toEqual([]);
    },
    3 * MINUTE,
  );
});

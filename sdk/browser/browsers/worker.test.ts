import { expect, it, vi } from 'vitest';
import { ENGINES } from './engines/all.js';
import { Chromium, type ChromiumTab } from './engines/chromium.js';
import { HOUR, inBrowsers } from './scene.js';
import type { Tab } from './engines/engine.js';

/** An access token is renewed after three quarters of its life, which is 15 minutes here. */
const UNTIL_DUE = 13 * 60_000;

/** A worker looks at the clock at least so often; and some time for the renewal. Milliseconds. */
const LOOKS_WITHIN = 45_000;

/** The tabs are frozen within this time. In milliseconds. */
const NOTICE = 3000;

const moveWorkerClock = (tab: Tab, by: number) =>
  tab.run(`new BroadcastChannel("the worker's clock").postMessage(${by})`);

inBrowsers(ENGINES, (scene) => {
  it('renews once for the tabs and the worker beside them', async () => {
    const tabs = await scene().openMany(3, { hasWorker: true });
    await scene().signIn(tabs[0]!);
    await moveWorkerClock(tabs[0]!, HOUR);
    await scene().jump(HOUR);

    const outcomes = await scene().together('return ask()');

    expect(outcomes.map(({ ok }) => ok)).toEqual([200, 200, 200]);
    expect(scene().traffic.refreshes).toBe(1);
  });
});

inBrowsers([Chromium], (scene) => {
  it(
    'renews in the worker while all tabs are frozen, and they have its token when they thaw',
    async () => {
      const tabs = [...(await scene().openMany(2, { hasWorker: true }))] as ChromiumTab[];
      await scene().signIn(tabs[0]!);
      const bystander = await scene().open({ path: '/blank' });
      // All clocks go forward at the same moment, at which the tabs are frozen already.
      const at = Date.now() + NOTICE;
      await Promise.all(tabs.map((tab) => tab.run(`jump(${UNTIL_DUE}, ${at})`)));
      await Promise.all(tabs.map((tab) => tab.freeze()));
      expect(Date.now()).toBeLessThan(at);
      await new Promise((next) => setTimeout(next, at - Date.now()));
      await moveWorkerClock(bystander, UNTIL_DUE);

      await vi.waitUntil(() => scene().traffic.refreshes === 1, { timeout: LOOKS_WITHIN });

      await Promise.all(tabs.map((tab) => tab.thaw()));
      const answers = await Promise.all(tabs.map((tab) => tab.run('return ask()')));
      expect(answers).toEqual([200, 200]);
      expect(scene().traffic.refreshes).toBe(1);
    },
    2 * LOOKS_WITHIN,
  );
});

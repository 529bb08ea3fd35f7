import { describe, expect, it } from 'vitest';
import { Chromium } from './engines/chromium.js';
import { HOUR, inBrowsers, MINUTE, type Scene } from './scene.js';
import { ALICE, canShiftClock } from './site/server.js';

/**
 * Longer than the delay after which a lost key may be replaced, in hours. The server's clock is set
 * ahead by it, since the delay can't be configured to less than an hour.
 */
const AFTER_DELAY = 25;

inBrowsers([Chromium], (scene) => {
  /** The browser evicts what scripts have stored, keeps the cookie, and no tab is open. */
  async function evict(scene: Scene) {
    const { id } = await scene.signIn(await scene.open(), { remember: true });
    await scene.shut(scene.tabs[0]!);
    const blank = await scene.open({ path: '/blank' });
    await blank.run(`
      localStorage.clear();
      await new Promise((resolve, reject) => {
        const gone = indexedDB.deleteDatabase('tidelock');
        gone.onsuccess = resolve;
        gone.onblocked = gone.onerror = reject;
      });
    `);
    await scene.shut(blank);
    return id as string;
  }

  it('asks for a sign-in, in place, while the lost key may still be in use', async () => {
    const before = await evict(scene());

    const tab = await scene().open();

    expect(await tab.run("return act('await session.getAccessToken()')")).toEqual({
      failed: 'sign_in_required',
      reason: 'held',
    });
    expect(await tab.run('return required')).toEqual(['held']);
    const { id, bound } = await tab.run<any>(`return session.signIn(${JSON.stringify(ALICE)})`);
    expect(id).not.toBe(before);
    expect(bound).toBe(true);
    expect(await tab.run('return ask()')).toBe(200);
  });

  describe.skipIf(!canShiftClock)('a day later', () => {
    it(
      'binds the new key, keeps the session, and tells of it',
      async () => {
        const id = await evict(scene());
        await scene().site.server.restart({ hoursAhead: AFTER_DELAY });
        try {
          const tab = await scene().open();

          expect(await tab.run('return session.snapshot().session.id')).toBe(id);
          expect(await tab.run('return session.snapshot().session.bound')).toBe(true);
          expect(await tab.run('return ask()')).toBe(200);
          await scene().jump(HOUR);
          expect(await tab.run('return ask()')).toBe(200);
          expect(await tab.run('return required')).toEqual([]);
          const rebound = await tab.run<any[]>(`return eventsOf('${id}', 'session.rebound')`);
          expect(rebound).toHaveLength(1);
        } finally {
          await scene().site.server.restart({ hoursAhead: 0 });
        }
      },
      2 * MINUTE,
    );
  });
});

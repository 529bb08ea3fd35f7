import { expect, it, vi } from 'vitest';
import { ENGINES } from './engines/all.js';
import type { Tab } from './engines/engine.js';
import { inBrowsers } from './scene.js';

/** How long a browser may take to go to another page, in milliseconds. */
const PATIENCE = 20_000;

/** Waits until a condition holds in the page that is there by then. */
const becomes = (tab: Tab, condition: string) =>
  vi.waitUntil(() => tab.run(`return ${condition}`).catch(() => false), { timeout: PATIENCE });

/**
 * Goes to another page in that tab, and gives the way back to the first. The browser keeps it whole
 * for that; Chromium and Firefox no longer do when a message came for it, and load it anew.
 */
async function leave(tab: Tab): Promise<() => Promise<unknown>> {
  await tab.run(`addEventListener('pageshow', ({ persisted }) => (window.isKept = persisted))`);
  await tab.run(`setTimeout(() => (location.href = '/blank'))`);
  await becomes(tab, `location.pathname === '/blank'`);
  return async () => {
    await tab.run('setTimeout(() => history.back())');
    await becomes(tab, '!!window.session');
  };
}

inBrowsers(ENGINES, (scene) => {
  it('has the token of another tab when it comes back, without a renewal', async () => {
    const [one] = await scene().openMany(2);
    await scene().signIn(one!);
    const comeBack = await leave(one!);
    await comeBack();
    await becomes(one!, 'isKept');

    expect(await one!.run('return ask()')).toBe(200);
    expect(scene().traffic.refreshes).toBe(0);
  });

  it('is signed in when it comes back and somebody signed in meanwhile', async () => {
    const [one, two] = await scene().openMany(2);
    const comeBack = await leave(one!);
    await scene().signIn(two!, { isHeard: false });
    await comeBack();

    await becomes(one!, `session.state === 'active'`);
    expect(await one!.run('return ask()')).toBe(200);
  });

  it('shows nothing of the person who signed out meanwhile', async () => {
    const [one, two] = await scene().openMany(2);
    await scene().signIn(one!);
    const comeBack = await leave(one!);
    await two!.run('return session.signOut()');
    await comeBack();

    await becomes(one!, `session.state === 'signed-out'`);
    expect(await one!.run('return session.snapshot().user')).toBe(null);
  });
});

import { expect, it } from 'vitest';
import { Chromium } from './engines/chromium.js';
import { inBrowsers } from './scene.js';

/** Calls of the page after which nothing may have been tried for ever. */
const CALLS = 20;

/** Refusals of fresh tokens in a row after which no token is renewed for them any more. */
const MOST_REFUSALS = 3;

inBrowsers([Chromium], (scene) => {
  it('renews a few times for an API that refuses for ever, then asks to sign in once', async () => {
    const tab = await scene().open();
    await scene().signIn(tab);
    expect(await tab.run('return ask()')).toBe(200);
    scene().site.forget();
    scene().site.api.refusesAll = true;

    const statuses = await tab.run(`
      const statuses = [];
      for (let i = 0; i < ${CALLS}; i++) { statuses.push(await ask()); }
      return statuses;
    `);

    expect(statuses).toEqual(Array(CALLS).fill(401));
    expect(scene().traffic.refreshes).toBe(MOST_REFUSALS);
    // Each of the first calls is repeated once, the others are not.
    expect(scene().site.api.answers).toHaveLength(CALLS + MOST_REFUSALS);
    expect(await tab.run('return required')).toEqual(['refused_by_api']);
    // The session itself is well, and an API that takes tokens again gets them.
    expect(await tab.run('return session.state')).toBe('active');
    scene().site.api.refusesAll = false;
    expect(await tab.run('return ask()')).toBe(200);
  });
});

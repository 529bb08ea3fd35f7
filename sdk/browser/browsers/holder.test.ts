import { expect, it } from 'vitest';
import { Chromium, type ChromiumTab, type RunningChromium } from './engines/chromium.js';
import { HOUR, inBrowsers, MINUTE, type Scene } from './scene.js';
import { REFRESH } from './site/traffic.js';

/**
 * The longest that a tab waits for one that holds the lock and does nothing any more: 16 to 18
 * seconds, a moment to listen, and a renewal. In milliseconds.
 */
const LONGEST_FOR_FROZEN = 22_000;

/** A tab that is gone lets go of the lock; then it is a renewal and no more. In milliseconds. */
const LONGEST_FOR_GONE = 8000;

inBrowsers<RunningChromium>([Chromium], (scene) => {
  /** One tab has the lock and waits for an answer that does not come; another waits for it. */
  async function inTheMiddle(scene: Scene<RunningChromium>) {
    const holder = await scene.open();
    const other = await scene.open();
    await scene.signIn(holder);
    await scene.jump(HOUR);
    const hung = scene.traffic.spoil(REFRESH, { kind: 'hang' }, 1);
    await holder.run('void act("await session.getAccessToken()")');
    await hung.happened();
    await other.run(`
      window.since = performance.now();
      window.answer = act('return ask()');
      void answer.then(() => { window.took = performance.now() - since; });
    `);
    const outcome = async () => {
      const answer = await other.run('return await answer');
      return { answer, took: await other.run<number>('return took') };
    };
    return { holder, other, outcome };
  }

  it(
    'goes on in the next tab when the one that renews is frozen, and in that one when it thaws',
    async () => {
      const { holder, outcome } = await inTheMiddle(scene());
      await holder.freeze();

      const { answer, took } = await outcome();

      console.info(`Frozen holder: the next tab went on after ${Math.round(took)} ms`);
      expect(answer).toEqual({ ok: 200 });
      expect(took).toBeLessThan(LONGEST_FOR_FROZEN);
      await holder.thaw();
      await holder.run("await until(() => session.state === 'active')");
      expect(await holder.run('return ask()')).toBe(200);
      expect(await holder.run('return required')).toEqual([]);
    },
    MINUTE,
  );

  it.each([
    ['crashes', (holder: ChromiumTab) => holder.crash()],
    ['is closed', (holder: ChromiumTab) => holder.close()],
  ] as const)('goes on in the next tab when the one that renews %s', async (gone, leave) => {
    const { holder, other, outcome } = await inTheMiddle(scene());
    const left = Date.now();
    scene().lose(holder);
    await leave(holder);

    const { answer } = await outcome();

    const took = Date.now() - left;
    console.info(`The tab that renews ${gone}: the next one went on after ${took} ms`);
    expect(answer).toEqual({ ok: 200 });
    expect(took).toBeLessThan(LONGEST_FOR_GONE);
    expect(await other.run('return required')).toEqual([]);
    await holder.page.close().catch(() => {});
  });
});

import { expect, it } from 'vitest';
import { Chromium } from './engines/chromium.js';
import { LOSSES, SEED } from './form.js';
import { HOUR, inBrowsers, MINUTE } from './scene.js';
import { REFRESH, type Cut, type Trouble } from './site/traffic.js';

/** Each loss and each renewal takes a fraction of a second; in milliseconds. */
const PATIENCE = MINUTE + LOSSES * 1000;

const CUTS: Cut[] = ['before-it', 'after-the-headers', 'in-the-body'];

/** A small generator with a seed (mulberry32), so that a failure can be seen again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

inBrowsers([Chromium], (scene) => {
  it(
    `signs nobody out when the answers of one generation are lost ${LOSSES} times`,
    async () => {
      const tab = await scene().open();
      const { id } = await scene().signIn(tab);
      const claims = () => tab.run<any>('return claimsOf(await session.getAccessToken())');
      const before = await claims();
      scene().site.forget();
      // The headers never arrive, or the cookie would be in the jar and the generation over.
      const lost = scene().traffic.spoil(REFRESH, { kind: 'answer-lost', cut: 'before-it' });

      // A person who presses "stay signed in" again and again: no back-off keeps that from asking.
      // Chromium sends by itself what fails on a line that was in use before: the server refuses
      // that for its proof, and it is no loss of an answer that counts.
      while (scene().traffic.refreshes < LOSSES) {
        expect(await tab.run("return act('await session.stay()')")).toMatchObject({
          failed: 'unreachable',
          reason: 'no-answer',
        });
      }
      lost.stop();
      await tab.run('await session.stay()');

      const after = await claims();
      expect(after.sid).toBe(id);
      // One rotation, and the same answer again and again.
      expect(after.gen).toBe(before.gen + 1);
      expect(await tab.run('return ask()')).toBe(200);
      expect(await tab.run('return required')).toEqual([]);
    },
    PATIENCE,
  );

  it(
    `signs nobody out when ${LOSSES} generations are each lost once, at random points`,
    async () => {
      console.info(`Lost answers: TIDELOCK_BROWSER_SEED=${SEED}`);
      const random = randomFrom(SEED);
      const points: Trouble[] = [
        { kind: 'request-lost' },
        ...CUTS.map((cut): Trouble => ({ kind: 'answer-lost', cut })),
      ];
      const tab = await scene().open();
      const { id } = await scene().signIn(tab);
      let lost = 0;

      for (let i = 0; i < LOSSES; i++) {
        const trouble = points[Math.floor(random() * points.length)]!;
        const once = scene().traffic.spoil(REFRESH, trouble, 1);
        await tab.run(`jump(${HOUR})`);
        await tab.run("return act('await session.getAccessToken()')");
        lost += once.count;
        once.stop();
        await tab.run('await session.stay()');
        expect(await tab.run('return ask()')).toBe(200);
      }

      expect(lost).toBe(LOSSES);
      expect(await tab.run('return session.snapshot().session.id')).toBe(id);
      expect(await tab.run('return required')).toEqual([]);
    },
    PATIENCE,
  );
});

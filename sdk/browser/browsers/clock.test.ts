import { expect, it } from 'vitest';
import { ENGINES } from './engines/all.js';
import { isLong } from './form.js';
import { HOUR, inBrowsers } from './scene.js';

const TABS = 3;

inBrowsers(ENGINES, (scene, { name }) => {
  it('renews once after a night, and goes on', async () => {
    const [first] = await scene().openMany(TABS);
    const { id } = await scene().signIn(first!);
    scene().site.forget();

    // The machine sleeps: the time of day has jumped, and no timer has run meanwhile.
    await scene().jump(8 * HOUR);
    const outcomes = await scene().together('return ask()');

    expect(outcomes).toEqual(Array(TABS).fill({ ok: 200 }));
    expect(scene().traffic.refreshes).toBe(1);
    const sessions = await scene().together('return [session.snapshot().session.id, required]');
    expect(sessions).toEqual(Array(TABS).fill({ ok: [id, []] }));
  });

  it.skipIf(name !== 'Chromium' && !isLong).each([-1, 1])(
    'works with a clock that is wrong by %i h',
    async (hours) => {
      const wrong = { ahead: hours * HOUR };
      const [first] = await scene().openMany(TABS, wrong);
      const { id, bound } = await scene().signIn(first!);
      expect(bound).toBe(true);
      scene().site.forget();
      expect(await scene().together('return ask()')).toEqual(Array(TABS).fill({ ok: 200 }));
      expect(scene().traffic.refreshes).toBe(0);

      await scene().jump(HOUR);
      const outcomes = await scene().together('return ask()');

      expect(outcomes).toEqual(Array(TABS).fill({ ok: 200 }));
      expect(scene().traffic.refreshes).toBe(1);
      const sessions = await scene().together('return [session.snapshot().session.id, required]');
      expect(sessions).toEqual(Array(TABS).fill({ ok: [id, []] }));
    },
  );

  it.skipIf(name !== 'Chromium' && !isLong)(
    'is not misled by a clock that is set back by an hour',
    async () => {
      const [first] = await scene().openMany(TABS);
      await scene().signIn(first!);
      scene().site.forget();

      await scene().jump(-HOUR);
      expect(await scene().together('return ask()')).toEqual(Array(TABS).fill({ ok: 200 }));
      await first!.run('await session.stay()');

      expect(await scene().together('return ask()')).toEqual(Array(TABS).fill({ ok: 200 }));
      expect(scene().traffic.refreshes).toBe(1);
      expect(await scene().together('return required')).toEqual(Array(TABS).fill({ ok: [] }));
    },
  );
});

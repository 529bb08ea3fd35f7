import { expect, it } from 'vitest';
import { Chromium } from './engines/chromium.js';
import { isLong } from './form.js';
import { HOUR, inBrowsers, MINUTE, type Scene } from './scene.js';
import { BROKEN_BALANCER, CAPTIVE_PORTAL, REFRESH, type Trouble } from './site/traffic.js';

/** A request is given up after ten seconds; this leaves room for a busy machine. Milliseconds. */
const LONGEST_CALL = 14_000;

/** The longest pause between two tries, in milliseconds. */
const LONGEST_PAUSE = MINUTE;

/** How long the server is away, in milliseconds. The long form really waits so long. */
const AWAY = 10 * MINUTE;

interface Row {
  what: string;
  trouble: Trouble;
  reason: string;
}

const ROWS: Row[] = [
  { what: 'does not answer', trouble: { kind: 'hang' }, reason: 'no-answer' },
  { what: 'answers with 500', trouble: BROKEN_BALANCER, reason: 'http-500' },
  { what: 'is hidden by a captive portal', trouble: CAPTIVE_PORTAL, reason: 'unreadable' },
];

inBrowsers([Chromium], (scene) => {
  const call = async (scene: Scene) =>
    scene.tabs[0]!.run<{ answer: object; took: number }>(`
      const since = performance.now();
      const answer = await act('return ask()');
      return { answer, took: performance.now() - since };
    `);

  it.each(ROWS.map((row) => [row.what, row] as const))(
    'keeps the session when the server %s, and recovers by itself',
    async (_, { trouble, reason }) => {
      const tab = await scene().open();
      const { id } = await scene().signIn(tab);
      await scene().jump(HOUR);
      scene().site.forget();
      const spoiled = scene().traffic.spoil(REFRESH, trouble);

      const first = await call(scene());
      expect(first.answer).toEqual({ failed: 'unreachable', reason });
      expect(first.took).toBeLessThan(LONGEST_CALL);
      // In the pause after it nobody waits at all.
      expect(await tab.run('return session.state')).toBe('offline');
      await beAway(scene(), trouble);
      const tries = spoiled.count;
      spoiled.stop();

      // One try for each longest pause is what remains when it lasts, and the first few.
      expect(tries).toBeGreaterThan(1);
      expect(tries).toBeLessThanOrEqual(2 * (AWAY / LONGEST_PAUSE) + 10);
      if (!isLong) {
        await scene().jump(LONGEST_PAUSE);
        await tab.run("dispatchEvent(new Event('focus'))");
      }
      const patience = isLong ? LONGEST_PAUSE + LONGEST_CALL : LONGEST_CALL;
      await tab.run(`await until(() => session.state === 'active', ${patience})`);
      expect(await tab.run('return session.snapshot().session.id')).toBe(id);
      expect(await tab.run('return ask()')).toBe(200);
      expect(await tab.run('return required')).toEqual([]);
    },
    isLong ? AWAY + 4 * MINUTE : 2 * MINUTE,
  );

  /** Ten minutes pass; in the short form the clock is set, and a person looks at the page. */
  async function beAway(scene: Scene, { kind }: Trouble) {
    const [tab] = scene.tabs;
    if (isLong) {
      await tab!.run(`await new Promise((resolve) => setTimeout(resolve, ${AWAY}))`);
      return;
    }
    // A request that hangs takes its ten seconds: of these, once more will do.
    const steps = kind === 'hang' ? 1 : AWAY / LONGEST_PAUSE;
    for (let step = 0; step < steps; step++) {
      await scene.jump(LONGEST_PAUSE);
      await tab!.run(`
        dispatchEvent(new Event('focus'));
        await until(() => session.state === 'renewing' || session.state === 'offline');
        await until(() => session.state === 'offline');
      `);
    }
  }

  it('recovers within seconds, without anybody doing anything, from a short failure', async () => {
    const tab = await scene().open();
    await scene().signIn(tab);
    await scene().jump(HOUR);
    const spoiled = scene().traffic.spoil(REFRESH, BROKEN_BALANCER, 2);

    await tab.run("await act('await session.getAccessToken()')");
    await tab.run("await until(() => session.state === 'active')");

    expect(spoiled.count).toBe(2);
    expect(await tab.run('return ask()')).toBe(200);
  });
});

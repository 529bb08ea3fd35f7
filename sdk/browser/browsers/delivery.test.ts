import { expect, it } from 'vitest';
import { ENGINES } from './engines/all.js';
import { isLong, ROUNDS } from './form.js';
import { HOUR, inBrowsers, MINUTE, type Scheme } from './scene.js';
import { REFRESH, type Trouble } from './site/traffic.js';

const MANY = 20;

/**
 * How long the answer is on its way, in milliseconds, as over a network: it arrives when all tabs
 * wait for it, and not while the last of them are still being told to ask.
 */
const ON_ITS_WAY = 200;

/** In the short form the other engines than Chromium, whose tabs open slowly, have fewer. */
const FEWER = 8;

/** So many rounds are enough for the bar to be asserted. */
const ENOUGH = 30;

/**
 * The longest that a new token may be on its way to the other tabs, in milliseconds, for 99 of 100
 * tabs; on a machine on which the browser alone needs longer than that for twenty tabs, what it
 * needs, within reason. In the short form other work of the machine is in the figure.
 */
const BAR = 20;
const WORST_BAR = 30;
const SHORT_BAR = 200;

/**
 * What the browser alone needs: a message of the same size over a channel of its own, at which each
 * tab calls the API. No tab can have a token earlier.
 */
const LISTEN_BARE = `
  window.bareTimes = [];
  window.bare = new BroadcastChannel('bare');
  bare.onmessage = ({ data }) => {
    bareTimes.push(realNow() - data.at);
    bareArrived();
  };`;
const CALL_BARE = `
  if (window.isFirst) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    bare.postMessage({ at: realNow(), text: await session.getAccessToken() });
  } else {
    await window.bareAwaited;
  }
  return ask();`;

const barFor = (bare: number) =>
  ROUNDS >= ENOUGH ? Math.min(Math.max(BAR, bare), WORST_BAR) : SHORT_BAR;

const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const held = (): Trouble => ({ kind: 'answer-held', until: later(ON_ITS_WAY) });

const told = (times: number[]) =>
  `p50 ${quantile(times, 0.5)} ms, p99 ${quantile(times, 0.99)} ms, longest ${times.at(-1)} ms`;

const quantile = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)]!;

for (const scheme of ['https', 'http'] satisfies Scheme[]) {
  // The short form leaves plain http to the main path.
  inBrowsers(
    ENGINES,
    (scene, { name }) => {
      const tabs = ROUNDS >= ENOUGH || name === 'Chromium' ? MANY : FEWER;

      /** The measurements of all tabs, in order. */
      const timesOf = async (expression: string) =>
        (await scene().together<number[]>(`return ${expression}`))
          .flatMap(({ ok }) => ok!)
          .sort((a, b) => a - b);

      it(
        `renews once for ${tabs} tabs, all of which have the token at once`,
        async () => {
          const [first] = await scene().openMany(tabs);
          await scene().signIn(first!);
          await scene().together(`observations.length = 0;${LISTEN_BARE}`);
          await first!.run('window.isFirst = true');
          const refreshes: number[] = [];
          const statuses = new Set<unknown>();

          for (let round = 0; round < ROUNDS; round++) {
            scene().site.forget();
            await scene().jump(HOUR);
            scene().traffic.spoil(REFRESH, held, 1);
            const outcomes = await scene().together('return ask()');
            outcomes.forEach(({ ok, failed }) => statuses.add(ok ?? failed));
            const tokens = await scene().together('return session.getAccessToken()');
            expect(new Set(tokens.map(({ ok }) => ok)).size).toBe(1);
            refreshes.push(scene().traffic.refreshes);
            await scene().together(
              'window.bareAwaited = new Promise((resolve) => (window.bareArrived = resolve))',
            );
            await scene().together(CALL_BARE);
          }

          const times = await timesOf(
            "observations.filter(({ kind }) => kind === 'delivery').map((o) => o.took)",
          );
          const bare = await timesOf('bareTimes');
          console.info(
            `${name} over ${scheme}: ${ROUNDS} rounds of ${tabs} tabs, ` +
              `${times.length} deliveries: ` +
              `${told(times)}; the browser alone ${told(bare)}`,
          );
          expect(refreshes).toEqual(Array(ROUNDS).fill(1));
          expect([...statuses]).toEqual([200]);
          expect(times.length).toBe(ROUNDS * (tabs - 1));
          expect(quantile(times, 0.99)).toBeLessThanOrEqual(barFor(quantile(bare, 0.99)));
        },
        MINUTE + ROUNDS * 15_000,
      );
    },
    { scheme, isWanted: isLong || scheme === 'https' },
  );
}

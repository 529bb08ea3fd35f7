import { expect, it } from 'vitest';
import { ENGINES } from './engines/all.js';
import { isLong, ROUNDS } from './form.js';
import { HOUR, inBrowsers, MINUTE, type Scheme } from './scene.js';

const TABS = 20;

/** So many rounds are enough for the bar to be asserted. */
const ENOUGH = 30;

/**
 * The longest that a new token may be on its way to the other tabs, in milliseconds, for 99 of 100
 * tabs. In the short form other work of the machine is in the figure.
 */
const BAR = ROUNDS >= ENOUGH ? 20 : 200;

const quantile = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)]!;

for (const scheme of ['https', 'http'] satisfies Scheme[]) {
  // The short form leaves plain http to the main path.
  inBrowsers(
    ENGINES,
    (scene, { name }) => {
      it(
        'renews once for twenty tabs, all of which have the token at once',
        async () => {
          const [first] = await scene().openMany(TABS);
          await scene().signIn(first!);
          await scene().together('observations.length = 0');
          const refreshes: number[] = [];
          const statuses = new Set<unknown>();

          for (let round = 0; round < ROUNDS; round++) {
            scene().site.forget();
            await scene().jump(HOUR);
            const outcomes = await scene().together('return ask()');
            outcomes.forEach(({ ok, failed }) => statuses.add(ok ?? failed));
            const tokens = await scene().together('return session.getAccessToken()');
            expect(new Set(tokens.map(({ ok }) => ok)).size).toBe(1);
            refreshes.push(scene().traffic.refreshes);
          }

          const delivered = await scene().together<number[]>(
            "return observations.filter(({ kind }) => kind === 'delivery').map((o) => o.took)",
          );
          const times = delivered.flatMap(({ ok }) => ok!).sort((a, b) => a - b);
          const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)];
          console.info(
            `${name} over ${scheme}: ${ROUNDS} rounds of ${TABS} tabs, ` +
              `${times.length} deliveries, ` +
              `p50 ${p50} ms, p99 ${p99} ms, longest ${times.at(-1)} ms`,
          );
          expect(refreshes).toEqual(Array(ROUNDS).fill(1));
          expect([...statuses]).toEqual([200]);
          expect(times.length).toBe(ROUNDS * (TABS - 1));
          expect(p99).toBeLessThanOrEqual(BAR);
        },
        MINUTE + ROUNDS * 15_000,
      );
    },
    { scheme, isWanted: isLong || scheme === 'https' },
  );
}

import { describe, expect, it } from 'vitest';
import { Chromium, type ChromiumTab } from './engines/chromium.js';
import type { RunningBrowser } from './engines/engine.js';
import { Firefox } from './engines/firefox.js';
import { WebKit } from './engines/webkit.js';
import { isLong } from './form.js';
import { HOUR, inBrowsers, MINUTE, settled, stateOf, type Part } from './scene.js';

/** What a browser may lack. Nobody is signed out for it, and only so many renewals are made. */
const TABS = 4;

/** Rounds in which the token expires and all tabs want one at once. */
const ROUNDS = isLong ? 10 : 2;

/** All calls of a round are answered within this time, in milliseconds. */
const ROUND_WITHIN = 20_000;

interface Row {
  lacks: string;
  without: Part[];
  /** Renewals a round at most. Where tabs can't hear each other each makes its own. */
  most: number;
}

const ROWS: Row[] = [
  { lacks: 'Web Locks', without: ['locks'], most: TABS },
  { lacks: 'BroadcastChannel', without: ['channel'], most: TABS },
  { lacks: 'both', without: ['locks', 'channel'], most: TABS },
  { lacks: 'storage', without: ['storage'], most: TABS },
  { lacks: 'everything', without: ['locks', 'channel', 'storage'], most: TABS },
];

const testsOf: Parameters<typeof inBrowsers>[1] = (scene, { name }) => {
  it.each(ROWS.map((row) => [row.lacks, row] as const))(
    'keeps a person signed in without %s',
    async (lacks, { without, most }) => {
      // Each learns by itself who is signed in where nobody can tell it.
      const first = await scene().open({ without });
      await scene().signIn(first);
      await scene().openMany(TABS - 1, { without });
      const abilities = await first.run('return session.abilities()');
      expect(abilities).toMatchObject(Object.fromEntries(without.map((part) => [part, false])));
      const counts: number[] = [];
      let slowest = 0;

      for (let round = 0; round < ROUNDS; round++) {
        scene().site.forget();
        await scene().jump(HOUR);
        const began = performance.now();
        const outcomes = await scene().together('return ask()');
        slowest = Math.max(slowest, performance.now() - began);
        expect(outcomes).toEqual(Array(TABS).fill({ ok: 200 }));
        counts.push(scene().traffic.refreshes);
      }

      const made = `${counts.join(', ')} renewals for ${TABS} tabs`;
      console.info(`${name} without ${lacks}: ${made}, within ${Math.ceil(slowest)} ms`);
      expect(slowest).toBeLessThan(ROUND_WITHIN);
      expect(Math.min(...counts)).toBeGreaterThan(0);
      expect(Math.max(...counts)).toBeLessThanOrEqual(most);
      const states = await scene().together('return [session.state, required.length]');
      expect(states).toEqual(Array(TABS).fill({ ok: ['active', 0] }));
    },
    ROUNDS * ROUND_WITHIN,
  );
};

inBrowsers<RunningBrowser>([Chromium], testsOf);
inBrowsers([Firefox, WebKit], testsOf, { isWanted: isLong });

describe('a full disk', () => {
  inBrowsers([Chromium], (scene) => {
    it(
      'keeps a person signed in when the site has no room left',
      async () => {
        const [first] = await scene().openMany(TABS);
        await scene().signIn(first!);
        await first!.run(`
          const fill = (size) => {
            for (let i = 0; ; i++) {
              try { localStorage.setItem('rest ' + size + ' ' + i, 'x'.repeat(size)); }
              catch { return i; }
            }
          };
          if (!(fill(1e6) && fill(1e4))) { throw new Error('Nothing was filled.'); }
          fill(100); fill(1);
        `);
        // Databases have no room either: what is kept is more than this already.
        await (first as ChromiumTab).devtools.send('Storage.overrideQuotaForOrigin', {
          origin: scene().site.origin,
          quotaSize: 1,
        });
        expect(await first!.run('return session.abilities().storage')).toBe(false);

        for (let round = 0; round < ROUNDS; round++) {
          scene().site.forget();
          await scene().jump(HOUR);
          const outcomes = await scene().together('return ask()');
          expect(outcomes).toEqual(Array(TABS).fill({ ok: 200 }));
          expect(scene().traffic.refreshes).toBe(1);
        }

        await first!.reload();
        await settled(first!);
        const states = await scene().together('return [session.state, required.length]');
        expect(states).toEqual(Array(TABS).fill({ ok: ['active', 0] }));
        // And nobody comes back who has signed out.
        await first!.run('await session.signOut()');
        await scene().together("await until(() => session.state === 'signed-out')");
        await first!.reload();
        await settled(first!);
        expect(await stateOf(first!)).toBe('signed-out');
      },
      MINUTE,
    );
  });
});

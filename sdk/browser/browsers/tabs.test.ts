import { expect, it } from 'vitest';
import { ENGINES } from './engines/all.js';
import { HOUR, inBrowsers, MINUTE, stateOf, type Scheme } from './scene.js';
import { gate, REFRESH } from './site/traffic.js';

/** One session for all tabs of a browser: the main path, on plain loopback and over https. */
for (const scheme of ['http', 'https'] satisfies Scheme[]) {
  inBrowsers(
    ENGINES,
    (scene) => {
      it('binds the session to a key, and hides the cookie from scripts', async () => {
        const tab = await scene().open();

        const info = await scene().signIn(tab);

        expect(info.bound).toBe(true);
        expect(await stateOf(tab)).toBe('active');
        expect(await tab.run('return document.cookie')).toBe('');
        expect(await tab.run('return session.abilities()')).toEqual({
          locks: true,
          channel: true,
          storage: true,
          key: true,
        });
        const { origin } = scene().site;
        const names = (await scene().browser.cookies(origin)).map(({ name }) => name);
        expect(names).toContain(scheme === 'https' ? '__Host-tidelock' : 'tidelock_refresh');
      });

      it('signs in and out all tabs', async () => {
        const [one, two] = await scene().openMany(2);
        await scene().signIn(one!);

        const { confirmed } = await one!.run<any>('return session.signOut()');

        expect(confirmed).toBe(true);
        await two!.run("await until(() => session.state === 'signed-out')");
      });

      it('keeps a person signed in whose page is loaded anew', async () => {
        const tab = await scene().open();
        const info = await scene().signIn(tab);

        await tab.reload();
        await tab.run("await until(() => session.state === 'active')");

        expect(await tab.run('return session.snapshot().session.id')).toBe(info.id);
        expect(await tab.run('return ask()')).toBe(200);
      });

      it.each(['ses_AAECAwQFBgcICQoLDA0ODw', 'ses_x', '☃', ''])(
        'keeps a person signed in where the session that is written down is "%s"',
        async (sid) => {
          const tab = await scene().open();
          const info = await scene().signIn(tab);
          const entry = JSON.stringify(JSON.stringify({ sid, bound: true }));
          await tab.run(`localStorage.setItem('tidelock:' + location.origin, ${entry})`);

          await tab.reload();
          await tab.run("await until(() => session.state === 'active')");

          expect(await tab.run('return session.snapshot().session.id')).toBe(info.id);
        },
      );

      it('goes on when the key is evicted while a tab still has it', async () => {
        const [one, two] = await scene().openMany(2);
        await scene().signIn(one!);
        await one!.run(`await new Promise((done) => {
          indexedDB.deleteDatabase('tidelock').onsuccess = done;
        })`);

        await scene().jump(HOUR);

        expect(await two!.run('return ask()')).toBe(200);
        expect(await stateOf(two!)).toBe('active');
      });

      it.skipIf(scheme === 'http')(
        'shows more than one renewal to this harness when tabs have no lock in common',
        async () => {
          const [first] = await scene().openMany(5, { without: ['shared-lock'] });
          await scene().signIn(first!);
          // Long enough for each to reach the server before any has heard of another's token.
          const { until, open } = gate();
          const held = scene().traffic.spoil(REFRESH, { kind: 'answer-held', until });
          await scene().jump(HOUR);
          const asked = scene().together('return ask()');
          await held.happened(3);
          open();

          expect((await asked).map(({ ok }) => ok)).toEqual(Array(5).fill(200));
          expect(scene().traffic.refreshes).toBeGreaterThan(1);
        },
        MINUTE,
      );
    },
    { scheme },
  );
}

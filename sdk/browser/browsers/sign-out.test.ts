import { expect, it } from 'vitest';
import { ENGINES } from './engines/all.js';
import { isLong } from './form.js';
import { HOUR, inBrowsers, stateOf } from './scene.js';
import { ALICE, BOB } from './site/server.js';
import { gate, REFRESH } from './site/traffic.js';

const TABS = 3;
const bob = JSON.stringify(BOB);

inBrowsers(ENGINES, (scene, { name }) => {
  it('follows a sign-out in all tabs while one renews, and no token comes back', async () => {
    const [renewing, leaving] = await scene().openMany(TABS);
    await scene().signIn(renewing!);
    await scene().jump(HOUR);
    const { until, open } = gate();
    const held = scene().traffic.spoil(REFRESH, { kind: 'answer-held', until }, 1);
    await renewing!.run("window.answer = act('return ask()')");
    await held.happened();

    await leaving!.run('window.out = session.signOut()');
    await scene().together(
      "await until(() => session.state === 'signed-out'); snapshots.length = 0",
    );
    open();

    // The server has renewed, and its answer is there: too late.
    expect(await leaving!.run('return (await out).confirmed')).toBe(true);
    expect(await renewing!.run('return answer')).toMatchObject({ failed: 'sign_in_required' });
    expect(scene().traffic.refreshes).toBe(1);
    const after = await scene().together(
      "return [session.state, snapshots.filter(({ state }) => state !== 'signed-out'), required]",
    );
    expect(after).toEqual(Array(TABS).fill({ ok: ['signed-out', [], []] }));
    await renewing!.reload();
    await renewing!.run("await until(() => session.state === 'signed-out')");
    expect(await renewing!.run("return act('await session.getAccessToken()')")).toMatchObject({
      failed: 'sign_in_required',
    });
  });

  it.skipIf(name !== 'Chromium' && !isLong).each(['request-held', 'answer-held'] as const)(
    "gives Bob nothing of Alice's when he signs in while she renews (%s)",
    async (kind) => {
      const [alices, bobs] = await scene().openMany(2);
      await scene().signIn(alices!, { account: ALICE });
      const alice = await alices!.run<string>('return session.snapshot().user');
      await scene().jump(HOUR);
      const { until, open } = gate();
      const held = scene().traffic.spoil(REFRESH, { kind, until }, 1);
      await alices!.run("window.answer = act('return ask()')");
      await held.happened();
      await bobs!.run(`
        window.signedIn = session.signIn(${bob});
        window.users = [];
        void signedIn.then(async () => {
          users.push(session.snapshot().user);
          session.subscribe(({ user }) => users.push(user));
        });
      `);
      await bobs!.run("await until(() => session.state === 'signing-in')");
      open();

      await bobs!.run('await signedIn');
      await alices!.run(`await until(() => session.snapshot().user !== '${alice}')`);

      const answer = await alices!.run<any>('return answer');
      // Her call went out in her name, or not at all.
      expect([200, 401, 'session_changed']).toContain(answer.ok ?? answer.failed);
      const outcomes = await scene().together<string>(
        'return claimsOf(await session.getAccessToken()).sub',
      );
      const [one, two] = outcomes.map(({ ok }) => ok);
      expect(one).toBe(two);
      expect(one).not.toBe(alice);
      await scene().jump(HOUR);
      expect(await scene().together('return ask()')).toEqual([{ ok: 200 }, { ok: 200 }]);
      expect(await bobs!.run<string[]>('return users')).not.toContain(alice);
      expect(await stateOf(bobs!)).toBe('active');
    },
  );
});

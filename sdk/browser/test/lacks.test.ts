import { describe, expect, it } from 'vitest';
import { all, signedIn } from './in-step.js';
import { claimsOf, sessionId } from './server.js';
import { World } from './world.js';

const HOUR = 60 * 60_000;

describe('a browser that lacks', () => {
  it.each([
    ['locks', { locks: true }],
    ['the channel', { channel: true }],
    ['both', { locks: true, channel: true }],
    ['storage', { storage: 'blocked' }],
    ['room', { storage: 'full' }],
  ] as const)('%s signs nobody out, and renews at most once a tab', async (_, lacks) => {
    const { world, tabs } = await signedIn(5, new World(lacks));
    const before = world.server.count('/auth/refresh');
    await world.clock.sleep(HOUR);

    await world.within(30_000, all(tabs));

    expect(world.server.count('/auth/refresh') - before).toBeLessThanOrEqual(2 * tabs.length);
    expect(tabs.map((tab) => tab.session.state)).toEqual(tabs.map(() => 'active'));
    expect(world.server.sessions.get(sessionId(1))!.ended).toBeUndefined();
  });

  it('locks finds a sign-in whose own tab was frozen before it had the answer', async () => {
    const {
      world,
      tabs: [one],
    } = await signedIn(1, new World({ locks: true }));
    await world.clock.sleep(HOUR);
    const other = world.open();
    void one!.session.getAccessToken().catch(() => {});
    // Its renewal is sent before the answer to the sign-in is here, and arrives after it was made.
    await world.pass(240);
    void other.session.signIn({ username: 'bob', password: 'right' }).catch(() => {});
    await world.pass(5);
    other.freeze();
    await world.pass(20_000);

    expect(world.server.sessions.get(sessionId(1))!.ended).toBe('replaced_by_sign_in');
    expect(claimsOf(await one!.token()).sub).toBe('bob');
    await other.thaw();
    await world.pass(1000);
    expect(other.session.state).toBe('active');
  });

  it('the channel hears of a sign-out and of a sign-in by what is written down', async () => {
    const { world, tabs } = await signedIn(3, new World({ channel: true }));
    await world.within(5000, tabs[0]!.session.signOut());
    await world.pass(100);
    expect(tabs.map((tab) => tab.session.state)).toEqual(tabs.map(() => 'signed-out'));

    await tabs[1]!.signIn('bob');
    await world.pass(1000);

    expect(tabs.map((tab) => tab.session.snapshot().user)).toEqual(tabs.map(() => 'bob'));
  });

  it.each(['blocked', 'full'] as const)(
    'the place to write down who signed in tells other tabs all the same (%s)',
    async (storage) => {
      const world = new World({ storage });
      const [one, other] = [world.open(), world.open()];
      await expect(other.token()).rejects.toMatchObject({ code: 'sign_in_required' });

      await one.signIn();
      await world.pass(2000);

      expect(other.session.state).toBe('active');
    },
  );
});

import { describe, expect, it } from 'vitest';
import { createSessionIn } from '../src/session/session.js';
import { World, type Tab } from './world.js';
import { sessionId } from './server.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function signedIn(): Promise<{ world: World; tab: Tab }> {
  const world = new World();
  const tab = world.open();
  await tab.signIn();
  return { world, tab };
}

describe('a browser that is killed', () => {
  it('right after a renewal, which takes the cookie back, is still signed in', async () => {
    const { world, tab } = await signedIn();
    const before = { ...world.jar.cookie! };
    let isConfirmed = false;
    world.trouble = (path) => {
      isConfirmed ||= path === '/client-events';
      return path === '/client-events' ? 'lost-request' : 'none';
    };
    await world.pass(12 * MINUTE);
    expect(isConfirmed).toBe(true);
    tab.crash();
    world.jar.cookie = before;
    world.trouble = () => 'none';

    const again = world.open();
    await again.token();

    expect(again.session.state).toBe('active');
  });
});

describe('a page', () => {
  it('that goes into the back/forward cache leaves its token, and finds another', async () => {
    const { world, tab } = await signedIn();
    tab.fire('pagehide', { persisted: true });
    expect(JSON.stringify(tab.session.snapshot())).not.toContain('head.');

    await world.pass(HOUR);
    tab.fire('pageshow', { persisted: true });
    await world.pass(1000);

    expect(tab.session.state).toBe('active');
  });

  it('that comes back when nobody is signed in any more knows it at once', async () => {
    const { world, tab } = await signedIn();
    const other = world.open();
    await other.token();
    tab.fire('pagehide', { persisted: true });
    tab.freeze();
    await world.within(1000, other.session.signOut());

    await tab.thaw();
    await world.pass(200);

    expect(tab.session.state).toBe('signed-out');
    await expect(tab.token()).rejects.toMatchObject({ code: 'sign_in_required' });
  });

  it('does nothing until it is used', async () => {
    const world = new World();
    world.open();
    await world.pass(HOUR);
    expect(world.server.arrived).toEqual([]);
  });

  it('may take its listener away and put it back, as React does', async () => {
    const { world, tab } = await signedIn();
    const heard: string[] = [];
    tab.session.subscribe(() => heard.push('first'))();
    const stop = tab.session.subscribe(({ state }) => heard.push(state));
    await world.pass(HOUR);
    world.server.end(sessionId(1), 'ended_by_operator');
    await world.pass(HOUR);
    stop();

    expect(heard).not.toContain('first');
    expect(heard.at(-1)).toBe('expired');
  });

  it('may call anything from within a listener', async () => {
    const { world, tab } = await signedIn();
    const tokens: string[] = [];
    tab.session.subscribe(({ state }) => {
      if (state === 'active') {
        void tab.session.getAccessToken().then((token) => tokens.push(token));
      }
    });

    await world.pass(HOUR);

    expect(tokens.length).toBeGreaterThan(2);
  });

  it('that a server renders knows nobody and asks nobody', async () => {
    const session = createSessionIn(() => undefined);

    expect(session.snapshot()).toMatchObject({ state: 'renewing', session: null });
    session.subscribe(() => {})();
    await expect(session.getAccessToken()).rejects.toMatchObject({ code: 'no_browser' });
  });
});

describe('"stay signed in"', () => {
  it('is confirmed by the server', async () => {
    const { world, tab } = await signedIn();
    await world.pass(MINUTE);
    const before = tab.session.snapshot().session!.idleExpiresAt;

    const info = await world.within(5000, tab.session.stay());

    expect(Date.parse(info.idleExpiresAt)).toBeGreaterThan(Date.parse(before));
  });

  it('fails where the server does not answer', async () => {
    const { world, tab } = await signedIn();
    world.trouble = () => 'lost-request';

    await expect(world.within(30_000, tab.session.stay())).rejects.toMatchObject({
      code: 'unreachable',
    });
  });
});

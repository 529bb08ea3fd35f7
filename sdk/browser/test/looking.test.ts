import { describe, expect, it } from 'vitest';
import { load, signedInPage } from './pages.js';
import { World } from './world.js';

// What a page finds when it starts, comes back or is looked at, and what that costs.

const HOUR = 3_600_000;
const API = 'https://api.example.test';

describe('a page whose session is over', () => {
  it('asks for nothing, and tells of it once, however often it is looked at', async () => {
    const { world, tab } = await signedInPage();
    tab.crash();
    world.refuse = (path) => (path === '/auth/refresh' ? 'held' : null);
    const again = load(world);
    await world.pass(5000);
    expect(again.session.state).toBe('expired');
    const before = world.server.arrived.length;

    for (let times = 0; times < 20; times++) {
      again.fire('focus');
      await world.pass(1000);
    }

    expect(world.server.arrived.length).toBe(before);
    expect(again.signInsRequired).toEqual(['held']);
  });
});

describe('a page on which nobody is signed in', () => {
  it.each(['pageshow', 'resume', 'focus'])(
    'finds one who signed in while it could not hear, at %s',
    async (event) => {
      const world = new World();
      const [one, two] = [load(world), load(world)];
      await world.pass(1000);
      expect(one.session.state).toBe('signed-out');
      world.hears = () => false;
      await two.signIn();
      await world.pass(1000);
      world.hears = () => true;

      one.fire(event, { persisted: true });
      await world.pass(1000);

      expect(one.session.state).toBe('active');
    },
  );

  it('finds them too when a component is put back after a while', async () => {
    const world = new World();
    const [one, two] = [world.open(), load(world)];
    const stop = one.session.subscribe(() => {});
    await world.pass(1000);
    stop();
    await world.pass(5000);
    await two.signIn();

    one.session.subscribe(() => {});
    await world.pass(1000);

    expect(one.session.state).toBe('active');
  });
});

describe('a page that starts while another one renews and hangs', () => {
  it('gets the token of a third one at once', async () => {
    const { world, tab } = await signedInPage();
    const third = load(world);
    await third.token();
    await world.pass(1000);
    world.trouble = (path) => (path === '/auth/refresh' ? 'hangs' : 'none');
    void tab.session.stay().catch(() => {});
    await world.pass(100);
    const late = load(world);

    await world.pass(500);

    expect(late.session.state).toBe('active');
  });
});

describe('a page whose token works', () => {
  it('asks for nothing however often it is looked at', async () => {
    const { world, tab } = await signedInPage();
    await world.pass(1000);
    const before = world.server.arrived.length;

    for (let times = 0; times < 50; times++) {
      tab.fire('focus');
      tab.fire('visibilitychange');
      await world.pass(100);
    }

    expect(world.server.arrived.length).toBe(before);
  });

  it('may do anything in a listener, and wait for it', async () => {
    const { world, tab } = await signedInPage();
    const done: string[] = [];
    const { session } = tab;
    const stop = session.subscribe(async ({ state }) => {
      if (state === 'active' && !done.length) {
        done.push('begun');
        await session.fetch(`${API}/a`);
        await session.stay();
        await session.signIn({ username: 'bob', password: 'right' });
        await session.getAccessToken();
        stop();
        await session.signOut();
        done.push('ended');
      }
    });

    await world.pass(HOUR);

    expect(done).toEqual(['begun', 'ended']);
  });
});

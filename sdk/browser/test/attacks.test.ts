import { describe, expect, it } from 'vitest';
import { keepSessionIn } from '../src/worker/index.js';
import { claimsOf, sessionId } from './server.js';
import { SERVER, World, type Tab } from './world.js';

// What people who were told to break the session tried, and came through with at first.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const API = 'https://api.example.test';
const wrong = { username: 'alice', password: 'wrong' };
const bob = { username: 'bob', password: 'right' };

async function twoTabs(world = new World()): Promise<{ world: World; one: Tab; two: Tab }> {
  const [one, two] = [world.open(), world.open()];
  one.session.subscribe(() => {});
  two.session.subscribe(() => {});
  await one.signIn();
  await world.pass(2000);
  return { world, one, two };
}

describe('an API that refuses for ever', () => {
  it('costs three renewals, also where calls come at once', async () => {
    const { world, one } = await twoTabs();
    const before = world.server.count('/auth/refresh');
    world.api = () => 401;
    for (let times = 0; times < 4; times++) {
      const calls = [1, 2, 3, 4, 5].map(() => one.session.fetch(`${API}/a`).catch(() => {}));
      await world.within(MINUTE, Promise.all(calls));
    }

    expect(world.server.count('/auth/refresh') - before).toBeLessThanOrEqual(3);
    expect(one.signInsRequired).toEqual(['refused_by_api']);
  });

  it('does not hide behind one that works', async () => {
    const { world, one } = await twoTabs();
    const before = world.server.count('/auth/refresh');
    for (let times = 0; times < 10; times++) {
      world.api = () => 401;
      await world.within(MINUTE, one.session.fetch(`${API}/a`));
      world.api = () => 200;
      await world.within(MINUTE, one.session.fetch(`${API}/b`));
    }

    expect(world.server.count('/auth/refresh') - before).toBe(3);
    expect(one.signInsRequired).toEqual(['refused_by_api']);
  });
});

describe('a clock', () => {
  it('that is set back by a day during a pause keeps nobody away for longer', async () => {
    const { world, one } = await twoTabs();
    world.wrongBy = 24 * HOUR;
    world.trouble = (path) => (path === '/auth/refresh' ? 'lost-request' : 'none');
    await world.pass(20 * MINUTE);
    world.wrongBy = 0;
    world.trouble = () => 'none';

    await world.pass(2 * MINUTE);

    expect(one.session.state).toBe('active');
  });
});

describe('a sign-out', () => {
  it('wins over a sign-in of another tab that is refused, also without a network', async () => {
    const { world, one, two } = await twoTabs();
    const refused = one.session.signIn(wrong).catch(() => {});
    await world.pass(5);
    world.trouble = (path) => (path === '/auth/logout' ? 'lost-request' : 'none');
    await world.within(MINUTE, Promise.all([refused, two.session.signOut()]));

    const next = world.open();
    next.session.subscribe(() => {});
    await world.pass(3000);

    expect(next.session.state).not.toBe('active');
  });

  it('does not end the session that another tab begins meanwhile', async () => {
    const { world, one, two } = await twoTabs();
    const again = one.session.signIn({ username: 'alice', password: 'right' });
    await world.pass(5);
    await world.within(MINUTE, Promise.all([again, two.session.signOut()]));
    await world.pass(2000);

    expect(world.server.sessions.get(sessionId(2))!.ended).toBeUndefined();
    expect(one.session.state).toBe('active');
  });
});

describe('another person who signs in', () => {
  it('is heard by a tab whose own sign-in failed at that time', async () => {
    const { world, one, two } = await twoTabs();
    const signIn = two.session.signIn(bob);
    await world.pass(1);
    const refused = one.session.signIn(wrong).catch(() => {});
    await world.within(MINUTE, Promise.all([signIn, refused]));
    await world.pass(5000);

    expect(one.session.snapshot().user).toBe('bob');
  });

  it('does not get the calls of the page before, which only heard of it by storage', async () => {
    const { world, one, two } = await twoTabs(new World({ channel: true }));
    const outcomes: Promise<unknown>[] = [];
    two.session.subscribe(({ state, user }) => {
      if (state === 'renewing' && user === null) {
        const call = two.session.fetch(`${API}/x`, { method: 'POST', body: 'of alice' });
        outcomes.push(call.catch(({ code }) => code));
      }
    });
    await world.within(5000, one.session.signIn(bob));
    await world.pass(2000);

    expect(world.bodies).not.toContain('of alice');
    expect(await Promise.all(outcomes)).toContain('session_changed');
  });

  it('gives no token to one who waited for that of the person before', async () => {
    const { world, one, two } = await twoTabs();
    await world.clock.sleep(HOUR);
    const signIn = two.session.signIn(bob);
    const token = one.session.getAccessToken().then(
      (text) => claimsOf(text).sub,
      ({ code }) => code,
    );
    await world.within(MINUTE, signIn);

    expect(await world.within(MINUTE, token)).not.toBe('bob');
  });
});

describe('an answer that is nonsense', () => {
  it.each([
    ['nothing', () => new Response('')],
    ['half', () => Response.json({ accessToken: 'x', session: { id: sessionId(9) } })],
  ])('%s: is a sign-in that did not work, and harms nothing', async (_, answer) => {
    const { world, one } = await twoTabs();
    const handle = world.server.handle.bind(world.server);
    world.server.handle = (path, ...rest) =>
      path === '/auth/login' ? { response: answer() } : handle(path, ...rest);

    const signIn = one.session.signIn({ username: 'alice', password: 'right' });

    await expect(world.within(MINUTE, signIn)).rejects.toMatchObject({ name: 'TidelockError' });
    await world.pass(20 * MINUTE);
    expect(one.session.state).toBe('active');
  });
});

describe('a worker', () => {
  it('goes on for the person who is there when it hears an old token late', async () => {
    const { world, one } = await twoTabs();
    const accessToken = await one.token();
    const { session } = one.session.snapshot();
    const old = { accessToken, expiresIn: 900, refreshAt: 675, session: session! };
    const receivedAt = world.day();
    await one.signIn('bob');
    await world.pass(1000);
    const worker = world.open();
    keepSessionIn(worker.surroundings, SERVER);
    await world.pass(500);
    const channel = one.surroundings.openChannel(`tidelock:${SERVER}`)!;
    channel.post({ v: 1, grant: old, receivedAt, again: true });
    await world.pass(500);
    const before = world.server.count('/auth/refresh');

    await world.pass(2 * HOUR);

    expect(world.server.count('/auth/refresh') - before).toBeLessThan(14);
  });
});

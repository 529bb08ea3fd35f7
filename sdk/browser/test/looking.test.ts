import { describe, expect, it } from 'vitest';
import { load, signedInPage } from './pages.js';
import { SERVER, World } from './world.js';
import { claimsOf, sessionId } from './server.js';

// What a page finds when it starts, comes back or is looked at, and what that costs.

const HOUR = 3_600_000;
const REGISTER = `tidelock:${SERVER}`;
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

describe('a sign-out on a page that does not know yet who is there', () => {
  it('holds while another tab renews, and the server is told', async () => {
    const { world, tab } = await signedInPage();
    await world.pass(1000);
    for (const written of [world.stored.get(REGISTER)!, `{"sid":"${sessionId(0)}"}`, null]) {
      for (const wait of [30, 50, 70, 90]) {
        await tab.signIn();
        await world.pass(1000);
        const session = tab.session.snapshot().session!.id;
        if (written === null) {
          world.stored.delete(REGISTER);
        } else {
          world.stored.set(REGISTER, written.replace(sessionId(1), session));
        }
        const renewing = load(world);
        void tab.session.stay().catch(() => {});
        await world.pass(wait);

        await world.within(30_000, load(world).session.signOut());
        await world.pass(3000);

        expect(world.server.sessions.get(session)!.ended).toBe('signed_out');
        expect([tab, renewing].map(({ session: { state } }) => state)).toEqual([
          'signed-out',
          'signed-out',
        ]);
      }
    }
  });
});

describe('a sign-out where nothing can be written down', () => {
  it('holds also for a page that asks at this moment who is there', async () => {
    const { world, tab } = await signedInPage(new World({ storage: 'blocked' }));
    await world.pass(1000);
    world.hears = () => false;
    const late = load(world);
    await world.pass(75);
    world.hears = () => true;

    await world.within(30_000, tab.session.signOut());
    await world.pass(1000);

    expect(world.server.sessions.get(sessionId(1))!.ended).toBe('signed_out');
    expect([tab, late].map(({ session }) => session.state)).toEqual(['signed-out', 'signed-out']);
  });
});

describe('a note of a sign-out', () => {
  it('that names nobody does not end the session of one who signs in after it', async () => {
    const { world, tab } = await signedInPage();
    world.trouble = (path) => (path === '/auth/logout' ? 'lost-request' : 'none');
    await world.within(30_000, tab.session.signOut());
    await world.within(30_000, tab.session.signOut());
    world.trouble = (path) =>
      path === '/auth/login' ? 'lost-answer' : path === '/auth/logout' ? 'busy' : 'none';
    await world
      .within(30_000, tab.session.signIn({ username: 'bob', password: 'right' }))
      .catch(() => {});
    world.jar.cookie = { session: sessionId(2), generation: 0 };
    tab.crash();
    const next = load(world);
    expect(claimsOf(await next.token()).sub).toBe('bob');
    world.trouble = () => 'none';

    next.fire('online');
    await world.pass(5000);

    expect(world.server.sessions.get(sessionId(2))!.ended).toBeUndefined();
    expect(next.session.state).toBe('active');
  });
});

describe('a session that is over', () => {
  it('is told of once, also when a sign-in is refused after it', async () => {
    const { world, tab } = await signedInPage();
    world.server.end(sessionId(1), 'ended_by_operator');
    await world.within(
      HOUR,
      tab.session.stay().catch(() => {}),
    );
    const wrong = { username: 'alice', password: 'wrong' };

    await world.within(
      5000,
      tab.session.signIn(wrong).catch(() => {}),
    );

    expect(tab.session.state).toBe('expired');
    expect(tab.signInsRequired).toEqual(['ended_by_operator']);
    await tab.signIn();
    world.server.end(sessionId(2), 'ended_by_operator');
    await world.within(
      HOUR,
      tab.session.stay().catch(() => {}),
    );
    expect(tab.signInsRequired.length).toBe(2);
  });

  it('leaves no call of its page to another person who signed in unheard', async () => {
    const { world, tab } = await signedInPage();
    world.server.end(sessionId(1), 'ended_by_operator');
    await world.within(
      HOUR,
      tab.session.stay().catch(() => {}),
    );
    world.hears = () => false;
    await load(world).signIn('bob');
    await world.pass(1000);

    tab.fire('focus');
    const call = tab.session.fetch(`${API}/x`, { method: 'POST', body: 'of alice' });

    await expect(world.within(5000, call)).rejects.toMatchObject({ code: 'session_changed' });
    expect(world.bodies).toEqual([]);
  });
});

describe('a page of one person', () => {
  it('signs nobody else out everywhere, who signed in unheard', async () => {
    const { world, tab } = await signedInPage();
    tab.fire('pagehide', { persisted: true });
    world.hears = () => false;
    await load(world).signIn('bob');
    await world.pass(1000);

    const signOut = tab.session.signOut({ scope: 'everywhere' });

    await expect(world.within(5000, signOut)).rejects.toMatchObject({ code: 'session_changed' });
    expect(world.server.count('/auth/logout-all')).toBe(0);
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

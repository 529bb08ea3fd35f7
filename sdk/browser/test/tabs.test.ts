import { describe, expect, it } from 'vitest';
import { claimsOf, sessionId } from './server.js';
import { all, signedIn } from './in-step.js';
import { SERVER, World, type Tab } from './world.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('renewal', () => {
  it('happens once for twenty tabs whose token has expired and that all ask at once', async () => {
    const { world, tabs } = await signedIn(20);
    await world.clock.sleep(HOUR);
    const before = world.server.count('/auth/refresh');

    const tokens = await world.within(5000, all(tabs));

    expect(world.server.count('/auth/refresh') - before).toBe(1);
    expect(new Set(tokens).size).toBe(1);
  });

  it('needs one message to all, and nobody stands in line behind it', async () => {
    const { world, tabs } = await signedIn(20);
    await world.clock.sleep(HOUR);
    const told: object[] = [];
    tabs[0]!.surroundings.openChannel(`tidelock:${SERVER}`)!.listen((news) => {
      told.push(news as object);
    });

    const tokens = all(tabs);
    await world.pass(10);
    expect(world.locks.inLine).toBe(0);
    await world.within(5000, tokens);
    await world.pass(1000);

    expect(told.map((news) => Object.keys(news).sort().join())).toEqual(['grant,receivedAt,v']);
  });

  it('happens once however much later the next tab finds its token refused', async () => {
    const ask = (tab: Tab) => tab.session.fetch('https://api.example.test/exam');
    for (let later = 0; later < 150; later++) {
      const { world, tabs } = await signedIn(2);
      const old = `Bearer ${await tabs[0]!.token()}`;
      world.api = () => (world.authorizations.at(-1) === old ? 401 : 200);

      const first = ask(tabs[0]!);
      await world.pass(later);
      const answers = await world.within(5000, Promise.all([first, ask(tabs[1]!)]));

      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect([later, world.server.count('/auth/refresh')]).toEqual([later, 1]);
    }
  });

  it('serves the tab that somebody looks at first', async () => {
    const { world, tabs } = await signedIn(20);
    await world.clock.sleep(HOUR);
    const [holder, ...others] = tabs;
    const looked = others[10]!;
    const served: Tab[] = [];
    for (const tab of tabs) {
      tab.isHidden = tab !== looked;
    }
    void holder!.session.getAccessToken();
    await world.pass(10);
    for (const tab of others) {
      void tab.session.getAccessToken().then(() => served.push(tab));
    }
    await world.pass(200);

    expect(served.length).toBe(others.length);
    expect(served[0]).toBe(looked);
  });

  it('goes on by itself for a day, once for five tabs each time', async () => {
    const { world, tabs } = await signedIn(5);
    const before = world.server.count('/auth/refresh');

    await world.pass(24 * HOUR);

    expect(world.server.count('/auth/refresh') - before).toBeGreaterThan(120);
    expect(world.server.count('/auth/refresh')).toBe(world.server.rotations);
    expect(tabs.map((tab) => tab.session.state)).toEqual(tabs.map(() => 'active'));
  });
});

describe('a new tab', () => {
  it('gets the token from another one', async () => {
    const { world } = await signedIn(1);

    await world.open().token();

    expect(world.server.count('/auth/refresh')).toBe(0);
  });

  it('asks nobody when it is written that nobody is signed in', async () => {
    const {
      world,
      tabs: [tab],
    } = await signedIn(1);
    await world.within(1000, tab!.session.signOut());
    const late = world.open();

    await expect(late.token()).rejects.toMatchObject({ code: 'sign_in_required' });
    expect(world.server.count('/auth/refresh')).toBe(0);
  });
});

describe('tabs that are opened together', () => {
  it('know at once that nobody is signed in', async () => {
    const world = new World();
    const tabs = [world.open(), world.open(), world.open()];
    const refusals = tabs.map((tab) => tab.session.getAccessToken().catch(({ code }) => code));

    expect(await world.within(1000, Promise.all(refusals))).toEqual(
      tabs.map(() => 'sign_in_required'),
    );
  });
});

describe('a sign-out', () => {
  it('signs out all tabs', async () => {
    const { world, tabs } = await signedIn(5);

    await world.within(1000, tabs[2]!.session.signOut());
    await world.pass(100);

    expect(tabs.map((tab) => tab.session.state)).toEqual(tabs.map(() => 'signed-out'));
    expect(tabs.flatMap((tab) => tab.signInsRequired)).toEqual([]);
  });

  it('beats a renewal that is under way in another tab', async () => {
    const {
      world,
      tabs: [one, two],
    } = await signedIn(2);
    await world.clock.sleep(HOUR);
    const renewal = one!.session.getAccessToken().catch(() => 'none');
    await world.pass(30);

    await world.within(1000, two!.session.signOut());
    await world.pass(1000);

    expect(await renewal).toBe('none');
    expect([one!.session.state, two!.session.state]).toEqual(['signed-out', 'signed-out']);
    await expect(one!.token()).rejects.toMatchObject({ code: 'sign_in_required' });
  });

  it('holds without a network, and is told when there is one again', async () => {
    const {
      world,
      tabs: [one, two],
    } = await signedIn(2);
    world.trouble = () => 'lost-request';
    const signedOut = await world.within(1000, one!.session.signOut());
    expect(signedOut.confirmed).toBe(false);
    await expect(two!.token()).rejects.toMatchObject({ code: 'sign_in_required' });

    world.trouble = () => 'none';
    const late = world.open();
    await expect(late.token()).rejects.toMatchObject({ code: 'sign_in_required' });
    await world.pass(1000);

    expect(world.server.sessions.get(sessionId(1))!.ended).toBe('signed_out');
  });

  it('that is told late leaves the next user alone', async () => {
    const {
      world,
      tabs: [one, two],
    } = await signedIn(2);
    world.trouble = (path) => (path === '/auth/logout' ? 'lost-request' : 'none');
    await world.within(1000, one!.session.signOut());
    await two!.signIn('bob');

    world.trouble = () => 'none';
    one!.fire('online');
    await world.pass(5000);

    expect(world.server.sessions.get(sessionId(2))!.ended).toBeUndefined();
    expect(claimsOf(await one!.token()).sub).toBe('bob');
  });
});

describe('another user', () => {
  it('who signs in while a renewal is under way is followed by all tabs', async () => {
    const {
      world,
      tabs: [one, two, three],
    } = await signedIn(3);
    await world.clock.sleep(HOUR);
    const renewal = one!.session.getAccessToken().catch(() => 'none');
    await two!.signIn('bob');
    await world.pass(2000);
    await renewal;

    for (const tab of [one!, two!, three!]) {
      expect(claimsOf(await tab.token()).sub).toBe('bob');
    }
  });

  it('does not carry out the calls of the one before', async () => {
    const {
      world,
      tabs: [one, two],
    } = await signedIn(2);
    world.trouble = (path) => (path === '/auth/refresh' ? 'error' : 'none');
    await world.pass(20 * MINUTE);
    world.trouble = () => 'none';
    const signIn = two!.session.signIn({ username: 'bob', password: 'right' });
    await world.pass(1);
    one!.fire('online');

    const call = one!.session.fetch('https://api.example.test/answers', {
      method: 'POST',
      body: 'mine',
    });
    const outcome = call.then(
      () => 'sent',
      (error) => error.code,
    );
    await world.within(5000, signIn);
    await world.pass(5000);

    expect(await outcome).toBe('session_changed');
    expect(claimsOf(await one!.token()).sub).toBe('bob');
  });
});

describe('whoever holds the lock', () => {
  it('and freezes keeps nobody for ever', async () => {
    const {
      world,
      tabs: [one, two],
    } = await signedIn(2);
    await world.clock.sleep(HOUR);
    const frozen = one!.session.getAccessToken().catch(() => {});
    await world.pass(10);
    one!.freeze();

    await two!.token(25_000);

    await one!.thaw();
    await world.pass(2000);
    await frozen;
    expect(one!.session.state).toBe('active');
  });

  it('and crashes lets the next one go on in a second', async () => {
    const {
      world,
      tabs: [one, two],
    } = await signedIn(2);
    await world.clock.sleep(HOUR);
    void one!.session.getAccessToken().catch(() => {});
    await world.pass(10);
    one!.crash();

    await two!.token(1500);
  });
});

describe('a machine', () => {
  it('that slept for eight hours renews once, and all calls succeed', async () => {
    const { world, tabs } = await signedIn(5);
    const before = world.server.count('/auth/refresh');
    await world.clock.sleep(8 * HOUR);

    const answers = await Promise.all(
      tabs.map((tab) => world.within(30_000, tab.session.fetch('https://api.example.test/exam'))),
    );

    expect(answers.map((answer) => answer.status)).toEqual(tabs.map(() => 200));
    expect(world.server.count('/auth/refresh') - before).toBe(1);
  });

  it.each([HOUR, -HOUR])('whose clock is set by %i ms stays signed in', async (wrongBy) => {
    const { world, tabs } = await signedIn(3);
    world.wrongBy = wrongBy;

    await world.pass(2 * HOUR);

    expect(tabs.map((tab) => tab.session.state)).toEqual(['active', 'active', 'active']);
    const answer = await world.within(
      5000,
      tabs[0]!.session.fetch('https://api.example.test/exam'),
    );
    expect(answer.status).toBe(200);
  });
});

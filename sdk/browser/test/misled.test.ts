import { describe, expect, it } from 'vitest';
import { claimsOf, sessionId } from './server.js';
import { load, signedInPage } from './pages.js';
import { SERVER, World } from './world.js';

// Whatever stands or comes where a tab looks: it goes on, or says why not.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const API = 'https://api.example.test';
const REGISTER = `tidelock:${SERVER}`;

describe('a page that starts where it is written that', () => {
  it('a session is signed in that a crash took back has that of the cookie', async () => {
    const { world, tab } = await signedInPage();
    const cookie = { ...world.jar.cookie! };
    const row = world.server.sessions.get(sessionId(1))!;
    await tab.signIn('bob');
    tab.crash();
    world.jar.cookie = cookie;
    row.ended = undefined;

    const again = load(world);

    expect(claimsOf(await again.token()).sub).toBe('alice');
    expect(JSON.parse(world.stored.get(REGISTER)!).sid).toBe(sessionId(1));
  });

  it('such a session, and whose cookie is spent, asks for a sign-in, and gets it', async () => {
    const { world, tab } = await signedInPage();
    const cookie = { ...world.jar.cookie! };
    await tab.signIn('bob');
    tab.crash();
    world.jar.cookie = cookie;

    const again = load(world);
    await world.pass(5000);

    expect(again.session.state).toBe('expired');
    await again.signIn();
    expect(again.session.state).toBe('active');
  });

  it.each(['x', '☃', 'ses_xxxxxxxxxxxxxxxxxxxxxx', 'ses_A '])(
    'a session is called %s passes over it',
    async (sid) => {
      const { world, tab } = await signedInPage();
      tab.crash();
      world.stored.set(REGISTER, JSON.stringify({ sid, bound: false }));

      expect(await load(world).token()).toContain('head.');
    },
  );
});

describe('a page whose session is unbound', () => {
  it('proves its key to a bound one that the cookie is of', async () => {
    const world = new World();
    const tab = world.open({ bind: true });
    await tab.signIn();
    tab.crash();
    world.stored.set(REGISTER, `{"sid":"${sessionId(0)}","bound":false}`);

    expect(await load(world).token()).toContain('head.');
  });
});

describe('a gateway that answers 400', () => {
  it.each([1, 2, 5])('%d times to a renewal costs nobody the session', async (times) => {
    const { world, tab } = await signedInPage();
    const held = await tab.token();
    const handle = world.server.handle.bind(world.server);
    let left = times;
    world.server.handle = (path, ...rest) =>
      path === '/auth/refresh' && left-- > 0
        ? { response: Response.json({ type: '/problems/bad-request' }, { status: 400 }) }
        : handle(path, ...rest);
    await world.pass(11.5 * MINUTE);
    expect(tab.session.state).toBe('active');
    expect(left).toBeLessThan(times);

    await world.pass(2 * MINUTE);

    expect(tab.session.state).toBe('active');
    expect(await tab.token()).not.toBe(held);
  });
});

describe('a message of another script', () => {
  it.each([NaN, undefined, 'x', {}, -1, Infinity])(
    'that wants a pause until %s keeps nobody from renewing',
    async (pause) => {
      const { world, tab } = await signedInPage();
      world.open().surroundings.openChannel(REGISTER)!.post({ v: 1, pause });
      await world.pass(10);
      await world.clock.sleep(HOUR);

      expect(await tab.token()).toContain('head.');
    },
  );

  it('that is none of ours is passed over', async () => {
    const { world, tab } = await signedInPage();
    const channel = world.open().surroundings.openChannel(REGISTER)!;
    const nonsense = [{ grant: null }, { grant: {}, receivedAt: 'x' }, { ask: {} }, { input: 'x' }];
    [null, 7, ...nonsense.map((each) => ({ v: 1, ...each })), { v: 1, end: {} }].forEach((each) =>
      channel.post(each),
    );
    await world.pass(10);
    await world.clock.sleep(HOUR);

    expect(await tab.token()).toContain('head.');
  });
});

describe('a callback that throws', () => {
  /** What nobody caught. Vitest takes them for failures of its own otherwise. */
  async function uncaught(work: () => Promise<void>): Promise<unknown[]> {
    const errors: unknown[] = [];
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (error) => errors.push(error));
    try {
      await work();
      await new Promise((next) => setTimeout(next));
    } finally {
      process.removeAllListeners('uncaughtException');
      others.forEach((other) => process.on('uncaughtException', other));
    }
    return errors;
  }

  it('of one who observes keeps no token from anybody', async () => {
    const { world, tab } = await signedInPage();
    const before = world.server.rotations;
    tab.session.observe(() => {
      throw new Error('of the page');
    });

    const errors = await uncaught(() => world.pass(12 * MINUTE));

    expect(errors.length).toBeGreaterThan(1);
    expect(world.server.rotations).toBe(before + 1);
    expect(tab.session.state).toBe('active');
  });

  it('at the end of a session does not hide the end', async () => {
    const world = new World();
    const tab = world.open({
      onSignInRequired: () => {
        throw new Error('of the page');
      },
    });
    const states: string[] = [];
    tab.session.subscribe(({ state }) => states.push(state));
    await tab.signIn();
    world.server.end(sessionId(1), 'ended_by_operator');

    const errors = await uncaught(() => world.pass(12 * MINUTE));

    expect(errors.length).toBe(1);
    expect(states.at(-1)).toBe('expired');
  });
});

describe('a newer token of another tab', () => {
  it('is not replaced by the answer to a renewal that was slower', async () => {
    const { world, tab } = await signedInPage(new World({ locks: true }));
    const held = await tab.token();
    const claims = { ...claimsOf(held), gen: 99 };
    const accessToken = `head.${btoa(JSON.stringify(claims))}.sign`;
    const { session } = tab.session.snapshot();
    const before = world.server.rotations;
    const stay = tab.session.stay().catch(() => {});
    await world.pass(270);
    expect(world.server.rotations).toBe(before + 1);
    const grant = { accessToken, expiresIn: 900, refreshAt: 675, session };
    world.open().surroundings.openChannel(REGISTER)!.post({ v: 1, grant, receivedAt: world.day() });

    await world.pass(10);
    expect(await tab.token()).toBe(accessToken);
    await world.pass(15);
    expect(await tab.token()).toBe(accessToken);
    await world.within(MINUTE, stay);
  });
});

describe('a key that is none', () => {
  it.each([null, {}, 'x', { publicKey: 1 }])('(%j) is replaced at the sign-in', async (kept) => {
    const world = new World();
    const tab = world.open({ bind: true });
    world.databases.kept.set('p256', kept as never);

    const info = await tab.signIn();

    expect(info.bound).toBe(true);
    await world.pass(HOUR);
    expect(tab.session.state).toBe('active');
  });
});

describe('a store of keys that fails', () => {
  it('for good ends no session whose key the tab has, and it goes on when it works', async () => {
    const world = new World();
    const tab = world.open({ bind: true });
    await tab.signIn();
    world.databases.isBroken = true;
    await world.pass(HOUR);
    expect(tab.session.snapshot()).toMatchObject({ state: 'offline', trouble: 'no-key' });
    world.databases.isBroken = false;

    await world.pass(2 * MINUTE);

    expect(tab.session.state).toBe('active');
    expect(tab.signInsRequired).toEqual([]);
  });
});

describe('an API that refuses while the server is away', () => {
  it('does not use up the renewals, and they are tried again when it is back', async () => {
    const { world, tab } = await signedInPage();
    world.api = () => 401;
    world.trouble = (path) => (path === '/auth/refresh' ? 'busy' : 'none');
    for (let times = 0; times < 5; times++) {
      const answer = await world.within(MINUTE, tab.session.fetch(`${API}/a`));
      expect(answer.status).toBe(401);
    }
    expect(tab.signInsRequired).toEqual([]);
    expect(world.server.count('/auth/refresh')).toBe(0);
    expect(world.bodies.length).toBe(5);
    world.trouble = () => 'none';
    world.api = undefined;
    await world.pass(10_000);
    let refusals = 1;
    world.api = () => (refusals-- > 0 ? 401 : 200);

    const answer = await world.within(MINUTE, tab.session.fetch(`${API}/a`));

    expect(answer.status).toBe(200);
  });
});

import { describe, expect, it } from 'vitest';
import { sessionId, type Trouble } from './server.js';
import { World, type Tab } from './world.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const EXAM = 'https://api.example.test/exam';

async function signedIn(): Promise<{ world: World; tab: Tab }> {
  const world = new World();
  const tab = world.open();
  await tab.signIn();
  return { world, tab };
}

/** Spoils the refreshes, and nothing else. */
const refreshes = (trouble: () => Trouble) => (path: string) =>
  path === '/auth/refresh' ? trouble() : 'none';

describe('answers that are lost', () => {
  it('a thousand times for one generation sign nobody out', async () => {
    const { world, tab } = await signedIn();
    let lost = 0;
    world.trouble = refreshes(() => (lost++ < 1000 ? 'lost-answer' : 'none'));

    await world.pass(24 * HOUR);

    expect(lost).toBeGreaterThan(1000);
    expect(tab.session.state).toBe('active');
    expect(world.server.sessions.get(sessionId(1))!.ended).toBeUndefined();
  });

  it('once for each of a thousand generations sign nobody out', async () => {
    const { world, tab } = await signedIn();
    let turn = 0;
    world.trouble = refreshes(() =>
      turn++ % 2 ? 'none' : turn % 4 ? 'lost-request' : 'lost-answer',
    );

    await world.pass(200 * HOUR);

    expect(world.server.rotations).toBeGreaterThan(1000);
    expect(tab.session.state).toBe('active');
    expect(world.server.sessions.get(sessionId(1))!.ended).toBeUndefined();
  });
});

describe('a server that is in trouble', () => {
  it.each<[Trouble, number]>([
    ['error', 40],
    ['hangs', 40],
    ['portal', 40],
    ['lost-request', 40],
    ['busy', 110],
  ])(
    'for ten minutes (%s) keeps the session, is asked seldom, and is found again',
    async (trouble, most) => {
      const { world, tab } = await signedIn();
      let asked = 0;
      world.trouble = refreshes(() => {
        asked++;
        return trouble;
      });
      await world.clock.sleep(HOUR);

      await world.pass(10 * MINUTE);
      expect(tab.session.state).toBe('offline');
      await expect(tab.token()).rejects.toMatchObject({ code: 'unreachable' });
      expect(asked).toBeLessThan(most);

      world.trouble = () => 'none';
      await world.pass(2 * MINUTE);
      expect(tab.session.state).toBe('active');
      expect(tab.signInsRequired).toEqual([]);
    },
  );

  it('leaves a token that still works to the page', async () => {
    const { world, tab } = await signedIn();
    world.trouble = refreshes(() => 'error');

    await world.pass(12 * MINUTE);

    expect(tab.session.state).toBe('active');
    expect(tab.session.snapshot().trouble).toBe('http-500');
    expect((await world.within(1000, tab.session.fetch(EXAM))).status).toBe(200);
  });

  it('that names a time is not asked before it, by any tab', async () => {
    const { world, tab } = await signedIn();
    const other = world.open();
    await other.token();
    const asked: number[] = [];
    world.trouble = refreshes(() => {
      asked.push(world.clock.steady);
      return 'busy';
    });

    await world.pass(14 * MINUTE);

    const pauses = asked.slice(1).map((at, index) => at - asked[index]!);
    expect(pauses.length).toBeGreaterThan(3);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(6900);
    expect(tab.session.state).toBe('active');
  });
});

describe('an API', () => {
  it('that refuses a token gets a newer one, once', async () => {
    const { world, tab } = await signedIn();
    let calls = 0;
    world.api = () => (calls++ ? 200 : 401);

    const answer = await world.within(
      5000,
      tab.session.fetch('https://api.example.test/answers', { method: 'POST', body: 'mine' }),
    );

    expect(answer.status).toBe(200);
    expect(world.bodies).toEqual(['mine', 'mine']);
    expect(world.server.rotations).toBe(1);
  });

  it('that refuses for ever is asked to no end, but the server is not', async () => {
    const { world, tab } = await signedIn();
    world.api = () => 401;

    for (let call = 0; call < 20; call++) {
      expect((await world.within(30_000, tab.session.fetch(EXAM))).status).toBe(401);
    }

    expect(world.server.count('/auth/refresh')).toBeLessThanOrEqual(3);
    expect(tab.signInsRequired).toEqual(['refused_by_api']);
  });

  it('that is none of the configured ones never sees the token', async () => {
    const { world, tab } = await signedIn();

    await world.within(1000, tab.session.fetch('https://elsewhere.example/'));

    expect(world.authorizations).toEqual([null]);
  });

  it('is not sent a stream for a second time', async () => {
    const { world, tab } = await signedIn();
    world.api = () => 401;
    const body = new Blob(['mine']).stream();

    await expect(
      world.within(
        5000,
        tab.session.fetch(EXAM, { method: 'POST', body, duplex: 'half' } as never),
      ),
    ).rejects.toMatchObject({ code: 'not_replayable' });
  });
});

describe('a sign-in', () => {
  it('with a wrong password is refused and disturbs nobody who is signed in', async () => {
    const { world, tab } = await signedIn();
    const other = world.open();

    await expect(
      world.within(5000, other.session.signIn({ username: 'alice', password: 'wrong' })),
    ).rejects.toMatchObject({ code: 'refused', reason: 'invalid-credentials' });

    expect(tab.session.state).toBe('active');
    await other.token();
  });

  it('that gets no answer says so', async () => {
    const world = new World();
    world.trouble = () => 'lost-request';

    await expect(
      world.within(30_000, world.open().session.signIn({ username: 'alice', password: 'right' })),
    ).rejects.toMatchObject({ code: 'unreachable' });
  });
});

describe('an end', () => {
  it('that the server decides is told to every tab, with the reason, once', async () => {
    const { world, tab } = await signedIn();
    const other = world.open();
    await other.token();
    world.server.end(sessionId(1), 'ended_by_operator');

    await world.pass(20 * MINUTE);

    for (const each of [tab, other]) {
      expect(each.session.state).toBe('expired');
      expect(each.session.endReason).toBe('ended_by_operator');
      expect(each.signInsRequired).toEqual(['ended_by_operator']);
    }
  });

  it('of one tab that lost its cookie leaves the others alone', async () => {
    const { world, tab } = await signedIn();
    const other = world.open();
    await other.token();
    world.refuse = (path) => (path === '/auth/refresh' ? 'held' : null);
    await world.pass(12 * MINUTE);
    expect([tab.session.state, other.session.state]).toEqual(['active', 'active']);

    world.refuse = () => null;
    await world.pass(2 * MINUTE);

    expect([tab.session.state, other.session.state]).toEqual(['active', 'active']);
    expect(world.server.rotations).toBeGreaterThan(0);
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { keepSessionIn } from '../src/worker/index.js';
import { SERVER, World, type Tab } from './world.js';
import { sessionId } from './server.js';

const MINUTE = 60_000;
const pretended = {} as SharedWorker;

describe('a worker beside the tabs', () => {
  let world: World;
  let worker: Tab;

  beforeEach(() => {
    world = new World();
    worker = world.open();
    keepSessionIn(worker.surroundings, SERVER);
  });

  const open = () => world.open({ worker: () => pretended });

  it('asks for nothing of its own accord', async () => {
    await world.pass(60 * MINUTE);

    expect(world.server.arrived).toEqual([]);
  });

  it('renews for tabs that all sleep', async () => {
    const tab = open();
    await tab.signIn();
    tab.isHidden = true;
    const before = world.server.rotations;
    await world.pass(100);
    tab.freeze();

    await world.pass(12 * MINUTE);

    expect(world.server.rotations - before).toBe(1);
  });

  it('passes over messages that are none of ours', async () => {
    const tab = open();
    await tab.signIn();
    tab.isHidden = true;
    await world.pass(100);
    const channel = world.open().surroundings.openChannel(`tidelock:${SERVER}`)!;
    const messages = [{ grant: null }, { grant: {} }, { grant: { session: 7 } }, { end: 7 }];
    messages.forEach((each) => channel.post({ v: 1, ...each }));
    await world.pass(10);
    const before = world.server.rotations;
    tab.freeze();

    await world.pass(12 * MINUTE);

    expect(world.server.rotations - before).toBe(1);
  });

  it('is the one that renews, and each tab has the token', async () => {
    const tabs = [open(), open(), open()];
    await tabs[0]!.signIn();
    await world.pass(1000);
    const before = world.server.rotations;
    const asked: number[] = [];
    tabs.forEach(({ session }) =>
      session.observe(({ kind }) => kind === 'renewal' && asked.push(world.clock.steady)),
    );

    await world.pass(12 * MINUTE);

    expect(world.server.rotations - before).toBe(1);
    expect(asked).toEqual([]);
    expect(new Set(await Promise.all(tabs.map((tab) => tab.token()))).size).toBe(1);
  });

  it('finds the token of tabs that were there before it', async () => {
    const [tab] = [open()];
    await tab!.signIn();
    await world.pass(MINUTE);
    const late = world.open();
    keepSessionIn(late.surroundings, SERVER);
    await world.pass(MINUTE);
    [tab!, worker].forEach((each) => each.freeze());
    const before = world.server.rotations;

    await world.pass(10 * MINUTE);

    expect(world.server.rotations - before).toBe(1);
  });

  it('never renews a session that is being signed out', async () => {
    const tab = open();
    await tab.signIn();
    world.trouble = () => 'lost-request';
    const out = world.within(60_000, tab.session.signOut());
    await out;
    world.trouble = () => 'none';
    const before = world.server.rotations;
    const late = world.open();
    keepSessionIn(late.surroundings, SERVER);

    await world.pass(60 * MINUTE);

    expect(world.server.rotations - before).toBe(0);
  });

  it('follows a sign-in as somebody else, whatever comes late', async () => {
    const tab = open();
    await tab.signIn('alice');
    await world.pass(MINUTE);
    await tab.signIn('bob');
    await world.pass(MINUTE);
    tab.freeze();

    await world.pass(12 * MINUTE);

    expect(world.server.sessions.get(sessionId(1))!.ended).toBe('replaced_by_sign_in');
    expect(world.server.sessions.get(sessionId(2))!.newest).toBeGreaterThan(0);
    expect(world.server.sessions.get(sessionId(2))!.ended).toBeUndefined();
  });
});

it('a page goes on where there are no such workers', async () => {
  const world = new World();
  const tab = world.open({
    worker: () => {
      throw new ReferenceError('SharedWorker');
    },
  });

  await tab.signIn();

  expect(tab.session.state).toBe('active');
});

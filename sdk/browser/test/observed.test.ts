import { describe, expect, it } from 'vitest';
import type { Observation } from '../src/api.js';
import { World } from './world.js';

const MINUTE = 60_000;

describe('what a session measures', () => {
  it('is each renewal, each wait for the lock and each token of another tab', async () => {
    const world = new World();
    const [one, two] = [world.open(), world.open()];
    const seen: Observation[] = [];
    one.session.observe((observation) => seen.push(observation));
    two.session.observe((observation) => seen.push(observation));
    await one.signIn();
    await two.token();

    await world.pass(12 * MINUTE);

    expect(seen).toContainEqual({ kind: 'renewal', took: 40, outcome: 'renewed' });
    expect(seen).toContainEqual({ kind: 'lock', took: 0 });
    expect(seen.filter(({ kind }) => kind === 'delivery').map(({ took }) => took)).toContain(1);
  });

  it('is why a renewal failed', async () => {
    const world = new World();
    const tab = world.open();
    await tab.signIn();
    const seen: Observation[] = [];
    const stop = tab.session.observe((observation) => seen.push(observation));
    world.trouble = () => 'busy';
    await world.pass(12 * MINUTE);
    stop();
    const count = seen.length;
    await world.pass(MINUTE);

    const failure = { kind: 'renewal', took: 20, outcome: 'later', why: 'overloaded' };
    expect(seen).toContainEqual(failure);
    expect(seen.length).toBe(count);
  });
});

describe('what a session tells of its browser', () => {
  it('is what it may use of it', async () => {
    const poor = new World({ locks: true, channel: true, storage: 'full' }).open();
    const rich = new World().open({ bind: true });
    await rich.signIn();

    expect(poor.session.abilities()).toMatchObject({
      locks: false,
      channel: false,
      storage: false,
    });
    expect(rich.session.abilities()).toEqual({
      locks: true,
      channel: true,
      storage: true,
      key: true,
    });
  });

  it('is how many of its tabs are awake', async () => {
    const world = new World();
    const tabs = [world.open(), world.open(), world.open()];
    tabs.forEach(({ session }) => session.subscribe(() => {}));
    await world.pass(100);
    tabs[2]!.freeze();

    expect(await world.within(1000, tabs[0]!.session.countTabs())).toBe(2);
  });
});

describe('a page that is prepared in advance', () => {
  it('asks for nothing until it is shown', async () => {
    const world = new World();
    await world.open().signIn();
    const tab = world.open();
    let show = () => {};
    tab.shown = new Promise((resolve) => (show = resolve));
    await world.pass(1000);
    const before = world.server.arrived.length;
    const token = tab.session.getAccessToken();
    await world.pass(MINUTE);
    expect(world.server.arrived.length).toBe(before);

    tab.shown = undefined;
    show();

    expect(await world.within(5000, token)).toContain('head.');
  });
});

describe('a page that froze in the middle of a renewal', () => {
  it('has a token for the first call after it thaws', async () => {
    const world = new World();
    const tab = world.open();
    await tab.signIn();
    world.trouble = () => 'hangs';
    await world.pass(11.5 * MINUTE);
    tab.freeze();
    await world.pass(60 * MINUTE);
    world.trouble = () => 'none';

    await tab.thaw();

    expect(await tab.token()).toContain('head.');
  });
});

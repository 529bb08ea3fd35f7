import { describe, expect, it } from 'vitest';
import { World, type Tab } from './world.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A world in which sessions last for so many minutes without activity, and a tab of it. */
async function signedIn(idle: number, life = 30 * 24 * 60): Promise<{ world: World; tab: Tab }> {
  const world = new World();
  world.server.idleLife = idle * MINUTE;
  world.server.life = life * MINUTE;
  const tab = world.open();
  await tab.signIn();
  return { world, tab };
}

const endingOf = (tab: Tab) => tab.session.snapshot().ending;

describe('a session that ends when nobody is there', () => {
  it('warns five minutes before, in all tabs that show it', async () => {
    const { world, tab } = await signedIn(60);
    const other = world.open();
    await other.token();
    [tab, other].forEach(({ session }) => session.warn());

    await world.pass(54 * MINUTE);
    expect([endingOf(tab), endingOf(other)]).toEqual([null, null]);
    await world.pass(70 * SECOND);

    expect([endingOf(tab), endingOf(other)]).toEqual(['idle', 'idle']);
    expect(tab.session.endsIn()! / SECOND).toBeCloseTo(290, -1);
  });

  it('stays when the person says so: the warning closes in all tabs', async () => {
    const { world, tab } = await signedIn(60);
    const other = world.open();
    await other.token();
    [tab, other].forEach(({ session }) => session.warn());
    await world.pass(56 * MINUTE);

    await world.within(5000, tab.session.stay());
    await world.pass(100);

    expect([endingOf(tab), endingOf(other)]).toEqual([null, null]);
    expect(other.session.endsIn()! / MINUTE).toBeCloseTo(60, 0);
    expect(tab.session.state).toBe('active');
  });

  it('is not warned of while somebody is at work, whatever the tokens say', async () => {
    const { world, tab } = await signedIn(15);
    tab.session.warn();
    const seen = new Set<string | null>();
    tab.session.subscribe(({ ending }) => seen.add(ending));

    for (let minutes = 0; minutes < 60; minutes++) {
      tab.fire('keydown');
      await world.pass(MINUTE);
    }

    expect([...seen]).toEqual([null]);
    expect(tab.session.state).toBe('active');
    // One for each ten minutes is enough.
    expect(world.server.rotations).toBeLessThan(10);
  });

  it('stays for one who works on where nobody warns', async () => {
    const { world, tab } = await signedIn(15);
    await world.pass(12 * MINUTE);

    for (let minutes = 0; minutes < 30; minutes++) {
      tab.fire('pointerdown');
      await world.pass(MINUTE);
    }

    expect(tab.session.state).toBe('active');
  });

  it('takes no other input for a yes while it warns', async () => {
    const { world, tab } = await signedIn(60);
    tab.session.warn();
    await world.pass(56 * MINUTE);
    const before = world.server.rotations;

    tab.fire('keydown');
    await world.pass(MINUTE);

    expect(endingOf(tab)).toBe('idle');
    expect(world.server.rotations - before).toBeLessThanOrEqual(1);
    await world.pass(5 * MINUTE);
    expect(tab.session.snapshot()).toMatchObject({ state: 'expired', endReason: 'idle_expired' });
  });

  it('is found out to be over within seconds, in every tab', async () => {
    const { world, tab } = await signedIn(20);
    const other = world.open();
    await other.token();
    const stop = [tab, other].map(({ session }) => session.subscribe(() => {}));

    await world.pass(20 * MINUTE + 10 * SECOND);

    expect([tab, other].map(({ session }) => session.state)).toEqual(['expired', 'expired']);
    expect(tab.signInsRequired).toEqual(['idle_expired']);
    stop.forEach((each) => each());
  });

  it('can be kept ten times and more', async () => {
    const { world, tab } = await signedIn(10);
    tab.session.warn();
    for (let times = 0; times < 12; times++) {
      for (let waited = 0; waited < 20 && !endingOf(tab); waited++) {
        await world.pass(30 * SECOND);
      }
      expect(endingOf(tab)).toBe('idle');
      expect(tab.session.endsIn()).toBeGreaterThan(20 * SECOND);
      await world.within(5000, tab.session.stay());
    }
    expect(tab.session.state).toBe('active');
  });

  it('keeps warning when "stay" does not reach the server', async () => {
    const { world, tab } = await signedIn(60);
    tab.session.warn();
    await world.pass(56 * MINUTE);
    world.trouble = () => 'lost-request';

    const stay = tab.session.stay();
    stay.catch(() => {});
    await world.pass(5);
    expect(endingOf(tab)).toBe('idle');
    await expect(world.within(30_000, stay)).rejects.toMatchObject({ code: 'unreachable' });
    await world.pass(SECOND);
    expect(endingOf(tab)).toBe('idle');

    world.trouble = () => 'none';
    await world.within(30_000, tab.session.stay());
    expect(endingOf(tab)).toBe(null);
  });

  it('is judged by the server, however wrong the clock of the machine is', async () => {
    const { world, tab } = await signedIn(60);
    tab.session.warn();
    world.wrongBy = -3 * 60 * MINUTE;
    await world.pass(54 * MINUTE);
    expect(endingOf(tab)).toBe(null);

    await world.pass(90 * SECOND);

    expect(endingOf(tab)).toBe('idle');
  });
});

describe('a session that is as old as it may be', () => {
  it('warns of that too, and can not be kept', async () => {
    const { world, tab } = await signedIn(12 * 60, 60);
    tab.session.warn();
    for (let minutes = 0; minutes < 56; minutes++) {
      tab.fire('keydown');
      await world.pass(MINUTE);
    }

    expect(endingOf(tab)).toBe('absolute');
    await world.pass(5 * MINUTE);
    expect(tab.session.snapshot()).toMatchObject({ state: 'expired', endReason: 'expired' });
  });
});

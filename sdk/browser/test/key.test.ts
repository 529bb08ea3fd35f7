import { describe, expect, it } from 'vitest';
import { World, type Tab } from './world.js';

const MINUTE = 60_000;

async function signedIn(): Promise<{ world: World; one: Tab; two: Tab }> {
  const world = new World();
  const [one, two] = [world.open({ bind: true }), world.open({ bind: true })];
  await one.signIn();
  await two.token();
  return { world, one, two };
}

describe("the browser's key", () => {
  it('is made at the sign-in, and proves every renewal', async () => {
    const { world, one } = await signedIn();

    await world.pass(60 * MINUTE);

    expect(one.session.snapshot().session!.bound).toBe(true);
    expect(world.server.rotations).toBeGreaterThan(3);
    expect(new Set(world.server.keys).size).toBe(1);
  });

  it('that is evicted is put back by a tab that still has it', async () => {
    const { world, one, two } = await signedIn();
    two.isHidden = true;
    world.databases.kept.clear();
    one.crash();
    const late = world.open({ bind: true });
    late.session.subscribe(() => {});

    await world.pass(60 * MINUTE);

    expect(new Set(world.server.keys).size).toBe(1);
    expect([two.session.state, late.session.state]).toEqual(['active', 'active']);
  });

  it('that nobody has any more is made anew, as the server allows it', async () => {
    const { world, one, two } = await signedIn();
    world.databases.kept.clear();
    one.crash();
    two.crash();
    const late = world.open({ bind: true });

    await late.token();

    expect(world.server.keys).toEqual(['key-2']);
  });

  it('is not replaced where the store of keys fails', async () => {
    const { world, one, two } = await signedIn();
    await world.pass(10 * MINUTE);
    world.databases.isBroken = true;
    await world.pass(2 * MINUTE);
    world.databases.isBroken = false;

    await world.pass(10 * MINUTE);

    expect(new Set(world.server.keys).size).toBe(1);
    expect([one.session.state, two.session.state]).toEqual(['active', 'active']);
  });

  it('is done without where the browser keeps none', async () => {
    const world = new World();
    world.databases.isBroken = true;
    const tab = world.open({ bind: true });

    const info = await tab.signIn();

    expect(info.bound).toBe(false);
    await world.pass(60 * MINUTE);
    expect(tab.session.state).toBe('active');
  });
});

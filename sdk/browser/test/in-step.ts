import { World, type Tab } from './world.js';

/** A token for each, asked for at the same moment. */
export const all = (tabs: Tab[]) => Promise.all(tabs.map((tab) => tab.session.getAccessToken()));

/** Tabs of one browser, in the first of which Alice signed in. */
export async function signedIn(
  tabs: number,
  world = new World(),
): Promise<{ world: World; tabs: Tab[] }> {
  const first = world.open();
  await first.signIn();
  const others = Array.from({ length: tabs - 1 }, () => world.open());
  await world.within(5000, all(others));
  return { world, tabs: [first, ...others] };
}

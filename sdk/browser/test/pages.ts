import { World, type Tab } from './world.js';

/** A page in which Alice has signed in, and which shows it. */
export async function signedInPage(world = new World()): Promise<{ world: World; tab: Tab }> {
  const tab = load(world);
  await tab.signIn();
  return { world, tab };
}

/** A page that has just been loaded, and shows who is signed in. */
export function load(world: World): Tab {
  const tab = world.open();
  tab.session.subscribe(() => {});
  return tab;
}

import { expect, it } from 'vitest';
import { Chromium } from './engines/chromium.js';
import type { Cookie } from './engines/engine.js';
import { HOUR, inBrowsers, type Scene } from './scene.js';
import { gate, REFRESH } from './site/traffic.js';

inBrowsers([Chromium], (scene) => {
  interface Loot {
    cookies: Cookie[];
    userAgent: string;
  }

  const steal = async (from: Scene): Promise<Loot> => ({
    cookies: await from.browser.cookies(from.site.origin),
    userAgent: await from.tabs[0]!.run('return navigator.userAgent'),
  });

  /** All that a browser sends, with every cookie there is, but without a proof of the key. */
  async function replay({ cookies, userAgent }: Loot) {
    const { upstream } = scene().site.server;
    const answer = await fetch(new URL(REFRESH, upstream), {
      method: 'POST',
      headers: {
        Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
        'User-Agent': userAgent,
        Origin: scene().site.origin,
        'X-Tidelock': '1',
        'Content-Type': 'application/json',
      },
      body: '{}',
    });
    const { accessToken, reason } = (await answer.json()) as any;
    return { status: answer.status, accessToken, reason, cookies: answer.headers.getSetCookie() };
  }

  const REFUSED = { status: 401, accessToken: undefined, reason: 'held', cookies: [] };

  /** The victim renews, calls, and sees nothing. */
  async function renewsUnharmed(id: string) {
    const [tab] = scene().tabs;
    const refreshes = scene().traffic.refreshes;
    await tab!.run(`snapshots.length = 0; jump(${HOUR})`);
    expect(await tab!.run('return ask()')).toBe(200);
    expect(scene().traffic.refreshes).toBe(refreshes + 1);
    const seen = await tab!.run<any[]>(
      'return snapshots.map((seen) => [seen.endReason, seen.trouble, seen.session?.id])',
    );
    expect(seen.filter(([endReason, trouble]) => endReason || trouble)).toEqual([]);
    expect(seen.at(-1)).toEqual([null, null, id]);
    expect(await tab!.run('return required')).toEqual([]);
  }

  it('refuses a stolen cookie at once, and the victim never notices', async () => {
    const { id } = await scene().signIn(await scene().open());

    expect(await replay(await steal(scene()))).toEqual(REFUSED);

    await renewsUnharmed(id);
  });

  it('refuses a stolen cookie that comes late, and the victim never notices', async () => {
    const { id } = await scene().signIn(await scene().open());
    const loot = await steal(scene());
    await renewsUnharmed(id);
    await renewsUnharmed(id);

    expect(await replay(loot)).toEqual(REFUSED);

    await renewsUnharmed(id);
  });

  it('refuses a stolen cookie just before the victim renews, who never notices', async () => {
    const { id } = await scene().signIn(await scene().open());
    const loot = await steal(scene());
    const { until, open } = gate();
    const held = scene().traffic.spoil(REFRESH, { kind: 'request-held', until }, 1);

    // The victim's request is on its way, and the thief is faster.
    const renewed = renewsUnharmed(id);
    await held.happened();
    expect(await replay(loot)).toEqual(REFUSED);
    open();

    await renewed;
    await renewsUnharmed(id);
  });

  it('shows the replay among the events of the victim', async () => {
    const tab = await scene().open();
    const { id } = await scene().signIn(tab);
    await replay(await steal(scene()));

    const held = await tab.run<any[]>(`return eventsOf('${id}', 'token.held')`);

    expect(held).toHaveLength(1);
    expect(held[0]).toMatchObject({ outcome: 'refused', severity: 'warning' });
  });
});

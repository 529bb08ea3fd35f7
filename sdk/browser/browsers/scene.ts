import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import type { Engine, RunningBrowser, Tab } from './engines/engine.js';
import { ALICE, isBuilt } from './site/server.js';
import { Site } from './site/site.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** Starting a server and a browser takes long on a busy machine. In milliseconds. */
const START = 4 * MINUTE;

/** All tabs hear within this time at which moment the clock will jump, in milliseconds. */
const NOTICE = 500;

export type Scheme = 'http' | 'https';

/** What of the browser a page does without, see `page/stage.ts`. */
export type Part = 'locks' | 'channel' | 'storage' | 'shared-lock';

export interface PageOptions {
  without?: Part[];
  /** How wrong the clock is from the start, in milliseconds. */
  ahead?: number;
  /** Whether to go on before the page knows who is signed in. */
  atOnce?: boolean;
  /** Whether a worker keeps the session too. */
  hasWorker?: boolean;
  /** Another page than the one with the session. */
  path?: string;
}

/** What came of code that ran in a tab. */
export interface Outcome<T = unknown> {
  ok?: T;
  /** The code of the SDK's error, or the message of any other. */
  failed?: string;
  reason?: string;
}

/** A browser with a profile of its own, the site, and the tabs that a test opens. */
export class Scene<B extends RunningBrowser = RunningBrowser> {
  readonly tabs: Tab[] = [];
  readonly profile = join(mkdtempSync(join(tmpdir(), 'tidelock-browser-')), 'profile');
  browser!: B;
  private opened = 0;
  private ahead = 0;

  constructor(
    private readonly engine: Engine<B>,
    readonly site: Site,
  ) {}

  get traffic() {
    return this.site.traffic;
  }

  async launch(): Promise<void> {
    const { profile, site } = this;
    this.browser = await this.engine.launch({ profile, certificate: site.certificate });
  }

  async open(options: PageOptions = {}) {
    const { without = [], ahead = 0, atOnce = false, path = '/sdk-test' } = options;
    const wishes = new URLSearchParams({
      tab: String(this.opened++),
      ahead: String(this.ahead + ahead),
      without: without.join(),
      ...(options.hasWorker && { worker: '' }),
    });
    const tab = await this.browser.open(`${this.site.origin}${path}?${wishes}`);
    this.tabs.push(tab);
    if (!atOnce && path === '/sdk-test') {
      await settled(tab);
    }
    return tab as Awaited<ReturnType<B['open']>>;
  }

  async openMany(count: number, options: PageOptions = {}): Promise<Tab[]> {
    for (let i = 0; i < count; i++) {
      await this.open(options);
    }
    return this.tabs;
  }

  /** Signs in in that tab, and waits until all of them have heard of it. */
  async signIn(tab: Tab, { account = ALICE, remember = false, isHeard = true } = {}) {
    const credentials = JSON.stringify({ ...account, remember });
    const info = await tab.run<any>(`return session.signIn(${credentials})`);
    if (isHeard) {
      await this.together(`await until(() => snapshots.at(-1)?.session?.id === '${info.id}')`);
    }
    // What was asked of the person before.
    await tab.run('required.length = 0');
    return info;
  }

  /** Runs code in all open tabs at the same moment, and gives what came of it, tab by tab. */
  async together<T = unknown>(code: string): Promise<Outcome<T>[]> {
    const outcomes = await this.tabs[0]!.run<Outcome<T>[]>(
      `return conduct(${JSON.stringify(code)}, ${this.tabs.length})`,
    );
    return outcomes;
  }

  /** Sets the clock of the machine, for all tabs at the same moment. */
  async jump(by: number): Promise<void> {
    const at = Date.now() + NOTICE;
    this.ahead += by;
    await this.together(`jump(${by}, ${at}); await until(() => realNow() > ${at})`);
  }

  /** Closes that tab. */
  async shut(tab: Tab): Promise<void> {
    this.tabs.splice(this.tabs.indexOf(tab), 1);
    await tab.close();
  }

  /** A tab is gone, whatever became of it. */
  lose(tab: Tab): void {
    this.tabs.splice(this.tabs.indexOf(tab), 1);
  }

  /** Ready for the next test: no tabs, right clocks, nothing spoiled. */
  async clear(): Promise<void> {
    this.site.forget();
    await Promise.allSettled(this.tabs.map((tab) => tab.close()));
    this.tabs.length = 0;
    this.ahead = 0;
  }

  async stop(): Promise<void> {
    await this.browser?.close();
    rmSync(join(this.profile, '..'), { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Waits until the page knows who is signed in. */
export const settled = (tab: Tab) =>
  tab.run(
    `await until(() => {
      const state = snapshots.at(-1)?.state ?? 'renewing';
      return state !== 'renewing' && state !== 'signing-in';
    })`,
  );

export const stateOf = (tab: Tab) => tab.run<string>('return session.state');

const sites = new Map<Scheme, Promise<Site>>();

function siteOf(scheme: Scheme): Promise<Site> {
  const site = sites.get(scheme) ?? Site.start(scheme);
  sites.set(scheme, site);
  return site;
}

afterAll(async () => {
  await Promise.all([...sites.values()].map(async (site) => (await site).stop()));
  sites.clear();
});

/**
 * The tests of `body` in each of these engines. One that can't be had on this machine, or is not
 * wanted in the short form, shows its tests as skipped.
 */
export function inBrowsers<B extends RunningBrowser>(
  engines: Engine<B>[],
  body: (scene: () => Scene<B>, engine: Engine<B>) => void,
  { scheme = 'https', isWanted = true }: { scheme?: Scheme; isWanted?: boolean } = {},
): void {
  for (const engine of engines) {
    describe.skipIf(!isBuilt || !engine.isHere || !isWanted)(
      `${engine.name} over ${scheme}`,
      () => {
        let scene: Scene<B>;
        beforeAll(async () => {
          scene = new Scene(engine, await siteOf(scheme));
          await scene.launch();
        }, START);
        afterAll(() => scene?.stop(), START);
        beforeEach(() => scene.site.forget());
        afterEach(() => scene.clear());
        body(() => scene, engine);
      },
    );
  }
}

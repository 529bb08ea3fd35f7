import { existsSync } from 'node:fs';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import type { Cookie, Engine, LaunchOptions, RunningBrowser, Tab } from './engine.js';
import { killTrees } from './processes.js';

const EXECUTABLE = ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find(existsSync);

/** Starting takes long on a busy machine. In milliseconds. */
const PATIENCE = 90_000;

/** What a browser does by itself at its start, and no test needs. */
const QUIET = {
  'app.normandy.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': '',
};

class FirefoxTab implements Tab {
  constructor(private readonly page: Page) {}

  run<T>(code: string): Promise<T> {
    return this.page.evaluate(`(async () => {${code}})()`) as Promise<T>;
  }

  async reload(): Promise<void> {
    await this.page.reload();
  }

  close(): Promise<void> {
    return this.page.close();
  }
}

class RunningFirefox implements RunningBrowser {
  constructor(private readonly browser: Browser) {}

  async open(url: string): Promise<Tab> {
    const page = await this.browser.newPage();
    await page.goto(url);
    return new FirefoxTab(page);
  }

  async cookies(origin: string): Promise<Cookie[]> {
    const { hostname } = new URL(origin);
    return (await this.browser.cookies()).filter(({ domain }) => domain === hostname);
  }

  async kill(): Promise<void> {
    const child = this.browser.process()!;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    killTrees([child.pid!]);
    await ended;
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

/** Firefox takes every certificate in these runs: it has no list of single ones from outside. */
export const Firefox: Engine = {
  name: 'Firefox',
  isHere: !!EXECUTABLE,
  async launch({ profile, certificate }: LaunchOptions) {
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: EXECUTABLE!,
      userDataDir: profile,
      acceptInsecureCerts: !!certificate,
      extraPrefsFirefox: QUIET,
      timeout: PATIENCE,
      protocolTimeout: PATIENCE,
    });
    return new RunningFirefox(browser);
  },
};

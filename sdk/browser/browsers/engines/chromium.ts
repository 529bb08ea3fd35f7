import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';
import puppeteer from 'puppeteer-core';
import type { Cookie, Engine, LaunchOptions, RunningBrowser, Tab, WindowSize } from './engine.js';
import { killTrees } from './processes.js';
import { PATIENCE, PuppeteerBrowser } from './puppeteer.js';

const EXECUTABLE = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(existsSync);

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--no-first-run',
  '--password-store=basic',
  '--disable-gpu',
  '--disable-sync',
  '--disable-extensions',
  '--disable-background-networking',
  '--disable-component-update',
  // Timers of hidden tabs go on as others do, or the tests would take many times as long.
  '--disable-background-timer-throttling',
];

/**
 * A start that comes to something has done so within these milliseconds; one of some dozens hangs,
 * with a connection that is never answered.
 */
const FIRST_PATIENCE = 25_000;

/** How often one looks for the first page, a tenth of a second apart. */
const MOST_LOOKS = 100;

/** Of what the browser says, so many characters are kept. */
const MOST_SAID = 4000;

/** A tab that can also be frozen, crashed and looked into, by Chromium's own protocol. */
export class ChromiumTab implements Tab {
  constructor(
    readonly page: Page,
    readonly devtools: CDPSession,
  ) {}

  run<T>(code: string): Promise<T> {
    return this.page.evaluate<T>(`(async () => {${code}})()`);
  }

  async picture(path: string): Promise<void> {
    // One that is behind another is not painted.
    await this.page.bringToFront();
    await this.page.screenshot({ path, animations: 'disabled' });
  }

  async reload(): Promise<void> {
    await this.page.reload();
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  /** As the browser does with hidden tabs: no script of it runs. */
  async freeze(): Promise<void> {
    await this.devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  }

  async thaw(): Promise<void> {
    await this.devtools.send('Page.setWebLifecycleState', { state: 'active' });
  }

  /** Its process ends at once. */
  async crash(): Promise<void> {
    const crashed = this.page.waitForEvent('crash');
    // There is nobody left to answer.
    this.devtools.send('Page.crash').catch(() => {});
    await crashed;
  }
}

export class RunningChromium implements RunningBrowser {
  constructor(
    private readonly browser: Browser,
    private readonly child: ChildProcess,
    private readonly window: WindowSize | undefined,
  ) {}

  async open(url: string): Promise<ChromiumTab> {
    const context = this.browser.contexts()[0]!;
    const page = await context.newPage();
    if (this.window) {
      await page.setViewportSize(this.window);
    }
    await page.goto(url);
    return new ChromiumTab(page, await context.newCDPSession(page));
  }

  cookies(origin: string): Promise<Cookie[]> {
    return this.browser.contexts()[0]!.cookies(origin);
  }

  async kill(): Promise<void> {
    const ended = endOf(this.child);
    killTrees([this.child.pid!]);
    await ended;
  }

  async close(): Promise<void> {
    const ended = endOf(this.child);
    const devtools = await this.browser.newBrowserCDPSession();
    // It may be gone before it has answered.
    devtools.send('Browser.close').catch(() => {});
    await ended;
  }
}

/**
 * Chromium takes the throw-away certificate by the hash of its key, which stands on its command
 * line: its own authorities stay as they are, and no other certificate is let through.
 */
const flagsFor = ({ profile, certificate }: LaunchOptions): string[] => [
  ...FLAGS,
  `--user-data-dir=${profile}`,
  ...(certificate ? [`--ignore-certificate-errors-spki-list=${certificate.publicKeyHash}`] : []),
];

/**
 * It is started here and not by Playwright, which would make every tab believe that it is the one
 * in front: such a tab is never frozen.
 */
export const Chromium: Engine<RunningChromium> = {
  name: 'Chromium',
  isHere: !!EXECUTABLE,
  async launch(options: LaunchOptions) {
    // On a busy machine a start may come to nothing; the second one is the last.
    return attach(options, FIRST_PATIENCE).catch(() => attach(options, PATIENCE));
  },
};

async function attach(options: LaunchOptions, timeout: number): Promise<RunningChromium> {
  const words = [...flagsFor(options), '--remote-debugging-port=0'];
  const child = spawn(EXECUTABLE!, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    const address = await addressOf(child);
    await firstPage(new URL(address).host);
    const browser = await chromium.connectOverCDP(address, { noDefaults: true, timeout });
    return new RunningChromium(browser, child, options.window);
  } catch (error) {
    killTrees([child.pid!]);
    throw error;
  }
}

/**
 * The same by way of Puppeteer. Chromium prepares no page in advance for a tab that is looked into
 * in Playwright's way.
 */
export const PreparingChromium: Engine<PuppeteerBrowser> = {
  name: 'Chromium',
  isHere: !!EXECUTABLE,
  async launch(options: LaunchOptions) {
    const browser = await puppeteer.launch({
      executablePath: EXECUTABLE!,
      args: flagsFor(options),
      timeout: PATIENCE,
      protocolTimeout: PATIENCE,
    });
    return new PuppeteerBrowser(browser);
  },
};

/** The browser says on its standard error where it can be spoken to. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr!.on('data', (chunk) => {
      said = (said + chunk).slice(-MOST_SAID);
      const address = /DevTools listening on (\S+)/.exec(said)?.[1];
      if (address) {
        resolve(address);
      }
    });
    child.once('exit', (code) => reject(new Error(`Chromium ended with ${code}: ${said}`)));
  });
}

/** Waits until there is a page: one that is only being made is what Playwright has hung on. */
async function firstPage(host: string): Promise<void> {
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const targets = await fetch(`http://${host}/json/list`).then((answer) => answer.json());
    if (targets.some(({ type }: { type: string }) => type === 'page')) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const endOf = (child: ChildProcess) =>
  child.exitCode === null && child.signalCode === null
    ? new Promise((resolve) => child.once('exit', resolve))
    : Promise.resolve();

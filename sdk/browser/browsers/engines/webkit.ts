import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { Builder, type WebDriver } from 'selenium-webdriver';
import type { Cookie, Engine, LaunchOptions, RunningBrowser, Tab, WindowSize } from './engine.js';
import { killTrees } from './processes.js';

const DRIVER = '/usr/bin/WebKitWebDriver';
const DISPLAY = '/usr/bin/Xvfb';

/** Code in a page may take so long, in milliseconds. */
const PATIENCE = 60_000;

/** The driver needs a moment until it listens: so many tries, so many milliseconds apart. */
const TRIES = 100;
const BETWEEN = 100;

const MINI_BROWSER = findMiniBrowser();

function findMiniBrowser(): string | undefined {
  for (const machine of ['x86_64-linux-gnu', 'aarch64-linux-gnu']) {
    const place = `/usr/lib/${machine}`;
    const versions = existsSync(place) ? readdirSync(place) : [];
    const found = versions
      .filter((name) => /^webkit2?gtk-[\d.]+$/.test(name))
      .map((name) => `${place}/${name}/MiniBrowser`)
      .find(existsSync);
    if (found) {
      return found;
    }
  }
  return undefined;
}

/** The driver speaks with one tab at a time: whoever wants another one waits. */
class Turns {
  private last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(work);
    this.last = mine.catch(() => {});
    return mine;
  }
}

class WebKitTab implements Tab {
  constructor(
    private readonly driver: WebDriver,
    private readonly turns: Turns,
    private readonly handle: string,
  ) {}

  run<T>(code: string): Promise<T> {
    return this.inside(async () => {
      const script = `const done = arguments[0];
        (async () => {${code}})().then(
          (value) => done({ value: value === undefined ? null : value }),
          (error) => done({ error: String(error) }));`;
      const { value, error } = await this.driver.executeAsyncScript<{ value: T; error?: string }>(
        script,
      );
      if (error) {
        throw new Error(error);
      }
      return value;
    });
  }

  picture(path: string): Promise<void> {
    return this.inside(async () => {
      writeFileSync(path, await this.driver.takeScreenshot(), 'base64');
    });
  }

  reload(): Promise<void> {
    return this.inside(() => this.driver.navigate().refresh());
  }

  close(): Promise<void> {
    return this.inside(() => this.driver.close());
  }

  private inside<T>(work: () => Promise<T>): Promise<T> {
    return this.turns.take(async () => {
      await this.driver.switchTo().window(this.handle);
      return work();
    });
  }
}

class RunningWebKit implements RunningBrowser {
  private readonly turns = new Turns();

  constructor(
    private readonly driver: WebDriver,
    private readonly first: string,
    private readonly processes: ChildProcess[],
    private readonly size: WindowSize | undefined,
  ) {}

  open(url: string): Promise<Tab> {
    return this.turns.take(async () => {
      await this.driver.switchTo().window(this.first);
      // Each tab is a hidden one here, of which no picture can be taken: it waits to be painted.
      await this.driver.switchTo().newWindow(this.size ? 'window' : 'tab');
      if (this.size) {
        const window = this.driver.manage().window();
        await window.setRect({ x: 0, y: 0, ...this.size });
      }
      const handle = await this.driver.getWindowHandle();
      await this.driver.get(url);
      return new WebKitTab(this.driver, this.turns, handle);
    });
  }

  cookies(): Promise<Cookie[]> {
    return this.driver.manage().getCookies() as Promise<never>;
  }

  async kill(): Promise<void> {
    await stop(this.processes);
  }

  async close(): Promise<void> {
    await this.driver.quit().catch(() => {});
    await stop(this.processes);
  }
}

/**
 * WebKit by way of WebKitGTK's own small browser, on a display that nobody sees. Under automation
 * it keeps its profile in memory, so that nothing of it survives a kill; and it takes every
 * certificate.
 */
export const WebKit: Engine = {
  name: 'WebKit',
  isHere: !!MINI_BROWSER && existsSync(DRIVER) && existsSync(DISPLAY),
  async launch({ profile, certificate, window }: LaunchOptions) {
    mkdirSync(profile, { recursive: true });
    const processes: ChildProcess[] = [];
    try {
      const display = await startDisplay(processes);
      const port = await freePort();
      processes.unshift(
        spawn(DRIVER, [`--port=${port}`], {
          env: { ...process.env, DISPLAY: display, HOME: profile, NO_AT_BRIDGE: '1' },
          stdio: 'ignore',
        }),
      );
      const driver = await connect(`http://127.0.0.1:${port}`, !!certificate);
      await driver.manage().setTimeouts({ script: PATIENCE });
      return new RunningWebKit(driver, await driver.getWindowHandle(), processes, window);
    } catch (error) {
      await stop(processes);
      throw error;
    }
  },
};

/** Gives the display's name. */
function startDisplay(processes: ChildProcess[]): Promise<string> {
  const child = spawn(
    DISPLAY,
    ['-displayfd', '3', '-nolisten', 'tcp', '-screen', '0', '1024x768x24'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  );
  processes.push(child);
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}.`)));
    child.stdio[3]!.once('data', (number: Buffer) => resolve(`:${number.toString().trim()}`));
  });
}

async function connect(url: string, acceptInsecureCerts: boolean): Promise<WebDriver> {
  for (let tries = 1; ; tries++) {
    const answers = await fetch(`${url}/status`).then(
      () => true,
      () => false,
    );
    if (answers) {
      break;
    }
    if (tries === TRIES) {
      throw new Error('WebKitWebDriver does not answer.');
    }
    await new Promise((resolve) => setTimeout(resolve, BETWEEN));
  }
  return new Builder()
    .usingServer(url)
    .withCapabilities({
      browserName: 'MiniBrowser',
      acceptInsecureCerts,
      'webkitgtk:browserOptions': { binary: MINI_BROWSER, args: ['--automation'] },
    })
    .build();
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

async function stop(processes: ChildProcess[]): Promise<void> {
  const live = processes.filter(
    ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
  );
  const ended = live.map((child) => new Promise((resolve) => child.once('exit', resolve)));
  killTrees(live.map(({ pid }) => pid!));
  await Promise.all(ended);
}

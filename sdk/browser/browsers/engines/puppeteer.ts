import type { Browser, Page } from 'puppeteer-core';
import type { Cookie, RunningBrowser, Tab } from './engine.js';
import { killTrees } from './processes.js';

/** Starting takes long on a busy machine. In milliseconds. */
export const PATIENCE = 90_000;

export class PuppeteerTab implements Tab {
  constructor(readonly page: Page) {}

  run<T>(code: string): Promise<T> {
    return this.page.evaluate(`(async () => {${code}})()`) as Promise<T>;
  }

  async picture(path: string): Promise<void> {
    await this.page.bringToFront();
    await this.page.screenshot({ path: path as `${string}.png` });
  }

  async reload(): Promise<void> {
    await this.page.reload();
  }

  close(): Promise<void> {
    return this.page.close();
  }
}

/** A browser that Puppeteer has started. */
export class PuppeteerBrowser implements RunningBrowser {
  constructor(private readonly browser: Browser) {}

  async open(url: string): Promise<PuppeteerTab> {
    const page = await this.browser.newPage();
    await page.goto(url);
    return new PuppeteerTab(page);
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

import { build } from 'esbuild';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
// @ts-expect-error plain JavaScript, shared with the build
import { compact } from '../compact.js';
import { DemoServer } from './demo.js';
import { canRun, launchChromium } from './playwright.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PICTURES = new URL('../test-results/', import.meta.url).pathname;

/** The shortest idle life that the server takes; milliseconds. */
const IDLE = 300_000;

/**
 * So many seconds before its end the pages warn: early enough that no token is renewed before, with
 * whose answer the server, whose clock no test moves, would tell of more time.
 */
export const BEFORE = 120;

/** So long after a sign-in or a "stay" the warning is there, in milliseconds. */
export const UNTIL_WARNED = IDLE - (BEFORE - 5) * 1000;

export interface Look {
  lang?: string;
  dir?: 'ltr' | 'rtl';
  context?: BrowserContextOptions;
}

/** Paths of packages by their names. */
export type Alias = Record<string, string>;

/** An exam with an answer to type, on the real server, in tabs whose clock a test moves on. */
export class Exam {
  context!: BrowserContext;

  private constructor(
    readonly server: DemoServer,
    private readonly browser: Browser,
    private readonly script: string,
    private readonly body: string,
  ) {}

  /**
   * `contents` is the script of its pages, and `body` what they show. `alias`: where packages are
   * that the script is to have in place of those beside it.
   */
  static async start(contents: string, body: string, alias: Alias = {}): Promise<Exam> {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: new URL('..', import.meta.url).pathname, loader: 'ts' },
      bundle: true,
      format: 'esm',
      plugins: [compact],
      alias,
      define: { 'process.env.NODE_ENV': '"development"' },
      write: false,
    });
    const server = await DemoServer.start({
      TIDELOCK__Sessions__IdleLife: '5m',
      TIDELOCK__Limits__RotationsPerMinute: '1000',
    });
    const browser = await launchChromium();
    mkdirSync(PICTURES, { recursive: true });
    return new Exam(server, browser, outputFiles[0]!.text, body);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
  }

  /** A browser of its own. */
  async begin({ lang = 'en', dir = 'ltr', context = {} }: Look = {}): Promise<void> {
    this.context = await this.browser.newContext({ locale: 'en-GB', ...context });
    await this.context.clock.install();
    await this.context.route('**/exam', (route) =>
      route.fulfill({
        contentType: 'text/html; charset=utf-8',
        body: `<!doctype html><html lang="${lang}" dir="${dir}"><title>Exam</title>
          <meta name="viewport" content="width=device-width">
          ${STYLE}${this.body}<script type="module" src="/exam.js"></script></html>`,
      }),
    );
    await this.context.route('**/exam.js', (route) =>
      route.fulfill({ contentType: 'text/javascript; charset=utf-8', body: this.script }),
    );
  }

  /** One more tab. */
  async open(): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(`${this.server.url}/exam`);
    await page.waitForFunction('window.session');
    return page;
  }

  /** A tab in which somebody is signed in, as the first account unless told otherwise. */
  async openSignedIn(account: object = this.server.account): Promise<Page> {
    const page = await this.open();
    await page.evaluate(`session.signIn(${JSON.stringify(account)})`);
    return page;
  }

  /** The time passes after which the pages warn, without anything being done. */
  async idle(...pages: Page[]): Promise<void> {
    await Promise.all(pages.map((page) => page.clock.fastForward(UNTIL_WARNED)));
  }

  /** From now on the server says that the session is over. */
  async over(reason: string): Promise<void> {
    await this.context.route('**/auth/refresh', (route) =>
      route.fulfill({
        status: 401,
        contentType: 'application/problem+json',
        body: JSON.stringify({ type: '/problems/sign-in-required', status: 401, reason }),
      }),
    );
  }

  /** What axe has against a page. */
  async faults(page: Page): Promise<string[]> {
    await page.evaluate(AXE);
    return page.evaluate(`axe.run(document).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`);
  }

  /** Keeps how a page looks, for people. */
  async picture(page: Page, name: string): Promise<void> {
    await page.screenshot({ path: `${PICTURES}${name}.png`, animations: 'disabled' });
  }
}

const STYLE = `<style>
  :root { color-scheme: light dark; }
  body { margin: 0; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif;
    background: light-dark(#f1f5f4, #08171e); color: light-dark(#0b2a35, #e6f2f2); }
  main { max-width: 40rem; margin: 0 auto; }
  textarea { box-sizing: border-box; width: 100%; min-height: 8rem; font: inherit; }
</style>`;

/** Building the pages and starting a server and a browser takes long on a busy machine. */
const START = 60_000;

/**
 * The tests of `body`, all of them on this exam in Chromium; skipped where there is none, or where
 * what they need besides was not fetched.
 */
export function inExam(
  name: string,
  start: () => Promise<Exam>,
  body: (exam: () => Exam) => void,
  isFetched = true,
): void {
  describe.skipIf(!canRun || !isFetched)(`${name} in Chromium`, () => {
    let exam: Exam;
    beforeAll(async () => {
      exam = await start();
    }, START);
    afterAll(() => exam?.stop());
    afterEach(() => exam.context.close());
    body(() => exam);
  });
}

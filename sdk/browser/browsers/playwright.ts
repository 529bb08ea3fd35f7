import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { isBuilt } from './demo.js';

const EXECUTABLE = '/usr/bin/chromium';

/** Whether the server was built, and the browser is there. */
export const canRun = isBuilt && existsSync(EXECUTABLE);

/** Chromium as Playwright starts it: for tests of what one page shows, not of many real tabs. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: EXECUTABLE, args: ['--no-sandbox'] });

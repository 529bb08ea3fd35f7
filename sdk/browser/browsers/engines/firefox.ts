import { existsSync } from 'node:fs';
import puppeteer from 'puppeteer-core';
import type { Engine, LaunchOptions } from './engine.js';
import { PATIENCE, PuppeteerBrowser } from './puppeteer.js';

const EXECUTABLE = ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find(existsSync);

/** What a browser does by itself at its start, and no test needs. */
const QUIET = {
  'app.normandy.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': '',
};

/** Firefox takes every certificate in these runs: it has no list of single ones from outside. */
export const Firefox: Engine<PuppeteerBrowser> = {
  name: 'Firefox',
  isHere: !!EXECUTABLE,
  async launch({ profile, certificate, window }: LaunchOptions) {
    const browser = await puppeteer.launch({
      browser: 'firefox',
      protocol: 'webDriverBiDi',
      executablePath: EXECUTABLE!,
      userDataDir: profile,
      acceptInsecureCerts: !!certificate,
      extraPrefsFirefox: QUIET,
      ...(window && { defaultViewport: window }),
      timeout: PATIENCE,
      protocolTimeout: PATIENCE,
    });
    return new PuppeteerBrowser(browser);
  },
};
